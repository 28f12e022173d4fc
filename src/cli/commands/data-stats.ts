import { defineTexts } from '../../base/locale.ts'
import { READING_NAMES } from '../../config/index.ts'
import { type Dataset, type DataTask, type Description, describe, readDataset } from '../../data/index.ts'
import { renderTable } from '../../metrics/index.ts'
import { readOptions, showNotes, taskName, taskOption } from '../data-options.ts'
import { percent } from '../format.ts'
import { Argument, type Command, newSubcommand } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'

const say = defineTexts({
  about: {
    zh: '统计数据：记录数、长度、标签、相同的文本',
    en: 'describe data: records, lengths, labels, equal texts',
  },
  data: { zh: '标注数据，格式自动识别', en: 'labelled data, the format is recognised' },
  head: {
    zh: '{file}：{records} 条，{task}，格式 {format}\n  依据：{reason}',
    en: '{file}: {records} record(s), {task}, format {format}\n  because: {reason}',
  },
  texts: {
    zh: '  不同的文本 {distinct} 条（{share}）',
    en: '  distinct texts: {distinct} ({share})',
  },
  pairs: {
    zh: '  不同的文本对 {distinct} 对（{share}）',
    en: '  distinct pairs of texts: {distinct} ({share})',
  },
  lengths: {
    zh: '  长度（字符）：最短 {min}，平均 {mean}，一半不超过 {p50}，90% {p90}，95% {p95}，99% {p99}，最长 {max}；共 {total}',
    en: '  length in characters: least {min}, mean {mean}, half within {p50}, 90% {p90}, 95% {p95}, 99% {p99}, most {max}; {total} in all',
  },
  unlabelled: {
    zh: '  没有标签的记录 {count} 条（{share}）',
    en: '  records without a label: {count} ({share})',
  },
  type: { zh: '实体类型', en: 'entity type' },
  label: { zh: '标签', en: 'label' },
  count: { zh: '数量', en: 'count' },
  share: { zh: '占比', en: 'share' },
})

interface Options extends Readonly<Record<string, unknown>> {
  readonly task?: DataTask
}

/** `hantune data stats DATA…` */
export function dataStatsCommand({ output }: Context): Command {
  const command = newSubcommand(
    'stats',
    say('about', {}),
    new Argument('<data...>', say('data', {})),
  ).addOption(taskOption())
  addSettingOptions(command, READING_NAMES)
  return command.action((files: readonly string[], options: Options) => {
    const settings = settingsOf(options)
    for (const file of files) {
      const dataset = readDataset(file, readOptions(settings, options.task))
      const description = describe(dataset.records)
      showNotes(output, file, dataset.notes)
      const { task, format, reason } = dataset
      if (output.json) output.line({ event: 'stats', file, task, format, reason, ...withShares(description) })
      else output.text(render(file, dataset, description))
    }
  })
}

function render(file: string, { task, format, reason }: Dataset, description: Description): string {
  const { records, distinctTexts, characters, unlabelled } = description
  const rows = withShares(description).labels.map(({ label, count, share }) => [
    label,
    String(count),
    percent(share),
  ])
  const head = [say(task === 'ner' ? 'type' : 'label', {}), say('count', {}), say('share', {})]
  return [
    say('head', { file, records, task: taskName(task), format, reason }),
    say(task === 'pair' ? 'pairs' : 'texts', {
      distinct: distinctTexts,
      share: percent(distinctTexts / records),
    }),
    say('lengths', { ...characters, mean: characters.mean.toFixed(1) }),
    ...(unlabelled > 0
      ? [say('unlabelled', { count: unlabelled, share: percent(unlabelled / records) })]
      : []),
    '',
    renderTable([head, ...rows]),
    '',
  ].join('\n')
}

/** The labels with their shares of all labels. */
function withShares(description: Description) {
  const all = description.labels.reduce((sum, { count }) => sum + count, 0)
  const labels = description.labels.map(({ label, count }) => ({ label, count, share: count / (all || 1) }))
  return { ...description, labels }
}
