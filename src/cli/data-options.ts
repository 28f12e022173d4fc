import { defineTexts } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { readingOf } from '../config/index.ts'
import type { DataTask, Note, ReadOptions } from '../data/index.ts'
import { TASK_KINDS } from '../tasks/index.ts'
import type { Output } from './output.ts'
import { Option } from './program.ts'
import { choiceOf, failUsage } from './usage-errors.ts'

const say = defineTexts({
  ner: { zh: '实体识别', en: 'entity recognition' },
  cls: { zh: '文本分类', en: 'text classification' },
  multi: { zh: '多标签分类', en: 'multi-label classification' },
  pair: { zh: '句对分类', en: 'classification of pairs' },
  groupBy: {
    zh: '这个字段（JSONL 字段，如 patient_id、meta.pid，或表格列）相同的记录是一组，写出的文件保留它；@file：每个源文件是一组',
    en: 'records that agree in this field (of JSONL, or a column), such as patient_id or meta.pid, are a group, and what is written keeps it; @file: each source file is a group',
  },
  task: {
    zh: '数据的任务：ner、cls、multi 或 pair（默认从数据看出）；multi 会保留只有一个标签的列表',
    en: 'what the data hold: ner, cls, multi or pair (default: as they show); multi keeps lists of one label each',
  },
  note: { zh: '{file}：{text}', en: '{file}: {text}' },
})

/** What any reader has to say about its file. */
export type ShownNote = Pick<Note, 'count' | 'text'> & { readonly code: string }

export const taskName = (task: DataTask): string => say(task, {})

/** Tells what a user should know about a file: people by the line, scripts by one event, where there is anything to tell. */
export function showNotes(output: Output, file: string, notes: readonly ShownNote[]): void {
  for (const { text } of notes) output.note(say('note', { file, text }))
  if (notes.length === 0) return
  output.event({ event: 'notes', file, notes: notes.map(({ code, count, text }) => ({ code, count, text })) })
}

/** How the commands around data read: nothing is to be learnt from the file. */
export const readOptions = (settings: Parameters<typeof readingOf>[0], task?: DataTask): ReadOptions => ({
  forTraining: false,
  ...readingOf(settings),
  ...(task && { task }),
})

/** The option that says which task the data are of, for every command around data. */
export const taskOption = (): Option =>
  new Option('--task <TASK>', say('task', {})).argParser((text) => choiceOf('--task', text, TASK_KINDS))

/** The option that names the field of groups, for the commands that check, write or sample. */
export const groupByOption = (): Option => new Option('--group-by <FIELD>', say('groupBy', {}))

/** `readOptions` with the field of groups. */
export const groupedOptions = (
  settings: Parameters<typeof readingOf>[0],
  { groupBy, task }: { readonly groupBy?: string | undefined; readonly task?: DataTask | undefined },
): ReadOptions => ({ ...readOptions(settings, task), ...(groupBy !== undefined && { groupBy }) })

/** A whole number from 1 on, behind an option. @throws E_CLI_VALUE */
export function countReader(flag: string): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
    throw failUsage('E_CLI_VALUE', { flag, value: quote(text), allowed: '1, 2, 3 …', near: '' })
  }
}
