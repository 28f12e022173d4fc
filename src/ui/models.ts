import { join } from 'node:path'
import { openPredictor, type Predictor, type TextInput } from '../api/index.ts'
import { stampOf } from '../base/stamp.ts'
import type { ModelPrediction } from '../train/index.ts'
import { fail } from './errors.ts'
import type { RunFiles } from './run-list.ts'

export type OpenPredictor = (run: string) => Promise<Predictor>

export interface ModelCacheOptions {
  readonly open?: OpenPredictor
  /** Models that are held at once. */
  readonly size?: number
  /** After so long without a question a model is let go. */
  readonly idleMs?: number
}

interface Held {
  readonly stamp: string
  readonly predictor: Promise<Predictor>
  users: number
  isDropped: boolean
  timer?: NodeJS.Timeout
}

const IDLE_MS = 5 * 60_000
/** Questions that may wait for models. */
const MOST_WAITING = 16

/** Models of runs, opened when they are first asked and let go when nobody asks. */
export class ModelCache {
  readonly #open: OpenPredictor
  readonly #size: number
  readonly #idleMs: number
  /** The one asked last stands last. */
  readonly #held = new Map<string, Held>()
  #waiting = 0

  constructor({ open = openPredictor, size = 2, idleMs = IDLE_MS }: ModelCacheOptions = {}) {
    this.#open = open
    this.#size = size
    this.#idleMs = idleMs
  }

  /** @throws E_UI_NO_MODEL, E_UI_MANY, and as `openPredictor` and `Predictor.predict` */
  async predict(run: RunFiles, text: TextInput): Promise<ModelPrediction> {
    return this.use(run, async (predictor) => {
      const [prediction] = await predictor.predict([text], undefined, { scores: true })
      return prediction!
    })
  }

  /** Lends the model of a run. @throws as `predict`, and what `body` throws */
  async use<T>({ path, summary }: RunFiles, body: (predictor: Predictor) => Promise<T>): Promise<T> {
    const stamp = modelStamp(path)
    if (stamp === undefined) throw fail('E_UI_NO_MODEL', { name: summary.name })
    if (this.#waiting >= MOST_WAITING) throw fail('E_UI_MANY', {})
    this.#waiting++
    const held = this.#take(path, stamp)
    held.users++
    try {
      return await body(await held.predictor)
    } finally {
      held.users--
      this.#waiting--
      this.#rest(path, held)
    }
  }

  async close(): Promise<void> {
    const all = [...this.#held.values()]
    this.#held.clear()
    for (const { timer } of all) clearTimeout(timer)
    await Promise.allSettled(all.map(async ({ predictor }) => (await predictor).close()))
  }

  #take(path: string, stamp: string): Held {
    const known = this.#held.get(path)
    this.#held.delete(path)
    if (known && known.stamp !== stamp) this.#drop(known)
    const held =
      known?.stamp === stamp ? known : { stamp, predictor: this.#open(path), users: 0, isDropped: false }
    clearTimeout(held.timer)
    // A model that does not open is not kept.
    held.predictor.catch(() => {
      if (this.#held.get(path) === held) this.#held.delete(path)
    })
    this.#held.set(path, held)
    for (const [other, one] of this.#held) {
      if (this.#held.size <= this.#size) break
      this.#held.delete(other)
      this.#drop(one)
    }
    return held
  }

  #rest(path: string, held: Held): void {
    if (held.isDropped) {
      this.#drop(held)
      return
    }
    clearTimeout(held.timer)
    held.timer = setTimeout(() => {
      if (held.users > 0 || this.#held.get(path) !== held) return
      this.#held.delete(path)
      this.#drop(held)
    }, this.#idleMs).unref()
  }

  /** Closes a model as soon as nobody uses it. */
  #drop(held: Held): void {
    clearTimeout(held.timer)
    held.isDropped = true
    if (held.users === 0) void held.predictor.then((predictor) => predictor.close()).catch(() => {})
  }
}

/** Changes whenever a run's best model is replaced; undefined where it has none. */
export function modelStamp(run: string): string | undefined {
  const stamps = ['hantune.json', 'model.safetensors'].map((file) => stampOf(join(run, 'best', file)))
  return stamps.includes(undefined) ? undefined : stamps.join()
}
