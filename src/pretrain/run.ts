import { resolve } from 'node:path'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { VERSION } from '../base/version.ts'
import { type Control, fetchEncoder } from '../train/index.ts'
import { type Corpus, openCorpus } from './corpus.ts'
import { checkDistinct, checkTexts } from './corpus-files.ts'
import { go, tellPlan } from './course.ts'
import type { OnPretrainEvent, PretrainDone } from './events.ts'
import { checkWindow, jobOfRun, type PretrainJob, type ReadyJob, readyJob } from './job.ts'
import { type Opened, prepareRun, scheduledJob } from './prepare.ts'
import { PretrainFolder } from './run-folder.ts'
import { segmenterOf } from './segmenting.ts'
import { openSaved, openStart, type Start } from './start.ts'
import { savedProgress } from './state.ts'

const fail = defineErrors({
  E_PRETRAIN_MEMORY: {
    zh: {
      what: '内存不够：申请 {megabytes} MB 失败',
      fix: '减小 --batch-size 或 --sequence-length；从零开始时也可以把 model 的 hidden_size、num_hidden_layers 等改小',
    },
    en: {
      what: 'memory does not suffice: {megabytes} MB cannot be allocated',
      fix: 'use a smaller --batch-size or --sequence-length, or from nothing a smaller model (hidden_size, num_hidden_layers …)',
    },
  },
})

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
  control: Control = { isInterrupted: () => false },
): Promise<PretrainDone> {
  const { init, revision, offline } = job
  if (init !== undefined && !job.resume) {
    const choice = { ...(revision !== undefined && { revision }), ...(offline && { offline }) }
    await fetchEncoder({ model: init, ...choice }, onEvent)
  }
  const { folder, ready, start, before } = open(job)
  try {
    const corpus = await corpusOf(ready, start, folder, onEvent, control)
    if (!corpus) return interruptedBefore(folder, onEvent)
    try {
      const { train: _, dev: __, close: ___, fingerprint: ____, ...facts } = corpus
      onEvent({ event: 'corpus', ...facts })
      return await runOn({ ready, start, corpus, folder, before }, onEvent, control)
    } finally {
      corpus.close()
    }
  } catch (error) {
    // A run that failed before it saved anything leaves nothing that would stand in the way of the next.
    if (!job.resume && !folder.hasState) folder.discard()
    throw memoryError(error)
  } finally {
    folder.release()
  }
}

/** Memory that is lacking is told with what a pre-training can do about it; other errors stay as they are. */
function memoryError(error: unknown): unknown {
  if (!(error instanceof HanTuneError) || error.code !== 'E_MEMORY_ALLOCATE') return error
  return fail('E_PRETRAIN_MEMORY', { megabytes: error.values.megabytes! }, {}, error)
}

/** Makes the run's folder, or goes on in it. */
function open(job: PretrainJob): Omit<Opened, 'corpus'> {
  if (!job.resume) {
    const ready = readyJob(job)
    // Everything that can be refused is, before there is a folder.
    const start = openStart(ready.start)
    checkWindow(ready.settings, start)
    checkTexts(ready.texts)
    checkDistinct(ready.texts)
    return { ready, start, folder: PretrainFolder.create(job.out, configOf(ready)) }
  }
  const { folder, config } = PretrainFolder.open(job.out)
  try {
    const { ready, before } = jobOfRun(config, job)
    checkTexts(ready.texts)
    // A run that goes on has all from its own folder: what it started from may be gone.
    const start = folder.hasState ? openSaved(folder.model, ready.start) : openStart(ready.start)
    return { folder, ready, start, before }
  } catch (error) {
    folder.release()
    throw error
  }
}

const configOf = ({ texts, start, settings }: ReadyJob): object => ({
  hantune: VERSION,
  texts,
  ...start,
  settings,
})

function corpusOf(
  { settings, texts }: ReadyJob,
  { tokenizer }: Start,
  folder: PretrainFolder,
  onEvent: OnPretrainEvent,
  { isInterrupted }: Control,
): Promise<Corpus | undefined> {
  const { segmenter, recipe } = segmenterOf(settings)
  const { devShare, sequenceLength } = settings
  const files = texts.map((text) => resolve(text))
  const source = { files, tokenizer, segmenter, recipe, devShare, windowTokens: sequenceLength - 2 }
  return openCorpus(folder.corpus, source, onEvent, isInterrupted)
}

async function runOn(opened: Opened, onEvent: OnPretrainEvent, control: Control): Promise<PretrainDone> {
  const ready = scheduledJob(opened)
  const run = await prepareRun({ ...opened, ready })
  try {
    // A run that is resumed once more, without the number of steps, goes as far as this one.
    if (opened.before) opened.folder.reconfigure(configOf(ready))
    await tellPlan(run, opened.start, onEvent)
    return await go(run, opened, onEvent, control)
  } finally {
    await run.model.release()
  }
}

function interruptedBefore(folder: PretrainFolder, onEvent: OnPretrainEvent): PretrainDone {
  const done: PretrainDone = {
    event: 'pretrain-done',
    folder: folder.path,
    model: folder.model,
    reason: 'interrupted',
    saved: folder.hasState,
    steps: 0,
    tokensSeen: 0,
    seconds: 0,
    ...(folder.hasState && savedProgress(folder.model)),
  }
  onEvent(done)
  return done
}
