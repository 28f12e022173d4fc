import { openMaskFiller } from '../../api/index.ts'
import { type Augmentable, type AugmentMethod, type AugmentOptions, augment } from '../../augment/index.ts'
import { writeFileAtomic } from '../../base/files.ts'
import { defineTexts } from '../../base/locale.ts'
import { parseSettings, READING_NAMES } from '../../config/index.ts'
import { type DataTask, jsonlLine, labelsOf, readDataset } from '../../data/index.ts'
import { type EncoderChoice, encoderChoice } from '../../train/index.ts'
import { readOptions, showNotes, taskOption } from '../data-options.ts'
import { addHubOptions, fetchShown, type HubOptions } from '../hub-options.ts'
import { checkOutFile } from '../out-file.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import { showRecords } from '../record-view.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: {
    zh: '像训练那样用已有记录造出新记录，来看或写成文件；不训练',
    en: 'make records of those there are, as training does, to look at or into a file; nothing is trained',
  },
  data: { zh: '标注数据，格式自动识别', en: 'labelled data, the format is recognised' },
  model: {
    zh: 'mlm 用来猜字的编码器，须带有预训练的输出层',
    en: 'the encoder that mlm guesses by; it needs its pre-training head',
  },
  out: {
    zh: '把新记录写成 JSONL 文件，而不是显示出来',
    en: 'write the new records into a JSONL file instead of showing them',
  },
  overwrite: { zh: '替换已有的文件', en: 'replace a file that is there' },
  made: {
    zh: '由 {before} 条造出 {count} 条新记录（{methods}），另有 {missing} 条没能造出。编号写明来源和方法：12+40~join 由第 12 行和第 40 行合成',
    en: 'made {count} record(s) out of {before} ({methods}); {missing} could not be made. Their ids name sources and method: 12+40~join is made of lines 12 and 40',
  },
  making: { zh: '已造出 {made}/{wanted} 条', en: '{made} of {wanted} records made' },
  written: { zh: '新记录在 {file}', en: 'the new records are in {file}' },
})

interface Options extends HubOptions, Readonly<Record<string, unknown>> {
  readonly augment?: readonly AugmentMethod[]
  readonly task?: DataTask
  readonly model?: string
  readonly out?: string
  readonly overwrite?: boolean
}

/** `hantune data augment DATA --augment METHOD` */
export function dataAugmentCommand(context: Context): Command {
  const { output } = context
  const command = newSubcommand('augment', say('about', {}), new Argument('<data>', say('data', {})))
    .addOption(taskOption())
    .addOption(new Option('--model <MODEL>', say('model', {})))
    .addOption(new Option('--out <FILE>', say('out', {})))
    .addOption(new Option('--overwrite', say('overwrite', {})))
  addSettingOptions(addHubOptions(command), ['augment', 'augmentFactor', 'seed', 'threads', ...READING_NAMES])
  return command.action(async (data: string, options: Options) => {
    const given = settingsOf(options)
    const { augment: methods, augmentFactor: factor, seed, threads } = parseSettings(given)
    const { out, model } = options
    if (methods.length === 0)
      throw failUsage('E_CLI_OPTION_MISSING', { flag: '--augment', usage: '--augment METHOD' })
    if (model !== undefined && !methods.includes('mlm')) throw failUsage('E_CLI_MLM_MODEL', {})
    checkOutFile({ out, data, overwrite: options.overwrite })
    const { records, notes } = readDataset(data, readOptions(given, options.task))
    showNotes(output, data, notes)
    const wanted = {
      methods,
      factor,
      seed,
      signal: context.signal,
      onProgress: (made: number, all: number) => output.progress.update(say('making', { made, wanted: all })),
    }
    const made = await withGuesses(context, methods, encoderChoice(options), threads, (guesses) =>
      augment(records as readonly Augmentable[], { ...wanted, ...guesses }),
    )
    output.progress.clear()
    const fresh = made.records.slice(records.length)
    const { added, missing } = made
    const facts = { before: records.length, count: fresh.length, missing }
    if (out !== undefined) writeFileAtomic(out, fresh.map(jsonlLine).join(''))
    else await showRecords(output, fresh, labelsOf(fresh))
    output.event({
      event: 'augment',
      source: data,
      before: records.length,
      added,
      missing,
      ...(out !== undefined && { file: out }),
    })
    if (output.json) return
    const counts = Object.entries(added).map(([method, count]) => `${method} ${count}`)
    output.text(say('made', { ...facts, methods: counts.join(', ') || '–' }))
    if (out !== undefined) output.text(say('written', { file: out }))
  })
}

/** Runs `work` with a model that fills blanks where a method needs one. @throws as `openMaskFiller` */
async function withGuesses<T>(
  context: Context,
  methods: readonly AugmentMethod[],
  choice: EncoderChoice,
  threads: number,
  work: (guesses: Pick<AugmentOptions, 'fill' | 'mask'>) => Promise<T>,
): Promise<T> {
  if (!methods.includes('mlm')) return work({})
  await fetchShown(context, choice)
  const filler = await openMaskFiller(choice.model, { ...choice, threads, signal: context.signal })
  try {
    return await work({ fill: (texts) => filler.fill(texts) })
  } finally {
    await filler.close()
  }
}
