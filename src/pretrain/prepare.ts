import { RandomStream } from '../base/random.ts'
import { Masker } from '../masking/index.ts'
import { drawWords } from './cooccurrence.ts'
import type { Corpus } from './corpus.ts'
import { startRate } from './initial.ts'
import type { ReadyJob } from './job.ts'
import { MlmModel } from './model.ts'
import { optimizerOf, type Pretraining, pretrainSchedule } from './pretrain.ts'
import { checkSchedule, rescheduled } from './reschedule.ts'
import type { PretrainFolder } from './run-folder.ts'
import type { PretrainSettings } from './settings.ts'
import { similarWordsOf } from './similar-words.ts'
import { type Beginning, type Start, savedParameters, startParameters } from './start.ts'
import { type Position, restoreState, savedProgress } from './state.ts'
import { Windows } from './windows.ts'

/** A run whose texts are tokens and whose folder is held. */
export interface Opened {
  readonly ready: ReadyJob
  readonly start: Start
  readonly corpus: Corpus
  readonly folder: PretrainFolder
  /** The settings of a run that goes on, as they were. */
  readonly before?: PretrainSettings | undefined
}

/**
 * The job with a schedule that can be kept: of a new run as it is, of one that goes on made longer or shorter.
 *
 * @throws as `checkSchedule`, `rescheduled`
 */
export function scheduledJob({ ready, before, start, corpus, folder }: Opened): ReadyJob {
  const { seed, sequenceLength } = ready.settings
  const { count: windows } = new Windows(corpus.train, start.tokenizer.special, sequenceLength, seed)
  if (!before || !folder.hasState) {
    checkSchedule(windows, ready.settings)
    return ready
  }
  const { steps: stepsDone } = savedProgress(folder.model)
  const change = { before, now: ready.settings, stepsDone, windows, folder: folder.model }
  const settings = rescheduled(change)
  checkSchedule(windows, settings)
  return { ...ready, settings }
}

/** Makes what the loop works with: parameters as they start or stood, the compiled model, windows, masks. */
export async function prepareRun(opened: Opened): Promise<Pretraining> {
  const { ready, start, corpus, folder } = opened
  const { settings } = ready
  const { seed, sequenceLength, masking, maskShare, threads, recompute } = settings
  const { parameters, initialised, position } = await parametersOf(opened)
  const learning = { dropout: dropoutOf(ready, start), recompute, seed }
  const model = await MlmModel.create(start.config, parameters, { device: 'cpu', threads, learning })
  const { tokenizer } = start
  const { special } = tokenizer
  const similar = masking === 'mac' ? await similarWordsOf(folder.corpus, corpus.train, special) : undefined
  const masker = new Masker({ masking, share: maskShare, tokenizer, similar })
  const windows = new Windows(corpus.train, special, sequenceLength, seed)
  const held = new Windows(corpus.dev, special, sequenceLength, seed).spread(settings.devWindows)
  const random = new RandomStream(seed, 'held-out masks')
  const optimizer = optimizerOf(settings)
  optimizer.steps = position.optimizerSteps
  return {
    model,
    windows,
    masker,
    dev: held.map((window) => masker.mask(window, random)),
    settings,
    schedule: pretrainSchedule(windows.count, settings),
    learningRate: ready.learningRate(start),
    shareOf: isDirected(ready, start) ? startRate : () => 1,
    optimizer,
    position,
    initialised,
  }
}

const isDirected = ({ settings }: ReadyJob, { isTrained }: Start): boolean =>
  !isTrained && settings.start === 'directed'

async function parametersOf({
  ready,
  start,
  corpus,
  folder,
}: Opened): Promise<Beginning & { readonly position: Position }> {
  if (folder.hasState) {
    const parameters = savedParameters(start, folder.model)
    return { parameters, initialised: [], position: restoreState(folder.model, parameters) }
  }
  const { parameters, initialised } = startParameters(start, ready.settings)
  if (isDirected(ready, start)) await drawWords(parameters, start.config, corpus.train, ready.settings.seed)
  const position = { ...BEGINNING, corpus: corpus.fingerprint, last: undefined }
  return { parameters, initialised, position }
}

const BEGINNING = { step: 0, lossSum: 0, lossCount: 0, optimizerSteps: 0, tokensSeen: 0, seconds: 0 }

function dropoutOf({ settings: { dropout } }: ReadyJob, { config, isTrained }: Start) {
  if (dropout !== undefined) return { hidden: dropout, attention: dropout }
  if (!isTrained) return { hidden: 0, attention: 0 }
  return { hidden: config.hidden_dropout_prob, attention: config.attention_probs_dropout_prob }
}
