import { defineTexts } from '../base/locale.ts'
import { shellLine } from '../base/shell.ts'
import type { DataTask, Kept, SplitFile, SplitReport } from '../data/index.ts'
import { renderTable } from '../metrics/index.ts'
import { commandName } from './command-name.ts'
import { taskName } from './data-options.ts'
import { percent } from './format.ts'
import { readingWords } from './setting-options.ts'

const say = defineTexts({
  head: {
    zh: '{file}：{records} 条，{task}，格式 {format}；随机种子 {seed}',
    en: '{file}: {records} record(s), {task}, format {format}; seed {seed}',
  },
  part: { zh: '部分', en: 'part' },
  records: { zh: '记录', en: 'records' },
  share: { zh: '占比', en: 'share' },
  wanted: { zh: '目标', en: 'wanted' },
  label: { zh: '含有该标签的记录', en: 'records with the label' },
  all: { zh: '全部', en: 'all' },
  unlabelled: { zh: '（无标签）', en: '(none)' },
  more: { zh: '另有 {count} 个标签，见 split.json', en: '{count} more labels: see split.json' },
  train: { zh: '训练', en: 'train' },
  dev: { zh: '验证', en: 'dev' },
  test: { zh: '测试', en: 'test' },
  equal: {
    zh: '相同的文本：{groups} 组共 {records} 条，每组都在同一份里',
    en: 'equal texts: {groups} group(s) of {records} record(s) in all, each group in one part',
  },
  noEqual: { zh: '没有相同的文本', en: 'there are no equal texts' },
  near: {
    zh: '近似重复（重合度 ≥ {near}，含相同的）：{groups} 组共 {records} 条，最大一组 {largest} 条，每组都在同一份里',
    en: 'near-duplicates (overlap ≥ {near}, equal ones among them): {groups} group(s) of {records} record(s) in all, the largest of {largest}, each group in one part',
  },
  grouped: {
    zh: '按 {field} 分组：{groups} 组不止一条，共 {records} 条，最大一组 {largest} 条，每组都在同一份里',
    en: 'groups by {field}: {groups} of more than one record, {records} record(s) in all, the largest of {largest}, each group in one part',
  },
  absent: {
    zh: '太少或不能拆开，没有进入每一份的标签：{labels}',
    en: 'labels too rare, or too much in one piece, to be in every part: {labels}',
  },
  absentFrom: { zh: '{label}（缺 {parts}）', en: '{label} (not in {parts})' },
  files: { zh: '写好的文件：', en: 'written:' },
  next: { zh: '接下来：', en: 'next:' },
})

const LABELS_SHOWN = 20

/** What was asked for. */
interface Asked {
  readonly near: number
  readonly groupBy: string | undefined
  readonly task: DataTask | undefined
  readonly settings: Readonly<Record<string, unknown>>
}

/** What a split did, for people. */
export function renderSplit(
  source: string,
  folder: string,
  { report, files, task, format, copied }: SplitFile,
  { near, groupBy, task: asked, settings }: Asked,
): string {
  const { records, seed } = report
  return [
    say('head', { file: source, records, task: taskName(task), format, seed }),
    '',
    partTable(report),
    '',
    ...labelTable(report),
    '',
    ...keptLines(report, near, groupBy),
    ...absentLine(report),
    `${say('files', {})} ${Object.values(files).join(' ')} ${folder}/split.json`,
    `${say('next', {})} ${trainCommand(files, copied ? settings : {}, asked)}`,
  ].join('\n')
}

function partTable({ parts }: SplitReport): string {
  const rows = parts.map(({ part, records, share, wanted }) => [
    say(part, {}),
    String(records),
    percent(share),
    percent(wanted),
  ])
  return renderTable([[say('part', {}), say('records', {}), say('share', {}), say('wanted', {})], ...rows])
}

/** The most frequent labels, and records without any. */
function labelTable({ parts, labels }: SplitReport): string[] {
  const head = [say('label', {}), say('all', {}), ...parts.map(({ part }) => say(part, {}))]
  const shown = [...labels].sort((a, b) => b.records - a.records).slice(0, LABELS_SHOWN)
  const rows = shown.map(({ label, records, byPart }) => [label, String(records), ...byPart.map(String)])
  const unlabelled = parts.map(({ unlabelled }) => unlabelled)
  const none = unlabelled.reduce((sum, count) => sum + count, 0)
  if (none > 0) rows.push([say('unlabelled', {}), String(none), ...unlabelled.map(String)])
  const more = labels.length - shown.length
  return [renderTable([head, ...rows]), ...(more > 0 ? [say('more', { count: more })] : [])]
}

function keptLines({ kept }: SplitReport, near: number, field: string | undefined): string[] {
  const { equalTexts, nearDuplicates, groups } = kept
  const lines = [equalTexts.groups > 0 ? say('equal', { ...equalTexts }) : say('noEqual', {})]
  if (near < 1 && nearDuplicates.records > equalTexts.records)
    lines.push(say('near', { near, ...plain(nearDuplicates) }))
  if (field !== undefined) lines.push(say('grouped', { field, ...plain(groups) }))
  return lines
}

const plain = ({ groups, records, largest }: Kept) => ({ groups, records, largest })

function absentLine({ absent }: SplitReport): string[] {
  if (absent.length === 0) return []
  const shown = absent.slice(0, LABELS_SHOWN).map(({ label, parts }) => {
    return say('absentFrom', { label, parts: parts.map((part) => say(part, {})).join(', ') })
  })
  const more = absent.length > LABELS_SHOWN ? ['…'] : []
  return [say('absent', { labels: [...shown, ...more].join(', ') })]
}

/** @param settings by which the parts are to be read */
function trainCommand(
  { train, dev, test }: SplitFile['files'],
  settings: Asked['settings'],
  task: DataTask | undefined,
): string {
  const options = Object.entries({ dev, test, task }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )
  return `${commandName()} train ${shellLine([train!, ...options, ...readingWords(settings)])}`
}
