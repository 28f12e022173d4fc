import { resolve } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { RandomStream } from '../base/random.ts'
import { VERSION } from '../base/version.ts'
import { Masker } from '../masking/index.ts'
import { encoderParameters, loadWeights, mlmParameters, openWeights } from '../models/index.ts'
import { fetchEncoder, saveEncoder } from '../train/index.ts'
import { drawWords } from './cooccurrence.ts'
import { type Corpus, checkTexts, openCorpus } from './corpus.ts'
import type { OnPretrainEvent, PretrainDone } from './events.ts'
import { startRate } from './initial.ts'
import { checkWindow, jobOfRun, type PretrainJob, type ReadyJob, readyJob } from './job.ts'
import { MlmModel } from './model.ts'
import { maskedBatch, optimizerOf, type Pretraining, pretrainLoop, pretrainSchedule } from './pretrain.ts'
import { PretrainFolder } from './run-folder.ts'
import { samplesOf, writeSamples } from './samples.ts'
import { segmenterOf } from './segmenting.ts'
import { similarWordsOf } from './similar-words.ts'
import { openStart, type Start, startParameters } from './start.ts'
import { type Position, restoreState, saveState } from './state.ts'
import { Windows } from './windows.ts'

const fail = defineErrors({
  E_PRETRAIN_NOT_FINITE: {
    zh: {
      what: '第 {step} 步的损失或梯度不是有限数（损失 {loss}，梯度范数 {norm}），预训练已停止；此前保存的模型完好',
      fix: '把学习率降低（learningRate）或加长 warmup，再从保存的模型开始：--init {folder}',
    },
    en: {
      what: 'loss or gradient of step {step} is not finite (loss {loss}, gradient norm {norm}); pre-training stopped; what was saved is intact',
      fix: 'lower learningRate or lengthen warmup, and start from what was saved with --init {folder}',
    },
  },
})

/** Seconds between two progress events. */
const INTERVAL = 1
/** Steps that are tried before the plan is told. */
const TRIED = 2

export interface PretrainControl {
  isInterrupted(): boolean
}

/**
 * Pre-trains an encoder by masked-language modelling on plain text: tokens once, to disk; then steps over full windows,
 * with an evaluation on held-out documents and a resumable state every so often. An interrupted run goes on to the
 * same bits as one that was not.
 *
 * @throws HanTuneError of the settings, the start, the corpus and the run folder
 */
export async function pretrain(
  job: PretrainJob,
  onEvent: OnPretrainEvent = () => {},
  control: PretrainControl = { isInterrupted: () => false },
): Promise<PretrainDone> {
  const { init, revision, offline } = job
  if (init !== undefined) {
    const choice = { ...(revision !== undefined && { revision }), ...(offline && { offline }) }
    await fetchEncoder({ model: init, ...choice }, onEvent)
  }
  const { folder, ready } = open(job)
  try {
    const start = openStart(ready.start)
    const corpus = await corpusOf(ready, start, folder, onEvent, control)
    if (!corpus) return interruptedBefore(folder, onEvent)
    try {
      const { train: _, dev: __, close: ___, fingerprint: ____, ...facts } = corpus
      onEvent({ event: 'corpus', ...facts })
      return await runOn({ ready, start, corpus, folder }, onEvent, control)
    } finally {
      corpus.close()
    }
  } catch (error) {
    // A run that failed before it saved anything leaves nothing that would stand in the way of the next.
    if (!job.resume && !folder.hasState) folder.discard()
    throw error
  } finally {
    folder.release()
  }
}

interface Opened {
  readonly ready: ReadyJob
  readonly start: Start
  readonly corpus: Corpus
  readonly folder: PretrainFolder
}

/** Makes the run's folder, or goes on in it. */
function open(job: PretrainJob): { folder: PretrainFolder; ready: ReadyJob } {
  if (!job.resume) {
    const ready = readyJob(job)
    // Everything that can be refused is, before there is a folder.
    checkWindow(ready.settings, openStart(ready.start))
    checkTexts(ready.texts)
    const config = { hantune: VERSION, texts: ready.texts, ...ready.start, settings: ready.settings }
    return { ready, folder: PretrainFolder.create(job.out, config) }
  }
  const { folder, config } = PretrainFolder.open(job.out)
  try {
    return { folder, ready: jobOfRun(config, job) }
  } catch (error) {
    folder.release()
    throw error
  }
}

function corpusOf(
  { settings, texts }: ReadyJob,
  { tokenizer }: Start,
  folder: PretrainFolder,
  onEvent: OnPretrainEvent,
  { isInterrupted }: PretrainControl,
): Promise<Corpus | undefined> {
  const { segmenter, recipe } = segmenterOf(settings)
  const { devShare, sequenceLength } = settings
  const files = texts.map((text) => resolve(text))
  const source = { files, tokenizer, segmenter, recipe, devShare, windowTokens: sequenceLength - 2 }
  return openCorpus(folder.corpus, source, onEvent, isInterrupted)
}

async function runOn(
  { ready, start, corpus, folder }: Opened,
  onEvent: OnPretrainEvent,
  control: PretrainControl,
): Promise<PretrainDone> {
  const { settings } = ready
  const { seed, sequenceLength, masking, maskShare, threads, recompute } = settings
  const parameters = startParameters(start, seed)
  if (start.folder === undefined && !folder.hasState)
    await drawWords(parameters, start.config, corpus.train, seed)
  const position: Position = folder.hasState
    ? restoreState(folder.model, parameters)
    : {
        step: 0,
        lossSum: 0,
        lossCount: 0,
        optimizerSteps: 0,
        tokensSeen: 0,
        seconds: 0,
        corpus: corpus.fingerprint,
        last: undefined,
      }
  if (folder.hasState) {
    const file = openWeights(folder.model)
    try {
      loadWeights(parameters, [...encoderParameters(start.config), ...mlmParameters(start.config)], file)
    } finally {
      file.close()
    }
  }
  const { hidden_dropout_prob: hidden, attention_probs_dropout_prob: attention } = start.config
  const own = start.folder === undefined ? { hidden: 0, attention: 0 } : { hidden, attention }
  const dropout =
    settings.dropout === undefined ? own : { hidden: settings.dropout, attention: settings.dropout }
  const model = await MlmModel.create(start.config, parameters, {
    device: 'cpu',
    threads,
    learning: { dropout, recompute, seed },
  })
  try {
    const { tokenizer } = start
    const similar =
      masking === 'mac' ? await similarWordsOf(folder.corpus, corpus.train, tokenizer.special) : undefined
    const masker = new Masker({ masking, share: maskShare, tokenizer, similar })
    const windows = new Windows(corpus.train, tokenizer.special, sequenceLength, seed)
    const held = new Windows(corpus.dev, tokenizer.special, sequenceLength, seed).spread(settings.devWindows)
    const random = new RandomStream(seed, 'held-out masks')
    const run: Pretraining = {
      model,
      windows,
      masker,
      dev: held.map((window) => masker.mask(window, random)),
      settings,
      schedule: pretrainSchedule(windows.count, settings),
      learningRate: ready.learningRate(start),
      shareOf: start.folder === undefined ? startRate : () => 1,
      optimizer: optimizerOf(settings),
      position,
    }
    run.optimizer.steps = position.optimizerSteps
    await tellPlan(run, start, onEvent)
    return await go(run, { start, folder }, onEvent, control)
  } finally {
    await model.release()
  }
}

/** Tries a few steps, which leave gradients and no more, and tells what the run will take. */
async function tellPlan(run: Pretraining, { name, folder }: Start, onEvent: OnPretrainEvent): Promise<void> {
  const { model, settings, schedule, windows, position, learningRate } = run
  const left = schedule.steps - position.step
  let seconds = 0
  for (let tried = 0; tried < TRIED && left > 0; tried++) {
    const started = performance.now()
    await model.learn(maskedBatch(run, position.step), 'tried')
    seconds = (performance.now() - started) / 1000
  }
  const { num_hidden_layers: layers, hidden_size: width, vocab_size: vocabulary } = model.config
  const perStep = settings.batchSize * settings.sequenceLength
  onEvent({
    event: 'pretrain-plan',
    model: {
      name,
      layers,
      width,
      vocabulary,
      parameters: model.parameters.count,
      pretrained: folder !== undefined,
    },
    masking: settings.masking,
    ...schedule,
    stepsDone: position.step,
    epochs: (schedule.steps * settings.batchSize) / windows.count,
    tokensPerStep: perStep,
    windows: windows.count,
    learningRate,
    seconds: seconds * left,
    memoryMb: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6),
  })
}

async function go(
  run: Pretraining,
  { start, folder }: Pick<Opened, 'start' | 'folder'>,
  onEvent: OnPretrainEvent,
  control: PretrainControl,
): Promise<PretrainDone> {
  const { position, schedule, model } = run
  const { config, tokenizer } = start
  const [begun, before, stepsBefore] = [performance.now(), position.seconds, position.step]
  const elapsed = () => (performance.now() - begun) / 1000
  let told = { at: performance.now(), losses: [] as number[], tokens: 0 }
  const save = async () => {
    const samples = await samplesOf(model, run.dev)
    position.seconds = before + elapsed()
    folder.save((path) => {
      saveEncoder(path, { config, tokenizer, parameters: model.parameters }, HEAD)
      writeSamples(path, samples)
      saveState(path, model.parameters, position)
    })
  }
  const isOver = await pretrainLoop(run, {
    onStep({ step, loss, learningRate, tokens }) {
      told.losses.push(loss)
      told.tokens += tokens
      const seconds = (performance.now() - told.at) / 1000
      if (seconds < INTERVAL && step < schedule.steps) return
      onEvent({
        event: 'pretrain-progress',
        step,
        steps: schedule.steps,
        loss: told.losses.reduce((sum, value) => sum + value, 0) / told.losses.length,
        ...(position.last && { accuracy: position.last.accuracy }),
        learningRate,
        tokensPerSecond: Math.round(told.tokens / seconds),
        secondsLeft: Math.round((elapsed() / (step - stepsBefore)) * (schedule.steps - step)),
      })
      told = { at: performance.now(), losses: [], tokens: 0 }
    },
    async onEvaluation(found) {
      const seconds = before + elapsed()
      position.last = { event: 'pretrain-evaluation', ...found, seconds }
      folder.record(position.last)
      await save()
      onEvent(position.last)
      told.at = performance.now()
    },
    onInterrupted: save,
    isInterrupted: () => control.isInterrupted(),
    notFinite: (step, loss, norm) =>
      fail('E_PRETRAIN_NOT_FINITE', {
        step: step + 1,
        loss: String(loss),
        norm: String(norm),
        folder: folder.model,
      }),
  })
  const { step: steps, tokensSeen, last } = position
  const done: PretrainDone = {
    event: 'pretrain-done',
    folder: folder.path,
    model: folder.model,
    reason: isOver ? 'finished' : 'interrupted',
    steps,
    tokensSeen,
    seconds: before + elapsed(),
    ...(last && { last }),
  }
  onEvent(done)
  return done
}

/** What config.json says of the head. */
const HEAD = { architectures: ['BertForMaskedLM'], id2label: undefined, label2id: undefined }

function interruptedBefore(folder: PretrainFolder, onEvent: OnPretrainEvent): PretrainDone {
  const done: PretrainDone = {
    event: 'pretrain-done',
    folder: folder.path,
    model: folder.model,
    reason: 'interrupted',
    steps: 0,
    tokensSeen: 0,
    seconds: 0,
  }
  onEvent(done)
  return done
}
