import { basename } from 'node:path'
import { defineTexts } from '../../base/locale.ts'
import { quote } from '../../base/quote.ts'
import { DEFAULT_SEED, READING_NAMES, readingOf } from '../../config/index.ts'
import { type DataTask, NEAR_THRESHOLD, type SplitProgress, splitFile } from '../../data/index.ts'
import { showNotes, taskOption } from '../data-options.ts'
import { renderSplit } from '../data-split-view.ts'
import { percent } from '../format.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: {
    zh: '按比例划分成训练、验证、测试：按标签分层，近似重复和同组的记录不拆开',
    en: 'split into train, dev and test: stratified by label, near-duplicates and groups never parted',
  },
  data: { zh: '标注数据，格式自动识别', en: 'labelled data, the format is recognised' },
  ratio: {
    zh: '训练:验证:测试 的比例（默认 8:1:1），或 训练:验证，如 9:1',
    en: 'parts of train:dev:test (default 8:1:1), or of train:dev, such as 9:1',
  },
  out: { zh: '输出目录（默认 数据文件名-split）', en: 'output folder (default NAME-split, after the data)' },
  groupBy: {
    zh: '这个字段（JSONL 字段，如 patient_id、meta.pid，或表格列）相同的记录放在同一份；@file：同一源文件的记录放在同一份',
    en: 'keep records together that agree in this field (of JSONL, or a column), such as patient_id or meta.pid; @file: all records of a source file',
  },
  near: {
    zh: '近似重复的阈值：字符片段的重合度（默认 0.9）；off 只看相同的文本',
    en: 'from which overlap of pieces texts are near-duplicates (default 0.9); off: equal texts only',
  },
  overwrite: { zh: '替换输出目录里的同名文件', en: 'replace files of the same name in the output folder' },
  read: { zh: '已读 {records} 条', en: '{records} record(s) read' },
  nearProgress: { zh: '正在找近似重复：{share}', en: 'looking for near-duplicates: {share}' },
  write: { zh: '已写 {records}/{total} 条', en: '{records} of {total} records written' },
})

const DEFAULT_RATIO = [8, 1, 1]

interface Options {
  readonly ratio?: readonly number[]
  readonly out?: string
  readonly groupBy?: string
  readonly task?: DataTask
  readonly near?: number
  readonly overwrite?: boolean
}

/** `hantune data split DATA` */
export function dataSplitCommand({ output, signal }: Context): Command {
  const command = newSubcommand('split', say('about', {}), new Argument('<data>', say('data', {})))
    .addOption(new Option('--ratio <RATIO>', say('ratio', {})).argParser(readRatio))
    .addOption(new Option('--out <FOLDER>', say('out', {})))
    .addOption(taskOption())
    .addOption(new Option('--group-by <FIELD>', say('groupBy', {})))
    .addOption(new Option('--near <X>', say('near', {})).argParser(readNear))
    .addOption(new Option('--overwrite', say('overwrite', {})))
  addSettingOptions(command, ['seed', ...READING_NAMES])
  return command.action(async (data: string, options: Options) => {
    const settings = settingsOf(options as Readonly<Record<string, unknown>>)
    const folder = options.out ?? `${basename(data).replace(/(?<=.)\.[^.]*$/, '')}-split`
    const { ratio = DEFAULT_RATIO, groupBy, task, near = NEAR_THRESHOLD } = options
    const result = await splitFile(data, folder, {
      ratio,
      seed: (settings.seed as number | undefined) ?? DEFAULT_SEED,
      near,
      ...(groupBy !== undefined && { groupBy }),
      overwrite: options.overwrite ?? false,
      reading: { ...readingOf(settings), ...(task && { task }) },
      signal,
      onProgress: (progress) => output.progress.update(sayProgress(progress)),
    })
    output.progress.clear()
    const { notes, files, report, ...seen } = result
    showNotes(output, data, notes)
    if (output.json) output.line({ event: 'split', source: data, folder, files, ...seen, near, ...report })
    else output.text(renderSplit(data, folder, result, { near, groupBy, task, settings }))
  })
}

function sayProgress(progress: SplitProgress): string {
  if (progress.phase === 'near') return say('nearProgress', { share: percent(progress.share) })
  return progress.phase === 'read' ? say('read', progress) : say('write', progress)
}

function readRatio(text: string): number[] {
  const weights = text.split(':')
  if (weights.every((weight) => /^(\d+\.?\d*|\.\d+)$/.test(weight))) return weights.map(Number)
  throw failUsage('E_CLI_VALUE', { flag: '--ratio', value: quote(text), allowed: '8:1:1, 9:1 …', near: '' })
}

function readNear(text: string): number {
  if (text === 'off') return 1
  if (/^(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text)
  throw failUsage('E_CLI_VALUE', {
    flag: '--near',
    value: quote(text),
    allowed: '0.9, 0.8 … | off',
    near: '',
  })
}
