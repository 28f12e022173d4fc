import { type EvaluateOptions, type ModelOutcomes, openPredictor } from '../../api/index.ts'
import { writeFileAtomic } from '../../base/files.ts'
import { defineTexts } from '../../base/locale.ts'
import { refuseOtherKind, refuseSource } from '../../check/index.ts'
import { READING_NAMES, readingOf } from '../../config/index.ts'
import { readDataset } from '../../data/index.ts'
import {
  evaluateOutcomes,
  evaluationPage,
  renderEvaluation,
  requireComparable,
} from '../../evaluation/index.ts'
import { refuseForeign } from '../../page/index.ts'
import type { Report } from '../../tasks/index.ts'
import { modelStamp } from '../../train/index.ts'
import { showNotes } from '../data-options.ts'
import { learningCurve } from '../learning-curve.ts'
import { namedFile } from '../named-files.ts'
import { isOwnTrainingFile } from '../own-training-file.ts'
import { Argument, type Command, collect, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { atLeast } from '../setting-values.ts'
import { checkTemperature, saveTemperatureOption, storeTemperature, temperatureText } from '../temperature.ts'
import {
  checkSaving,
  outcomesAt,
  type SavedChoice,
  savedText,
  saveThresholdsOption,
  storeThresholds,
  thresholdOption,
  worseText,
} from '../threshold.ts'
import { renderReport } from '../train-view.ts'
import { tellUnfinished } from '../unfinished.ts'
import { failUsage } from '../usage-errors.ts'

const say = defineTexts({
  ownTraining: {
    zh: '{file} 就是这个模型的训练数据：成绩会偏高，说明不了模型在新文本上的表现',
    en: '{file} is what this model was trained on: its scores say nothing about new texts',
  },
  about: { zh: '在标注数据上评测训练好的模型', en: 'score a trained model on labelled data' },
  run: { zh: '训练的输出目录，或保存的模型目录', en: 'a run folder, or the folder of a saved model' },
  data: {
    zh: '标注数据，格式自动识别；模型有几个任务时写作 任务=文件',
    en: 'labelled data, the format is recognised; TASK=FILE if the model has several tasks',
  },
  html: {
    zh: '把报告写成一个独立的网页，可逐条查看错误',
    en: 'write the report as one self-contained page, with a browser of the errors',
  },
  against: {
    zh: '与另一个模型在同一份数据上成对比较',
    en: 'compare with another model on the same data, in pairs',
  },
  train: {
    zh: '训练数据：据此区分训练时见过和没见过的实体、文本',
    en: 'the training data: tells entities and texts it holds from unseen ones',
  },
  calibrate: {
    zh: '开发数据：在其上拟合温度，多标签任务还选阈值',
    en: 'dev data, to fit a temperature on, and thresholds for several labels a text',
  },
  sliceBy: {
    zh: '再按记录自己的这个字段（JSONL 字段或表格列，如 department）分组评分；可以写多次',
    en: 'slice the scores by this field of the records (of JSONL, or a column), such as department; repeatable',
  },
  bootstrap: {
    zh: '估计区间时的重抽样次数（默认 1000）',
    en: 'resamples for the intervals (1000 unless given)',
  },
  curve: {
    zh: '不评测，而是按这次训练的设置，用 --train 数据的 1/8、1/4、1/2 和全部各训练几遍，估计数据加倍能带来什么',
    en: 'instead: train with the run’s settings on parts of the --train data, and tell what twice the data would bring',
  },
  seeds: {
    zh: '学习曲线每种数据量训练几遍（默认 3）',
    en: 'trainings on each part of a learning curve (3 unless given)',
  },
  head: { zh: '{folder} 在 {data} 上的成绩（{records} 条）', en: '{folder} on {data} ({records} record(s))' },
  progress: { zh: '已评测 {done}/{all}', en: '{done} of {all} done' },
  page: { zh: '网页已写到 {file}', en: 'the page is in {file}' },
})

interface Options {
  readonly html?: string
  readonly against?: string
  readonly train?: string
  readonly calibrate?: string
  readonly threshold?: number
  readonly saveThresholds?: SavedChoice
  readonly saveTemperature?: boolean
  readonly bootstrap?: number
  readonly sliceBy?: readonly string[]
  readonly learningCurve?: boolean
  readonly seeds?: number
}

/** Options that ask something of the model as it is, with their flags. */
const NOT_OF_A_CURVE = {
  html: '--html',
  against: '--against',
  calibrate: '--calibrate',
  bootstrap: '--bootstrap',
  sliceBy: '--slice-by',
  threshold: '--threshold',
  saveThresholds: '--save-thresholds',
  saveTemperature: '--save-temperature',
} as const

/** `hantune evaluate RUN DATA` */
export function evaluateCommand(context: Context): Command {
  const { output, signal } = context
  const run = new Argument('<run>', say('run', {}))
  const data = new Argument('<data>', say('data', {}))
  const command = newSubcommand('evaluate', say('about', {}), run, data)
    .addOption(new Option('--html <FILE>', say('html', {})))
    .addOption(new Option('--against <RUN>', say('against', {})))
    .addOption(new Option('--train <FILE>', say('train', {})))
    .addOption(new Option('--calibrate <FILE>', say('calibrate', {})))
    .addOption(thresholdOption())
    .addOption(saveThresholdsOption())
    .addOption(saveTemperatureOption())
    .addOption(new Option('--bootstrap <N>', say('bootstrap', {})).argParser(atLeast('--bootstrap', 2)))
    .addOption(new Option('--slice-by <FIELD>', say('sliceBy', {})).argParser(collect))
    .addOption(new Option('--learning-curve', say('curve', {})))
    .addOption(new Option('--seeds <N>', say('seeds', {})).argParser(atLeast('--seeds', 1)))
  addSettingOptions(command, ['threads', ...READING_NAMES])
  return command.action(async (run: string, data: string, options: Options & Record<string, unknown>) => {
    const settings = settingsOf(options)
    const threads = settings.threads as number | undefined
    const reading = readingOf(settings)
    const { task, file } = namedFile(data)
    const { seeds, threshold, train: trainFile, sliceBy } = options
    if (options.learningCurve) {
      const alone = Object.entries(NOT_OF_A_CURVE).find(([name]) => name in options)
      if (alone !== undefined) throw failUsage('E_CLI_CURVE_ALONE', { flag: alone[1] })
      return learningCurve(context, { run, test: file, train: trainFile, seeds, settings })
    }
    checkSaving(options)
    checkTemperature(options)
    if (options.html !== undefined) {
      const sources = [file, options.calibrate, trainFile].filter((one) => one !== undefined)
      refuseSource(options.html, sources, '--html')
      refuseOtherKind(options.html, 'file', '--html')
      refuseForeign(options.html)
    }
    if (seeds !== undefined) throw failUsage('E_CLI_CURVE_SEEDS', {})
    const asked: EvaluateOptions = {
      task,
      ...reading,
      onEvent(event) {
        if (event.event === 'pass') output.progress.update(say('progress', { ...event }))
        else showNotes(output, event.file, event.notes)
      },
    }
    const outcomesOf = async (
      model: string,
      files: readonly string[],
      first?: ModelOutcomes,
    ): Promise<ModelOutcomes[]> => {
      const predictor = await openPredictor(model, { threads, signal })
      try {
        const { folder, tasks } = predictor
        const facts = task === undefined && tasks.length === 1 ? tasks[0] : tasks.find((t) => t.name === task)
        if (first && facts) requireComparable(first, { folder, ...facts })
        const found: ModelOutcomes[] = []
        for (const one of files) {
          const own = await predictor.outcomes(one, one === file ? { ...asked, fields: sliceBy } : asked)
          found.push(threshold === undefined ? own : outcomesAt(own, threshold))
        }
        return found
      } finally {
        await predictor.close()
      }
    }
    const { calibrate, against: otherRun } = options
    for (const one of [run, ...(otherRun === undefined ? [] : [otherRun])]) tellUnfinished(output, one)
    const stamp = options.saveTemperature ? modelStamp(run) : ''
    const [here, dev] = await outcomesOf(run, calibrate === undefined ? [file] : [file, calibrate])
    const [against] = otherRun === undefined ? [] : await outcomesOf(otherRun, [file], here)
    const { name, folder, task: kind, records } = here!
    if (isOwnTrainingFile(run, { file, task: name, records })) output.note(say('ownTraining', { file }))
    const train =
      trainFile === undefined ? undefined : readDataset(trainFile, { task: kind, ...reading }).records
    const report = evaluateOutcomes(here!, {
      train,
      dev,
      against,
      sliceBy,
      sources: { train: trainFile, dev: calibrate, against: against?.folder },
      bootstrap: options.bootstrap === undefined ? {} : { resamples: options.bootstrap },
    })
    const { saveThresholds: choice } = options
    const stored = choice === undefined ? undefined : storeThresholds(here!, report, choice)
    const worse = choice === undefined ? undefined : worseText(report, choice)
    // The report stands, whatever becomes of the temperature.
    const scaled = options.saveTemperature
      ? await storeTemperature(here!, report, stamp).catch((error: Error) => error)
      : undefined
    const isScaled = scaled !== undefined && !(scaled instanceof Error)
    if (options.html !== undefined)
      writeFileAtomic(options.html, evaluationPage({ model: folder, data: file, report, outcomes: here! }))
    const { scores, task: _, labels: __, records: ___, ...evaluation } = report
    if (output.json)
      output.line({
        event: 'evaluation',
        task: kind,
        name,
        model: folder,
        data: file,
        records: records.length,
        ...withMicro(scores),
        evaluation,
        ...(options.html !== undefined && { html: options.html }),
        ...((stored || isScaled) && { stored: { ...stored, ...scaled } }),
      })
    else {
      const head = say('head', { folder, data: file, records: records.length })
      output.text([head, renderReport(scores), renderEvaluation(report)].join('\n\n'))
      if (stored) output.text(`\n${savedText(stored)}`)
      if (isScaled) output.text(`\n${temperatureText(scaled)}`)
      if (options.html !== undefined) output.text(`\n${say('page', { file: options.html })}`)
    }
    if (worse !== undefined) output.note(worse)
    if (scaled instanceof Error) throw scaled
  })
}

/** Entity scores carry the micro average at their top; scripts may also ask for it by its name. */
function withMicro(report: Report): Report & { readonly micro?: object } {
  if ('accuracy' in report || 'micro' in report) return report
  const { precision, recall, f1 } = report
  return { ...report, micro: { precision, recall, f1 } }
}
