import { openPredictor } from '../../api/index.ts'
import { defineErrors } from '../../base/errors.ts'
import { defineTexts } from '../../base/locale.ts'
import { READING_NAMES, type SettingsInput } from '../../config/index.ts'
import { readDataset, type TaggedText } from '../../data/index.ts'
import { compareTaggers, lexiconOf, loadRules, type Rules } from '../../rules/index.ts'
import type { TaggingOutput } from '../../tasks/index.ts'
import { foreignTypes, ruledTypes } from '../../train/index.ts'
import { comparisonEvent, renderComparedWith } from '../compare-view.ts'
import { readOptions, showNotes } from '../data-options.ts'
import { predictionOf, taggingTask } from '../lexicon.ts'
import { namedFile } from '../named-files.ts'
import type { Output } from '../output.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { readerOf } from '../setting-values.ts'
import { choiceOf, failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: {
    zh: '把训练好的模型与词典匹配放在一起比：召回提升多少，哪些只有一方找得到',
    en: 'a trained model beside matching by a lexicon: the recall gained, and what only one of them finds',
  },
  run: { zh: '训练的输出目录，或保存的模型目录', en: 'a run folder, or the folder of a saved model' },
  data: {
    zh: '实体标注数据，格式自动识别；模型有几个任务时写作 任务=文件',
    en: 'data with entities, the format is recognised; TASK=FILE if the model has several tasks',
  },
  baseline: {
    zh: '拿什么来比（目前只有 lexicon，不写也是它）',
    en: 'what to compare with (lexicon, so far the only one and the default)',
  },
  lexicon: { zh: '词典或规则文件', en: 'a file of words or rules' },
  train: {
    zh: '不给 --lexicon 时，用这份训练数据里的实体作词典',
    en: 'without --lexicon, the entities of this training data are the lexicon',
  },
  examples: { zh: '各列出几个例子（默认 5）', en: 'examples of each kind (default 5)' },
  progress: { zh: '已预测 {done}/{all} 条', en: '{done} of {all} texts done' },
})

const fail = defineErrors({
  E_COMPARE_TASK: {
    zh: {
      what: 'compare 只用于实体识别模型，而 {folder} 没有实体识别任务',
      fix: '换用实体识别的模型；两次分类训练用 evaluate --against 比较',
    },
    en: {
      what: 'compare is for models that find entities, and {folder} does not',
      fix: 'take a model that finds entities; evaluate --against compares two runs of any task',
    },
  },
})

const CHUNK = 512
const BASELINES = ['lexicon']

interface Options extends Readonly<Record<string, unknown>> {
  readonly baseline?: string
  readonly lexicon?: string
  readonly train?: string
  readonly examples?: number
}

/** `hantune compare RUN DATA` */
export function compareCommand({ output, signal }: Context): Command {
  const run = new Argument('<run>', say('run', {}))
  const data = new Argument('<data>', say('data', {}))
  const command = newSubcommand('compare', say('about', {}), run, data)
    .addOption(new Option('--baseline <NAME>', say('baseline', {})))
    .addOption(new Option('--lexicon <FILE>', say('lexicon', {})))
    .addOption(new Option('--train <FILE>', say('train', {})))
  const reader = readerOf({ flag: '--examples', sign: 'N', from: 0 })
  command.addOption(new Option('--examples <N>', say('examples', {})).argParser(reader))
  addSettingOptions(command, ['threads', ...READING_NAMES])
  return command.action(async (run: string, data: string, options: Options) => {
    const settings = settingsOf(options) as SettingsInput
    const { threads } = settings
    const examples = checkOptions(options)
    const { task, file } = namedFile(data)
    const read = (path: string): readonly TaggedText[] => {
      const { records, notes } = readDataset(path, { ...readOptions(settings), task: 'ner' })
      showNotes(output, path, notes)
      return records as readonly TaggedText[]
    }
    const predictor = await openPredictor(run, { threads, signal })
    try {
      if (!predictor.tasks.some(({ kind }) => kind === 'ner'))
        throw fail('E_COMPARE_TASK', { folder: predictor.folder })
      const { rules, source } = rulesOf(options, read, output)
      const records = read(file)
      const tagging = taggingTask(predictor, task)
      const { name } = tagging
      showNotes(output, source, foreignTypes(rules, predictor, [tagging]))
      const found: TaggingOutput['entities'][] = []
      for (let from = 0; from < records.length; from += CHUNK) {
        const texts = records.slice(from, from + CHUNK).map(({ text }) => text)
        for (const prediction of await predictor.predict(texts))
          found.push((predictionOf(prediction, name) as TaggingOutput).entities)
        output.progress.update(say('progress', { done: found.length, all: records.length }))
      }
      const comparison = compareTaggers(records, found, rules, ruledTypes(predictor, tagging))
      const about = {
        model: predictor.folder,
        data: file,
        records: records.length,
        lexicon: source,
        rules: rules.size,
      }
      if (output.json) output.line(comparisonEvent(comparison, about, examples))
      else output.text(renderComparedWith(comparison, about, examples))
    } finally {
      await predictor.close()
    }
  })
}

/** How many examples are shown. @throws E_CLI_VALUE, E_CLI_COMPARE_* */
function checkOptions({ baseline = 'lexicon', lexicon, train, examples = 5 }: Options): number {
  choiceOf('--baseline', baseline, BASELINES)
  if (lexicon === undefined && train === undefined) throw failUsage('E_CLI_COMPARE_LEXICON', {})
  if (lexicon !== undefined && train !== undefined) throw failUsage('E_CLI_COMPARE_BOTH', {})
  if (examples < 0)
    throw failUsage('E_CLI_VALUE', { flag: '--examples', value: String(examples), allowed: '≥ 0', near: '' })
  return examples
}

function rulesOf(
  { lexicon, train }: Options,
  read: (file: string) => readonly TaggedText[],
  output: Output,
): { readonly rules: Rules; readonly source: string } {
  const source = lexicon ?? train!
  const rules = lexicon === undefined ? lexiconOf(read(train!)) : loadRules(lexicon)
  showNotes(output, source, rules.notes)
  return { rules, source }
}
