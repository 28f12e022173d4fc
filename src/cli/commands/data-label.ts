import { setImmediate } from 'node:timers/promises'
import { defineErrors } from '../../base/errors.ts'
import { writeFileAtomic } from '../../base/files.ts'
import { defineTexts } from '../../base/locale.ts'
import {
  describe,
  jsonlLine,
  type PlainText,
  recordPlace,
  type TaggedText,
  withinLines,
} from '../../data/index.ts'
import { renderTable } from '../../metrics/index.ts'
import { loadRules, type Rules } from '../../rules/index.ts'
import { looksLikeColumns } from '../column-input.ts'
import { showNotes } from '../data-options.ts'
import { gatherTexts } from '../input-texts.ts'
import { checkOutFile } from '../out-file.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import { showRecords } from '../record-view.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: {
    zh: '用词典或规则给没有标注的文本标实体（弱标签），写成训练能读的 JSONL',
    en: 'label texts with the entities that a lexicon finds (weak labels), as JSONL that train reads',
  },
  texts: {
    zh: '没有标注的文本：每行一条，带 text（和 id）字段的 JSONL，或表格（Excel、Parquet，表头写明文本列的 CSV / TSV）',
    en: 'unlabelled texts: one a line, JSONL with text (and id), or a table (Excel, Parquet, CSV or TSV whose header names the text)',
  },
  lexicon: { zh: '词典或规则文件（必填）', en: 'a file of words or rules (required)' },
  out: {
    zh: '写成 JSONL 文件，而不是显示出来',
    en: 'write a JSONL file instead of showing the records',
  },
  overwrite: { zh: '替换已有的文件', en: 'replace a file that is there' },
  progress: { zh: '已标注 {done}/{all} 条', en: '{done} of {all} texts done' },
  found: {
    zh: '{records} 条文本里标出 {entities} 个实体（弱标签）',
    en: '{entities} mention(s) found in {records} text(s) (weak labels)',
  },
  empty: {
    zh: '{empty} 条里什么也没找到，作为没有实体的记录保留',
    en: '{empty} text(s) hold nothing that was found: kept as records without entities',
  },
  nothing: {
    zh: '词典什么也没找到，这些记录还不能用来训练：检查词典的写法是否与文本一致',
    en: 'the lexicon found nothing, so there is nothing to train on: check that its words are written as in the texts',
  },
  written: { zh: '记录在 {file}', en: 'the records are in {file}' },
  type: { zh: '实体类型', en: 'entity type' },
  count: { zh: '数量', en: 'count' },
})

const fail = defineErrors({
  E_LABEL_COLUMNS: {
    zh: {
      what: '这像是每行“字 标签”的列格式标注文件，每一行都会被当作一条文本',
      fix: '已有标注的数据不必再标，直接用来训练；要标的文件每行一条文本',
    },
    en: {
      what: 'this looks like a column file of tokens and tags, each of whose lines would be taken for a text',
      fix: 'train on data that are labelled as they are; texts to label stand one a line',
    },
  },
  E_LABEL_PAIR: {
    zh: {
      what: '这里每条有两段文本，实体只在单独的文本里标',
      fix: '每条只留一段；表格可以用 --text-column 指明是哪一列',
    },
    en: {
      what: 'there are two texts a record, and entities are found in single ones',
      fix: 'leave one text a record; of a table --text-column names its column',
    },
  },
})

/** Texts that are labelled between two looks at whether the user wants to stop. */
const CHUNK = 512

interface Options {
  readonly lexicon?: string
  readonly out?: string
  readonly overwrite?: boolean
}

/** `hantune data label TEXTS --lexicon FILE` */
export function dataLabelCommand({ output, signal }: Context): Command {
  const command = newSubcommand('label', say('about', {}), new Argument('<texts>', say('texts', {})))
    .addOption(new Option('--lexicon <FILE>', say('lexicon', {})))
    .addOption(new Option('--out <FILE>', say('out', {})))
    .addOption(new Option('--overwrite', say('overwrite', {})))
  addSettingOptions(command, ['textColumn', 'idColumn', 'sheet'])
  return command.action(async (file: string, { lexicon, out, overwrite, ...columns }: Options) => {
    if (lexicon === undefined)
      throw failUsage('E_CLI_OPTION_MISSING', { flag: '--lexicon', usage: '--lexicon FILE' })
    checkOutFile({ out, data: [file, lexicon], overwrite })
    const rules = loadRules(lexicon)
    showNotes(output, lexicon, rules.notes)
    const { texts, notes } = await gatherTexts([], file, settingsOf(columns))
    showNotes(output, file, notes)
    checkTexts(texts, file)
    const labelled: TaggedText[] = []
    for (let from = 0; from < texts.length; from += CHUNK) {
      // Ctrl-C is heard between turns only.
      await setImmediate()
      signal.throwIfAborted()
      labelled.push(...rules.weakLabels(texts.slice(from, from + CHUNK)))
      output.progress.update(say('progress', { done: labelled.length, all: texts.length }))
    }
    output.progress.clear()
    const fit = withinLines(labelled)
    showNotes(output, file, fit.notes)
    if (out === undefined) await showRecords(output, fit.records, rules.labels)
    else writeFileAtomic(out, fit.records.map(jsonlLine).join(''))
    const counts = countsOf(labelled, rules)
    if (counts.entities === 0)
      showNotes(output, lexicon, [{ code: 'nothingFound', count: counts.records, text: say('nothing', {}) }])
    output.event({
      event: 'labelled',
      source: file,
      lexicon,
      ...(out !== undefined && { file: out }),
      ...counts,
    })
    if (output.json) return
    output.text(say('found', counts))
    if (counts.empty > 0) output.text(say('empty', counts))
    const rows = Object.entries(counts.byType).map(([type, count]) => [type, String(count)])
    output.text(renderTable([[say('type', {}), say('count', {})], ...rows]))
    if (out !== undefined) output.text(say('written', { file: out }))
  })
}

/** @throws E_LABEL_COLUMNS, E_LABEL_PAIR */
function checkTexts(texts: readonly PlainText[], file: string): void {
  if (looksLikeColumns(texts)) throw fail('E_LABEL_COLUMNS', {}, { file })
  const both = texts.find(({ pair }) => pair !== undefined)
  if (both) throw fail('E_LABEL_PAIR', {}, recordPlace(both.origin))
}

/** What was found; a type that the rules give and no text has stands there, too. */
function countsOf(labelled: readonly TaggedText[], rules: Rules) {
  const { records, labels, unlabelled } = describe(labelled)
  const found = new Map(labels.map(({ label, count }) => [label, count]))
  return {
    records,
    entities: labels.reduce((sum, { count }) => sum + count, 0),
    empty: unlabelled,
    byType: Object.fromEntries(rules.labels.map((label) => [label, found.get(label) ?? 0])),
  }
}
