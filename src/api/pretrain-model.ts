import type { FilledText, PretrainDone, PretrainEvent, PretrainJob } from '../pretrain/index.ts'
import { type EncoderChoice, encoderChoice, freshRunPath } from '../train/index.ts'
import { requestAlone, WorkerClient } from './client.ts'
import { type PredictorOptions, requireStrings, threadsOf } from './predictor.ts'

export interface PretrainOptions {
  /** Hears everything worth showing, in order. What it throws stops the work. */
  readonly onEvent?: (event: PretrainEvent) => void
  /** Stops at once; what was saved so far stays. */
  readonly signal?: AbortSignal | undefined
  /** Ends in order: the step is finished, everything saved, and the answer's reason is `interrupted`. */
  readonly interrupt?: AbortSignal | undefined
}

/**
 * Pre-trains an encoder on plain text by masked-language modelling, in a thread of its own.
 *
 * @param job `out` may be left out: a fresh folder under `runs/`
 * @throws HanTuneError of settings, start, corpus and run folder; the signal's reason
 */
export async function pretrainModel(
  { out = freshRunPath('runs', 'pretrain'), ...job }: Omit<PretrainJob, 'out'> & { readonly out?: string },
  options: PretrainOptions = {},
): Promise<PretrainDone> {
  return requestAlone('pretrain', { ...job, out }, options)
}

/** A model that guesses blanks, loaded in a thread of its own. */
export interface MaskFiller {
  /**
   * Guesses what stands behind each [MASK]; several blanks of a text are guessed each by itself.
   *
   * @param count of guesses for each, 5 if left out
   * @throws E_FILL_NO_MASK, E_FILL_LONG, E_TEXT_TYPE
   */
  fill(texts: readonly string[], count?: number): Promise<FilledText[]>
  /** Frees the thread and its memory. */
  close(): Promise<void>
}

export interface MaskFillerOptions extends PredictorOptions, Pick<EncoderChoice, 'revision' | 'offline'> {}

/**
 * Loads an encoder with its pre-training head.
 *
 * @param model a folder or hub id, fetched where it is not on this machine; left out: the embedded encoder
 * @throws E_FILL_HEAD, E_SAMPLES_DIFFER, E_HUB_* and the errors of models
 */
export async function openMaskFiller(model?: string, options: MaskFillerOptions = {}): Promise<MaskFiller> {
  const threads = threadsOf(options)
  const { signal } = options
  const worker = new WorkerClient()
  try {
    await worker.request('openFill', { ...encoderChoice({ ...options, model }), threads }, { signal })
  } catch (error) {
    await worker.close()
    throw error
  }
  return {
    async fill(texts, count = 5) {
      requireStrings(texts)
      return worker.request('fill', { texts, count }, { signal })
    },
    close: () => worker.close(),
  }
}
