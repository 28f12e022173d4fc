import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic, writeFolderAtomic } from '../../base/files.ts'
import { defineTexts } from '../../base/locale.ts'
import { READING_NAMES } from '../../config/index.ts'
import {
  type AnyRecord,
  type DataTask,
  formatRecords,
  KEEP_FIELDS,
  readDataset,
  requireGroups,
  WRITE_FORMATS,
  type WriteFormat,
  withinLines,
} from '../../data/index.ts'
import { groupByOption, groupedOptions, showNotes, taskName, taskOption } from '../data-options.ts'
import { checkOutFile } from '../out-file.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { choiceOf, failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: { zh: '把数据转换成另一种格式', en: 'write data in another format' },
  data: { zh: '标注数据，格式自动识别', en: 'labelled data, the format is recognised' },
  to: { zh: '目标格式（必填）：{formats}', en: 'the format to write (required): {formats}' },
  out: { zh: '写到哪个文件（必填）', en: 'the file to write (required)' },
  overwrite: { zh: '替换已有的文件', en: 'replace a file that is there' },
  done: {
    zh: '{records} 条（{task}，{from}）已写成 {to}：{file}',
    en: '{records} record(s) ({task}, {from}) are in {file} as {to}',
  },
})

interface Options {
  readonly to: WriteFormat
  readonly out: string
  readonly groupBy: string
  readonly task: DataTask
  readonly overwrite?: boolean
}

/** `hantune data convert DATA --to FORMAT --out FILE` */
export function dataConvertCommand({ output }: Context): Command {
  const formats = WRITE_FORMATS.join(', ')
  const command = newSubcommand('convert', say('about', {}), new Argument('<data>', say('data', {})))
    .addOption(
      new Option('--to <FORMAT>', say('to', { formats })).argParser((text) =>
        choiceOf('--to', text, WRITE_FORMATS),
      ),
    )
    .addOption(new Option('--out <FILE>', say('out', {})))
    .addOption(taskOption())
    .addOption(groupByOption())
    .addOption(new Option('--overwrite', say('overwrite', {})))
  addSettingOptions(command, READING_NAMES)
  return command.action((data: string, { to, out, overwrite, ...options }: Partial<Options>) => {
    const settings = settingsOf(options as Readonly<Record<string, unknown>>)
    if (to === undefined)
      throw failUsage('E_CLI_OPTION_MISSING', { flag: '--to', usage: `--to ${WRITE_FORMATS.join(' | ')}` })
    if (out === undefined) throw failUsage('E_CLI_OPTION_MISSING', { flag: '--out', usage: '--out FILE' })
    checkOutFile({ out, data, overwrite, isFolder: to === 'brat' })
    const { records, task, format, notes } = readDataset(data, {
      ...groupedOptions(settings, options),
      keepOthers: KEEP_FIELDS.includes(to),
    })
    requireGroups(records, options.groupBy)
    const fit = withinLines<AnyRecord>(records)
    showNotes(output, data, [...notes, ...fit.notes])
    const content = formatRecords(fit.records, to)
    if (typeof content === 'string') writeFileAtomic(out, content)
    else writeDocuments(out, content)
    const count = records.length
    output.event({ event: 'converted', source: data, task, from: format, to, file: out, records: count })
    if (!output.json)
      output.text(say('done', { records: count, task: taskName(task), from: format, to, file: out }))
  })
}

/**
 * Writes the documents of a folder together; what else stands there stays, but no documents of other data, which would be
 * read as more of these.
 *
 * @throws E_CLI_FOLDER_MIXED, E_FILE_WRITE
 */
function writeDocuments(folder: string, documents: ReadonlyMap<string, string>): void {
  const there = existsSync(folder) ? readdirSync(folder) : []
  const other = there.find((name) => /\.(?:txt|ann)$/.test(name) && !documents.has(name))
  if (other !== undefined) throw failUsage('E_CLI_FOLDER_MIXED', { folder, other })
  writeFolderAtomic(folder, (fresh) => {
    for (const name of there) cpSync(join(folder, name), join(fresh, name), { recursive: true })
    for (const [name, text] of documents) writeFileAtomic(join(fresh, name), text)
  })
}
