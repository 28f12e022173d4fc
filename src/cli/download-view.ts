import { defineTexts } from '../base/locale.ts'
import type { DownloadEvent } from '../hub/index.ts'
import { duration, percent } from './format.ts'
import type { Output } from './output.ts'

const say = defineTexts({
  progress: {
    zh: '下载 {model} {file}：{done}/{all} MB（{share}），{speed} MB/秒，还需 {left}',
    en: 'downloading {model} {file}: {done} of {all} MB ({share}), {speed} MB/s, {left} left',
  },
  waiting: {
    zh: '{url} 暂时取不到（{reason}）：{wait}后再试',
    en: '{url} gives nothing for now ({reason}): asked again in {wait}',
  },
  done: { zh: '已下载 {model}（{commit}），{all} MB', en: 'downloaded {model} ({commit}), {all} MB' },
})

const mb = (bytes: number): string => (bytes / 1e6).toFixed(1)

/** Shows how far a download has come, and says when it waits and when it is whole. */
export function showDownload(output: Output, event: DownloadEvent): void {
  const { model, file, commit, bytes, allBytes, bytesPerSecond, secondsLeft, waiting } = event
  const all = mb(allBytes)
  if (waiting) {
    const { url, reason, seconds } = waiting
    output.note(say('waiting', { url: new URL(url).origin, reason, wait: duration(seconds) }))
  } else if (bytes === allBytes) output.note(say('done', { model, commit: commit.slice(0, 7), all }))
  else
    output.progress.update(
      say('progress', {
        model,
        file,
        done: mb(bytes),
        all,
        share: percent(bytes / allBytes),
        speed: mb(bytesPerSecond),
        left: duration(secondsLeft),
      }),
    )
}
