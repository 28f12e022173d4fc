import { assetPath } from '../../base/assets.ts'
import { defineTexts } from '../../base/locale.ts'
import { EMBEDDED_ID, isOffline, locateModel } from '../../hub/index.ts'
import { showDownload } from '../download-view.ts'
import { addHubOptions, type HubOptions, hubChoice } from '../hub-options.ts'
import { Argument, type Command, newSubcommand } from '../program.ts'
import type { Context } from '../run.ts'

const say = defineTexts({
  about: {
    zh: '把编码器下载到 Hugging Face 的标准缓存（Python 也能用），或取得最新版本',
    en: 'fetch an encoder to Hugging Face’s standard cache, which Python shares, or its newest version',
  },
  model: {
    zh: '模型名，如 hfl/rbt3；ModelScope 上的写作 modelscope:组织/名称',
    en: 'an id such as hfl/rbt3, or modelscope:ORG/NAME',
  },
  there: { zh: '模型在 {folder}', en: 'the model is in {folder}' },
  already: {
    zh: '{model}（{commit}）本机已有，与模型库一致，没有下载任何文件',
    en: '{model} ({commit}) is here already, as the hub has it: nothing was fetched',
  },
  offline: {
    zh: '{model}（{commit}）本机已有；离线，没有查询是否有更新的版本',
    en: '{model} ({commit}) is here already; offline, so nobody was asked for a newer version',
  },
  embedded: {
    zh: '{model} 是随包自带的，不用下载：直接用 --model {model}',
    en: '{model} is in the package, there is nothing to download: use it with --model {model}',
  },
})

/** `hantune download MODEL` */
export function downloadCommand({ output, signal }: Context): Command {
  const command = newSubcommand('download', say('about', {}), new Argument('<model>', say('model', {})))
  return addHubOptions(command).action(async (model: string, options: HubOptions) => {
    if (model === EMBEDDED_ID) {
      const folder = assetPath(model)
      output.event({ event: 'downloaded', model, folder, fetched: false })
      output.note(say('embedded', { model }))
      output.text(say('there', { folder }))
      return
    }
    let fetched = false
    const { folder, commit } = await locateModel(model, {
      ...hubChoice(options),
      refresh: true,
      signal,
      onEvent: (event) => {
        fetched ||= event.bytes > 0
        output.event(event)
        showDownload(output, event)
      },
    })
    output.event({ event: 'downloaded', model, folder, commit, fetched })
    if (!fetched && commit !== undefined) {
      const how = options.offline || isOffline() ? 'offline' : 'already'
      output.note(say(how, { model, commit: commit.slice(0, 7) }))
    }
    output.text(say('there', { folder }))
  })
}
