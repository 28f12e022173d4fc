import { join } from 'node:path'
import { defaultRunPath, openPredictor, trainModel } from '../../api/index.ts'
import { assetPath } from '../../base/assets.ts'
import { defineTexts } from '../../base/locale.ts'
import { readDataset } from '../../data/index.ts'
import type { Prediction, TaskKind } from '../../tasks/index.ts'
import { commandName } from '../command-name.ts'
import { percent } from '../format.ts'
import { hasColour, highlight } from '../highlight.ts'
import type { Output } from '../output.ts'
import { type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { FLAGS } from '../setting-flags.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { readerOf } from '../setting-values.ts'
import { nextCommands, TrainView } from '../train-view.ts'

const say = defineTexts({
  about: {
    zh: '用自带的示例数据走一遍：训练、评测、预测',
    en: 'a tour on the bundled sample: train, evaluate, predict',
  },
  intro: {
    zh: 'HanTune 演示：在这台机器的 CPU 上微调两个小模型，几分钟内完成，训练和预测不需要联网。\n示例数据是程序生成的虚构文本；内置的小模型在法规、诗词等公开文本上做过短时间的预训练。\n这里的成绩说明流程跑通，真实数据上的成绩见 README。',
    en: 'HanTune demo: fine-tunes two small models on this machine’s CPU, within a few minutes; training and prediction need no network.\nThe sample is synthetic; the embedded small model was pre-trained for a short while on public texts (statutes, poems).\nScores show that everything works; for scores on real data see the README.',
  },
  ner: { zh: '━━ 一、实体识别：病历短句 ━━', en: '━━ 1. Entities in hospital notes ━━' },
  cls: { zh: '━━ 二、文本分类：设备故障报修 ━━', en: '━━ 2. Classes of equipment faults ━━' },
  predictions: {
    zh: '测试数据里的几条，模型这样看：',
    en: 'what the model says of some texts of the test data:',
  },
  epochs: { zh: '轮数（默认 {epochs}）', en: 'epochs (default: {epochs})' },
  own: {
    zh: '用你自己的数据：{name} train 数据文件 --model 预训练模型目录',
    en: 'with your own data: {name} train DATA --model PRETRAINED',
  },
})

const SAMPLE = assetPath('sample')
const TEXTS_SHOWN = 3

/** A small encoder that must learn in few steps takes smaller batches than usual. */
const SHORT = { batchSize: 16, learningRate: 5e-4, patience: 0 }
/** Chosen by measurement on the sample, for good scores in a minute or so on two cores. */
const PARTS = [
  { task: 'ner', ending: 'bio', settings: { ...SHORT, epochs: 6, dropout: 0.2 } },
  { task: 'cls', ending: 'tsv', settings: { ...SHORT, epochs: 5 } },
] as const

/** `hantune demo` */
export function demoCommand(context: Context): Command {
  const epochs = PARTS.map(({ task, settings }) => `${task} ${settings.epochs}`).join(', ')
  const command = newSubcommand('demo', say('about', {}))
  const { flag, sign } = FLAGS.epochs
  command.addOption(
    new Option(`${flag} <${sign}>`, say('epochs', { epochs })).argParser(readerOf(FLAGS.epochs)),
  )
  addSettingOptions(command, ['seed', 'threads'])
  return command.action((options: Readonly<Record<string, unknown>>) =>
    tour(context, { sample: SAMPLE, settings: settingsOf(options) }),
  )
}

/** What a tour goes through; tests take a smaller one. */
export interface Tour {
  /** A folder as `assets/sample`. */
  readonly sample: string
  /** Left out: the embedded encoder. */
  readonly model?: string
  /** What overrides the settings chosen for the sample. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** Trains, scores and predicts for each task of a sample; runs go to new folders under `runs/`. */
export async function tour(context: Context, { sample, model, settings: chosen }: Tour): Promise<void> {
  const { output, signal } = context
  output.text(say('intro', {}))
  const runs: string[] = []
  for (const { task, ending, settings } of PARTS) {
    output.text(`\n${say(task, {})}`)
    const file = (part: string) => join(sample, task, `${part}.${ending}`)
    const run = defaultRunPath(`demo-${task}`)
    runs.push(run)
    const data = { train: file('train'), dev: file('dev'), test: file('test') }
    const job = {
      ...data,
      ...(model !== undefined && { model }),
      out: run,
      settings: { ...settings, ...chosen },
    }
    const view = new TrainView(output)
    await trainModel(job, { signal, onEvent: (event) => view.show(event) })
    await showPredictions(context, run, file('test'), task)
  }
  output.text(
    `\n${nextCommands(runs[0]!, join(sample, 'ner', 'test.bio'))}\n${say('own', { name: commandName() })}`,
  )
}

async function showPredictions(
  { output, signal }: Context,
  run: string,
  data: string,
  task: TaskKind,
): Promise<void> {
  const texts = readDataset(data, { task, forTraining: false })
    .records.slice(0, TEXTS_SHOWN)
    .map(({ text }) => text)
  const predictor = await openPredictor(run, { signal })
  try {
    output.text(`\n${say('predictions', {})}`)
    for (const prediction of await predictor.predict(texts)) {
      output.text(`  ${shown(prediction as Prediction, predictor.tasks[0]!.labels, output)}`)
    }
  } finally {
    await predictor.close()
  }
}

function shown(prediction: Prediction, labels: readonly string[], output: Output): string {
  if ('entities' in prediction) {
    return highlight(prediction.text, prediction.entities, labels, hasColour() && !output.json)
  }
  if ('labels' in prediction) return `${prediction.text}  → ${prediction.labels.join(', ') || '–'}`
  return `${prediction.text}  → ${prediction.label} (${percent(prediction.score)})`
}
