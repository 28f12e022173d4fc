import { MODEL, SETTINGS, type tinyCorpus } from '../../test/support/tiny-corpus.ts'
import type { PretrainEvent } from './events.ts'
import type { PretrainJob } from './job.ts'
import { pretrain } from './run.ts'

/** Pre-trains on a small corpus, and keeps what it told. */
export async function tinyPretrain(
  { texts, vocab, out }: ReturnType<typeof tinyCorpus>,
  change: Partial<PretrainJob> = {},
  control?: { isInterrupted(): boolean },
) {
  const events: PretrainEvent[] = []
  const start = change.init === undefined ? { model: MODEL, vocab } : {}
  const job = change.resume ? { out } : { texts: [texts], ...start, out }
  const settings = change.resume ? change.settings : { ...SETTINGS, ...change.settings }
  const done = await pretrain(
    { ...job, ...change, ...(settings && { settings }) },
    (event) => events.push(event),
    control,
  )
  return { done, events, out: change.out ?? out }
}
