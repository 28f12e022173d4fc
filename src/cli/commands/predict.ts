import { openMaskFiller, openPredictor, type PredictorOptions } from '../../api/index.ts'
import { defineErrors, placedAt } from '../../base/errors.ts'
import { defineTexts } from '../../base/locale.ts'
import { type PlainText, recordPlace, type TextOptions } from '../../data/index.ts'
import { loadRules, type Rules } from '../../rules/index.ts'
import type { TaskInput } from '../../tasks/index.ts'
import {
  findModelFolder,
  foreignTypes,
  fourDigits,
  type ModelPrediction,
  override,
  shownPrediction,
} from '../../train/index.ts'
import { looksLikeColumns } from '../column-input.ts'
import { type ShownNote, showNotes } from '../data-options.ts'
import { addHubOptions, fetchShown, type HubOptions, hubChoice } from '../hub-options.ts'
import { gatherTexts } from '../input-texts.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { FLAGS } from '../setting-flags.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { readerOf } from '../setting-values.ts'
import { atThreshold, requireMultiLabel, thresholdOption } from '../threshold.ts'
import { tellUnfinished } from '../unfinished.ts'
import { choiceOf, failUsage } from '../usage-errors.ts'

const say = defineTexts({
  columns: {
    zh: '输入像是每行“字 标签”的列格式标注文件：这里每一行都当作一条文本预测。要在标注数据上评分用 evaluate；要预测请给出一行一条的文本',
    en: 'the input looks like a column file of tokens and tags: each of its lines is taken for a text. Score labelled data with evaluate; to predict, give one text a line',
  },
  about: {
    zh: '用训练好的模型预测，每条文本输出一行 JSON',
    en: 'predict with a trained model, a JSON line for each text',
  },
  run: {
    zh: '训练的输出目录，或保存的模型目录；填空时是编码器的目录或名称',
    en: 'a run folder, or the folder of a saved model; for fill-mask an encoder’s folder or id',
  },
  text: { zh: '要预测的文本', en: 'texts to predict on' },
  input: {
    zh: '每行一条文本的文件，带 text（和 id）字段的 JSONL，或表格（Excel、Parquet，表头写明文本列的 CSV / TSV）；不给文本也不给 --input 时从管道读入',
    en: 'a file with a text a line, JSONL with text (and id), or a table (Excel, Parquet, CSV or TSV whose header names the text); without texts and --input they are piped in',
  },
  task: {
    zh: '填空写 fill-mask：用编码器的预训练头猜 [MASK] 处是什么',
    en: 'fill-mask guesses what stands at [MASK], by the pre-training head of an encoder',
  },
  top: { zh: '填空时每处给几个候选（默认 5）', en: 'guesses for each blank with fill-mask (default 5)' },
  lexicon: {
    zh: '词典或规则文件：模型预测之后，按它强制认作或不认作实体',
    en: 'a file of words or rules that override what the model finds (force, forbid)',
  },
  progress: { zh: '已预测 {done}/{all} 条', en: '{done} of {all} texts done' },
})

/** Which columns of a table are read. */
const TEXT_SETTINGS = ['textColumn', 'pairColumn', 'idColumn', 'sheet'] as const

/** Texts that are predicted together: enough to sort by length, few enough to see the first lines soon. */
const CHUNK = 512

const fail = defineErrors({
  E_CLI_FILL_RUN: {
    zh: {
      what: '这是微调过的模型，没有预测 [MASK] 的部分',
      fix: '填空要用编码器：hantune-mini、hantune pretrain 输出目录里的 model，或 hub 上的名字',
    },
    en: {
      what: 'this is a fine-tuned model, which has nothing to fill [MASK] with',
      fix: 'blanks are filled by an encoder: hantune-mini, the model folder that hantune pretrain wrote, or a name on the hub',
    },
  },
})

/** More would be the vocabulary. */
const MOST_GUESSES = 1000

/** `hantune predict RUN [TEXT…]` */
export function predictCommand(context: Context): Command {
  const { output, signal } = context
  const run = new Argument('<run>', say('run', {}))
  const text = new Argument('[text...]', say('text', {}))
  const command = newSubcommand('predict', say('about', {}), run, text).addOption(
    new Option('--input <FILE>', say('input', {})),
  )
  command.addOption(new Option('--task <TASK>', say('task', {})))
  command.addOption(new Option('--top <N>', say('top', {})).argParser(readerOf({ flag: '--top', sign: 'N' })))
  addHubOptions(command)
  command.addOption(new Option('--lexicon <FILE>', say('lexicon', {})))
  command.addOption(thresholdOption())
  addSettingOptions(command, ['threads', ...TEXT_SETTINGS])
  return command.action(async (run: string, given: readonly string[], options: Options) => {
    const settings = settingsOf(options as Readonly<Record<string, unknown>>)
    const opened = { threads: settings.threads as number | undefined, signal }
    const isFill = checkTask(options)
    const rules = options.lexicon === undefined ? undefined : loadRules(options.lexicon)
    const note = (notes: readonly ShownNote[]) => showNotes(output, options.lexicon!, notes)
    const { texts, file, notes } = await gatherTexts(given, options.input, columnsOf(settings, given))
    showNotes(output, file, notes)
    if (!isFill) tellUnfinished(output, run)
    if (looksLikeColumns(texts)) output.note(say('columns', {}))
    const { lines, close } = await (isFill
      ? openFiller(context, run, options, opened)
      : openTask(run, { ...options, rules, note }, opened))
    try {
      for (let from = 0; from < texts.length && !output.closed; from += CHUNK) {
        const chunk = texts.slice(from, from + CHUNK)
        for (const line of await lines(chunk)) output.line(line)
        const done = from + chunk.length
        if (done < texts.length) output.progress.update(say('progress', { done, all: texts.length }))
        await output.drained()
      }
    } finally {
      await close()
    }
    output.progress.clear()
  })
}

interface Options extends HubOptions {
  readonly input?: string
  readonly task?: string
  readonly top?: number
  readonly lexicon?: string
  readonly threshold?: number
}

const FILL = 'fill-mask'

/** Whether blanks are to be filled. @throws E_CLI_VALUE, E_CLI_FILL_ONLY, E_CLI_FILL_LEXICON, E_CLI_FILL_THRESHOLD */
function checkTask({ task, top, lexicon, threshold, revision, offline }: Options): boolean {
  if (task !== undefined) choiceOf('--task', task, [FILL])
  const only = Object.entries({ '--top': top, '--revision': revision, '--offline': offline })
  const flag = only.find(([, value]) => value !== undefined)?.[0]
  if (task === undefined && flag !== undefined) throw failUsage('E_CLI_FILL_ONLY', { flag })
  if (top !== undefined && (top < 1 || top > MOST_GUESSES))
    throw failUsage('E_CLI_VALUE', {
      flag: '--top',
      value: String(top),
      allowed: `1 … ${MOST_GUESSES}`,
      near: '',
    })
  if (task === FILL && threshold !== undefined) throw failUsage('E_CLI_FILL_THRESHOLD', {})
  if (task === FILL && lexicon !== undefined) throw failUsage('E_CLI_FILL_LEXICON', {})
  return task === FILL
}

/** What was said of the columns of a file. @throws E_CLI_COLUMNS_NO_FILE where the texts come from no file */
function columnsOf(settings: Readonly<Record<string, unknown>>, given: readonly string[]): TextOptions {
  const names = TEXT_SETTINGS.filter((name) => settings[name] !== undefined)
  const [first] = names
  if (first !== undefined && given.length > 0)
    throw failUsage('E_CLI_COLUMNS_NO_FILE', { flag: FLAGS[first].flag })
  return Object.fromEntries(names.map((name) => [name, settings[name]]))
}

/** Chunks of texts in, JSON lines out. */
interface Lines {
  lines(chunk: readonly PlainText[]): Promise<object[]>
  close(): Promise<void>
}

interface Changes {
  readonly rules: Rules | undefined
  readonly threshold?: number
  /** Hears what is to be known of the rules. */
  note(notes: readonly ShownNote[]): void
}

async function openTask(
  run: string,
  { rules, threshold, note }: Changes,
  opened: PredictorOptions,
): Promise<Lines> {
  const predictor = await openPredictor(run, opened)
  const close = () => predictor.close()
  try {
    if (rules) note([...rules.notes, ...foreignTypes(rules, predictor)])
    if (threshold !== undefined) requireMultiLabel(predictor)
  } catch (error) {
    await close()
    throw error
  }
  const hasPairs = predictor.tasks.some(({ kind }) => kind === 'pair')
  return {
    async lines(chunk) {
      const predictions = await predictor.predict(hasPairs ? chunk.map(pairOf) : chunk)
      return predictions.map((prediction, i) => {
        const own = threshold === undefined ? prediction : atThreshold(prediction, predictor, threshold)
        return lineOf(rules ? override(own, rules, predictor) : own, chunk[i]!)
      })
    },
    close,
  }
}

/** @throws E_CLI_FILL_RUN and as `openMaskFiller` */
async function openFiller(
  context: Context,
  model: string,
  options: Options,
  opened: PredictorOptions,
): Promise<Lines> {
  if (findModelFolder(model) !== undefined) throw fail('E_CLI_FILL_RUN', {}, { file: model })
  const hub = hubChoice(options)
  await fetchShown(context, { model, ...hub })
  const filler = await openMaskFiller(model, { ...opened, ...hub })
  const { top } = options
  return {
    async lines(chunk) {
      const shown: object[] = []
      for (const one of chunk) {
        const [filled] = await filler.fill([one.text], top).catch((error: unknown) => {
          throw one.origin.file === '' ? error : placedAt(error, recordPlace(one.origin))
        })
        const { text, filled: best, blanks } = filled!
        shown.push({
          ...idOf(one),
          text,
          filled: best,
          blanks: blanks.map(({ candidates, ...place }) => ({
            ...place,
            candidates: candidates.map(({ token, score }) => ({ token, score: fourDigits(score) })),
          })),
        })
      }
      return shown
    },
    close: () => filler.close(),
  }
}

/** Two texts, where a line holds them with a TAB between. */
function pairOf(input: PlainText): TaskInput {
  const [text, pair, ...more] = input.text.split('\t')
  if (input.pair !== undefined || pair === undefined || more.length > 0) return input
  return { text: text!, pair }
}

/** A prediction as a line: with the id that the input gave, and scores of four digits. */
export function lineOf(prediction: ModelPrediction, text: PlainText): object {
  return { ...idOf(text), ...shownPrediction(prediction) }
}

const idOf = ({ origin }: PlainText): object => (origin.id === undefined ? {} : { id: origin.id })
