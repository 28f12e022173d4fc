import { setImmediate } from 'node:timers/promises'
import { RandomStream } from '../base/random.ts'
import { type DataTask, type Origin, taskOfRecord } from '../data/index.ts'
import { fail } from './_errors.ts'
import { type Augmentable, type Draft, recordOf } from './_pieces.ts'
import { mixClauses } from './clauses.ts'
import { replaceEntities } from './entities.ts'
import { joinRecords } from './join.ts'
import { substituteByModel } from './mlm.ts'
import { replaceTokens } from './tokens.ts'
import type { Fill, MakeWay, Way } from './way.ts'

const WAYS = {
  entities: { make: replaceEntities, tasks: ['ner'] },
  tokens: { make: replaceTokens, tasks: ['ner'] },
  join: { make: joinRecords, tasks: ['ner', 'cls', 'multi'] },
  clauses: { make: mixClauses, tasks: ['ner', 'cls', 'multi'] },
  mlm: { make: substituteByModel, tasks: ['ner', 'cls', 'multi'] },
} as const satisfies Readonly<Record<string, { make: MakeWay; tasks: readonly DataTask[] }>>

export type AugmentMethod = keyof typeof WAYS
export const AUGMENT_METHODS = Object.keys(WAYS) as AugmentMethod[]

export interface AugmentOptions {
  /** They take turns. */
  readonly methods: readonly AugmentMethod[]
  /** New records for each record: 1 doubles the set. */
  readonly factor: number
  readonly seed: number
  /** Texts that no new one may equal: those of dev and test. */
  readonly avoid?: Iterable<string>
  /** For `mlm`: guesses what stands at the masks. */
  readonly fill?: Fill
  /** How `fill` wants a blank written; `[MASK]` where it is left out. */
  readonly mask?: string
  /** Hears now and then how many new records there are of those that are wanted. */
  readonly onProgress?: (made: number, wanted: number) => void
  readonly signal?: AbortSignal | undefined
}

export interface Augmentation<R extends Augmentable> {
  /** The records that were given, then the new ones; the `id` of a new one names what it was made of. */
  readonly records: readonly R[]
  /** How many new records there are by method. */
  readonly added: Readonly<Partial<Record<AugmentMethod, number>>>
  /** How many were wanted but could not be made: too few records, or all alike. */
  readonly missing: number
}

const MOST_FACTOR = 20
/** Tries for each record that is wanted. */
const TRIES = 10
/** Between two moments in which others may run, in milliseconds. */
const BREATH_MS = 100

/** The methods that data of a task can take. */
export const methodsFor = (task: DataTask): AugmentMethod[] =>
  AUGMENT_METHODS.filter((method) => (WAYS[method].tasks as readonly DataTask[]).includes(task))

/**
 * Adds records made of those there are, for a training set only. No new text equals another one, be it of the set,
 * new, or of `avoid`. The same records, options and guesses give the same result.
 *
 * @throws E_AUGMENT_TASK, E_AUGMENT_METHOD, E_AUGMENT_FACTOR, E_AUGMENT_FILL; the signal's reason
 */
export async function augment<R extends Augmentable>(
  records: readonly R[],
  { methods, factor, seed, avoid = [], fill, mask = '[MASK]', onProgress, signal }: AugmentOptions,
): Promise<Augmentation<R>> {
  if (!(factor > 0 && factor <= MOST_FACTOR)) throw fail('E_AUGMENT_FACTOR', { factor, most: MOST_FACTOR })
  checkMethods(records, methods)
  const ways = methods.map((method): readonly [AugmentMethod, Way, RandomStream] => [
    method,
    WAYS[method].make(records, { fill, mask }),
    new RandomStream(seed, 'augment ', method),
  ])
  const taken = new Set([...avoid, ...records.map(({ text }) => text)])
  const fresh: R[] = []
  const added: Partial<Record<AugmentMethod, number>> = {}
  const wanted = Math.round(factor * records.length)
  const order = new RandomStream(seed, 'augment order')
  let round: R[] = []
  let breath = performance.now()
  for (let tries = 0; fresh.length < wanted && tries < wanted * TRIES && ways.length > 0; tries++) {
    if (performance.now() - breath > BREATH_MS) {
      onProgress?.(fresh.length, wanted)
      await setImmediate()
      signal?.throwIfAborted()
      breath = performance.now()
    }
    if (round.length === 0) round = order.shuffle(records)
    const record = round.pop()!
    const [method, way, stream] = ways[tries % ways.length]!
    const draft = await way(record, stream)
    const made = draft && recordOf<R>(draft, originOf(draft, method))
    if (!made || taken.has(made.text) || made.text.trim() === '') continue
    taken.add(made.text)
    fresh.push(made)
    added[method] = (added[method] ?? 0) + 1
  }
  return { records: [...records, ...fresh], added, missing: wanted - fresh.length }
}

/** @throws E_AUGMENT_TASK, E_AUGMENT_METHOD */
function checkMethods(records: readonly Augmentable[], methods: readonly AugmentMethod[]): void {
  for (const task of new Set(records.map(taskOfRecord))) {
    const allowed = methodsFor(task)
    if (allowed.length === 0) throw fail('E_AUGMENT_TASK', { task })
    const wrong = methods.find((method) => !allowed.includes(method))
    if (wrong !== undefined)
      throw fail('E_AUGMENT_METHOD', { method: wrong, task, allowed: allowed.join(', ') })
  }
}

/** `train.bio:12+40~join`: file and line are those of the first source. */
function originOf({ sources }: Draft, method: AugmentMethod): Origin {
  const [{ file, line }] = sources.map(({ origin }) => origin) as [Origin]
  const names = sources.map(({ origin }) => origin.id ?? String(origin.line))
  return { file, line, id: `${names.join('+')}~${method}` }
}
