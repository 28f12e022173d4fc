import { writeFileAtomic } from '../../base/files.ts'
import { defineTexts } from '../../base/locale.ts'
import { nearestHint } from '../../base/nearest.ts'
import { quote } from '../../base/quote.ts'
import { RandomStream } from '../../base/random.ts'
import { DEFAULT_SEED, READING_NAMES } from '../../config/index.ts'
import {
  type AnyRecord,
  type DataTask,
  jsonlLine,
  recordLabels,
  streamRecords,
  withinLines,
} from '../../data/index.ts'
import { countReader, readOptions, showNotes, taskOption } from '../data-options.ts'
import { checkOutFile } from '../out-file.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import { showRecords } from '../record-view.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: { zh: '随机抽取几条记录来看，或写成文件', en: 'draw records at random, to look at or into a file' },
  data: { zh: '标注数据，格式自动识别', en: 'labelled data, the format is recognised' },
  count: { zh: '抽几条（默认 20）', en: 'how many (default 20)' },
  label: { zh: '只抽含有这个标签的', en: 'only records that have this label' },
  out: { zh: '写成 JSONL 文件，而不是显示出来', en: 'write a JSONL file instead of showing them' },
  overwrite: { zh: '替换已有的文件', en: 'replace a file that is there' },
  written: {
    zh: '从 {all} 条里抽取了 {count} 条，写到 {file}',
    en: '{count} of {all} records are in {file}',
  },
  progress: { zh: '已读 {records} 条', en: '{records} record(s) read' },
})

const DEFAULT_COUNT = 20

interface Options {
  readonly count?: number
  readonly label?: string
  readonly task?: DataTask
  readonly out?: string
  readonly overwrite?: boolean
}

/** `hantune data sample DATA` */
export function dataSampleCommand({ output, signal }: Context): Command {
  const command = newSubcommand('sample', say('about', {}), new Argument('<data>', say('data', {})))
    .addOption(new Option('-n, --count <N>', say('count', {})).argParser(countReader('-n/--count')))
    .addOption(taskOption())
    .addOption(new Option('--label <LABEL>', say('label', {})))
    .addOption(new Option('--out <FILE>', say('out', {})))
    .addOption(new Option('--overwrite', say('overwrite', {})))
  addSettingOptions(command, ['seed', ...READING_NAMES])
  return command.action(async (data: string, options: Options) => {
    const settings = settingsOf(options as Readonly<Record<string, unknown>>)
    const { count = DEFAULT_COUNT, label, out } = options
    checkOutFile({ out, data, overwrite: options.overwrite })
    const stream = streamRecords(data, { ...readOptions(settings, options.task), keepOthers: true })
    const drawn = new Reservoir<AnyRecord>(count, (settings.seed as number | undefined) ?? DEFAULT_SEED)
    const labels = new Set<string>()
    let all = 0
    for (const { records } of stream.chunks()) {
      signal.throwIfAborted()
      all += records.length
      for (const record of records) {
        const own = recordLabels(record)
        for (const one of own) labels.add(one)
        if (label === undefined || own.includes(label)) drawn.add(record)
      }
      output.progress.update(say('progress', { records: all }))
    }
    if (label !== undefined && !labels.has(label)) refuseLabel(label, labels)
    output.progress.clear()
    const { records, notes } = withinLines(drawn.items())
    showNotes(output, data, [...stream.notes(), ...notes])
    if (out !== undefined) {
      writeFileAtomic(out, records.map(jsonlLine).join(''))
      output.event({ event: 'sample', source: data, file: out, records: records.length, of: all })
      if (!output.json) output.text(say('written', { all, count: records.length, file: out }))
    } else await showRecords(output, records, [...labels])
  })
}

function refuseLabel(label: string, labels: ReadonlySet<string>): never {
  throw failUsage('E_CLI_VALUE', {
    flag: '--label',
    value: quote(label),
    near: nearestHint(label, [...labels]),
    allowed:
      [...labels]
        .slice(0, 20)
        .map((one) => quote(one))
        .join(', ') + (labels.size > 20 ? ' …' : ''),
  })
}

/** So many items of a stream, each equally likely to be among them, in their order. */
class Reservoir<T> {
  readonly #size: number
  readonly #random: RandomStream
  readonly #held: { readonly item: T; readonly at: number }[] = []
  #seen = 0

  constructor(size: number, seed: number) {
    this.#size = size
    this.#random = new RandomStream(seed, 'sample')
  }

  add(item: T): void {
    const at = this.#seen++
    const slot = at < this.#size ? at : this.#random.below(at + 1)
    if (slot < this.#size) this.#held[slot] = { item, at }
  }

  items(): T[] {
    return this.#held.sort((a, b) => a.at - b.at).map(({ item }) => item)
  }
}
