import { relative } from 'node:path'
import { firstOf } from '../base/first-of.ts'
import { defineTexts } from '../base/locale.ts'
import type {
  CorpusEvent,
  PretrainDone,
  PretrainEvaluation,
  PretrainEvent,
  PretrainPlan,
} from '../pretrain/index.ts'
import { showDownload } from './download-view.ts'
import { brief, duration, large, percent } from './format.ts'
import type { Output } from './output.ts'

const say = defineTexts({
  reading: { zh: '正在读语料 {file}：{share}', en: 'reading the corpus {file}: {share}' },
  corpus: {
    zh: '语料：{files} 个文件，{documents} 篇文档，{characters}字，训练 {tokens}个词元，留出 {dev}个；词表里没有的占 {unknown}',
    en: 'corpus: {files} files, {documents} documents, {characters} characters; {tokens} tokens to train on, {dev} held out; {unknown} are not in the vocabulary',
  },
  model: {
    zh: '模型 {name}：{layers} 层，宽 {width}，词表 {vocabulary}，{parameters}个参数，{start}',
    en: 'model {name}: {layers} layers, width {width}, vocabulary {vocabulary}, {parameters} parameters, {start}',
  },
  fromRandom: { zh: '从随机权重开始', en: 'from random weights' },
  fromWeights: { zh: '接着已有权重', en: 'from trained weights' },
  initialised: {
    zh: '  这份权重里没有、随机初始化的张量有 {count} 个（{names}）',
    en: '  initialised {count} tensors that these weights lack ({names})',
  },
  plan: {
    zh: '计划：{steps} 步，每步 {tokens} 个词元，约读语料 {epochs} 遍；掩码 {masking}；学习率 {rate}，预热 {warmup} 步，最后 {decay} 步下降',
    en: 'plan: {steps} step(s) of {tokens} tokens, about {epochs} times the corpus; masking {masking}; learning rate {rate}, {warmup} step(s) of warmup, falling over the last {decay}',
  },
  resumed: { zh: '  接着之前的预训练：已完成 {done} 步', en: '  going on: {done} steps are done' },
  forecast: { zh: '预计 {time}，内存约 {memory} MB', en: 'forecast: {time}, about {memory} MB' },
  progress: {
    zh: '第 {step}/{steps} 步  损失 {loss}{accuracy}  {speed} 词元/秒  还需 {left}',
    en: 'step {step}/{steps}  loss {loss}{accuracy}  {speed} tokens/s  {left} left',
  },
  accuracy: { zh: '  猜对 {accuracy}', en: '  guessed right {accuracy}' },
  row: {
    zh: '第 {step} 步  训练损失 {train}  留出文本：损失 {dev}，掩码猜对 {accuracy}',
    en: 'step {step}  train loss {train}  held-out text: loss {dev}, masked tokens guessed right {accuracy}',
  },
  done: {
    zh: '\n预训练完成：{steps} 步，{tokens}个词元，用时 {time}\n模型在 {model}\n接着微调：{command}',
    en: '\npre-training is done: {steps} step(s), {tokens} tokens, {time}\nthe model is in {model}\nto fine-tune it: {command}',
  },
  interrupted: {
    zh: '\n已在第 {steps} 步停下并保存，在 {folder}\n接着预训练：{command}',
    en: '\nstopped after step {steps}; everything is saved in {folder}\nto go on: {command}',
  },
  stoppedReading: {
    zh: '\n还在读语料时就停下了，没有训练任何一步；{folder} 里只有配置\n从头开始：{command}',
    en: '\nstopped while the corpus was read, before the first step; {folder} holds the configuration only\nto begin anew: {command}',
  },
})

/** Shows a pre-training as it happens. */
export class PretrainView {
  readonly #output: Output

  constructor(output: Output) {
    this.#output = output
  }

  show(event: PretrainEvent): void {
    this.#output.event(event)
    if (event.event === 'download') showDownload(this.#output, event)
    else if (event.event === 'corpus-progress') {
      const share = percent(event.bytes / Math.max(1, event.allBytes))
      this.#output.progress.update(say('reading', { file: event.file, share }))
    } else if (event.event === 'pretrain-progress') {
      const { step, steps, loss, accuracy, tokensPerSecond: speed, secondsLeft } = event
      const guessed = accuracy === undefined ? '' : say('accuracy', { accuracy: percent(accuracy) })
      this.#output.progress.update(
        say('progress', {
          step,
          steps,
          loss: loss.toFixed(3),
          accuracy: guessed,
          speed,
          left: duration(secondsLeft),
        }),
      )
    } else this.#output.text(render(event))
  }
}

function render(event: CorpusEvent | PretrainPlan | PretrainEvaluation | PretrainDone): string {
  switch (event.event) {
    case 'corpus':
      return renderCorpus(event)
    case 'pretrain-plan':
      return renderPlan(event)
    case 'pretrain-evaluation':
      return say('row', {
        step: event.step,
        train: event.trainLoss.toFixed(3),
        dev: event.devLoss.toFixed(3),
        accuracy: percent(event.accuracy),
      })
    case 'pretrain-done':
      return renderDone(event)
  }
}

function renderCorpus({ files, documents, characters, tokens, devTokens, unknown }: CorpusEvent): string {
  return say('corpus', {
    files: files.length,
    documents,
    characters: large(characters),
    tokens: large(tokens),
    dev: large(devTokens),
    unknown: percent(unknown / (tokens + devTokens)),
  })
}

function renderPlan(plan: PretrainPlan): string {
  const { name, layers, width, vocabulary, parameters, pretrained, initialised } = plan.model
  const start = say(pretrained ? 'fromWeights' : 'fromRandom', {})
  return [
    say('model', { name, layers, width, vocabulary, parameters: large(parameters), start }),
    ...(initialised.length > 0
      ? [say('initialised', { count: initialised.length, names: firstOf(initialised) })]
      : []),
    say('plan', {
      steps: plan.steps,
      tokens: plan.tokensPerStep,
      epochs: plan.epochs.toFixed(2),
      masking: plan.masking,
      rate: brief(plan.learningRate),
      warmup: plan.warmupSteps,
      decay: plan.decaySteps,
    }),
    ...(plan.stepsDone > 0 ? [say('resumed', { done: plan.stepsDone })] : []),
    say('forecast', { time: duration(plan.seconds), memory: plan.memoryMb }),
  ].join('\n')
}

function renderDone({ folder, model, reason, saved, steps, tokensSeen, seconds }: PretrainDone): string {
  if (reason === 'interrupted')
    return say(saved ? 'interrupted' : 'stoppedReading', {
      steps,
      folder: shown(folder),
      command: `hantune pretrain --resume ${shown(folder)}`,
    })
  return say('done', {
    steps,
    tokens: large(tokensSeen),
    time: duration(seconds),
    model: shown(model),
    command: `hantune train DATA --model ${shown(model)}`,
  })
}

/** The shorter of a path as it is and as seen from here. */
function shown(path: string): string {
  const near = relative('.', path)
  return near.startsWith('..') || near.length >= path.length ? path : `./${near}`
}
