import type { TaskInput } from '../tasks/index.ts'
import type { Batching } from './limits.ts'

/** What is to be read. */
export interface Work {
  /** How many batches it makes; a part of one, too. */
  readonly batches: number
  readonly characters: number
}

/** Of a text, and of the other of a pair. */
export const charactersOf = ({ text, pair }: TaskInput): number => text.length + (pair?.length ?? 0)

/** Of all texts of a request. */
export const charactersIn = (inputs: readonly TaskInput[]): number =>
  inputs.reduce((sum, input) => sum + charactersOf(input), 0)

export const NO_WORK: Work = { batches: 0, characters: 0 }

/** The part of a batch that a text takes, by its length or as one of the texts that go in one. */
export const partOf = (length: number, { tokens, texts }: Batching): number =>
  Math.min(1, Math.max(length / tokens, 1 / texts))

/** A text that is long takes several batches: it is read alone, and short ones get their turns in the midst of it. */
export type Lane = 'long' | 'short'

export const laneOf = (length: number, { tokens }: Batching): Lane => (length > tokens ? 'long' : 'short')

/** A text beside other work. */
export const workOf = (length: number, batching: Batching, before: Work = NO_WORK): Work => ({
  batches: before.batches + partOf(length, batching),
  characters: before.characters + length,
})

/**
 * How long a batch takes, as a line: a fixed time, and some for each character. Beside the two, how uncertain each is
 * (variances), and how far an error of one is one of the other.
 */
export interface Line {
  readonly batchMs: number
  readonly characterMs: number
  readonly batchVariance: number
  readonly characterVariance: number
  readonly covariance: number
}

/**
 * Before anything was measured: no time at all, so that nothing is refused. The two variances say how the first
 * measurement is shared out: among batches of one length nothing tells the fixed time from that of the characters, and
 * then one of fewer than 200 characters tells of the first, one of more of the second.
 */
export const UNKNOWN: Line = {
  batchMs: 0,
  characterMs: 0,
  batchVariance: 20 ** 2,
  characterVariance: 0.1 ** 2,
  covariance: 0,
}

/** How far times of like batches differ, as a share. */
const NOISE = 0.3
/** How far the machine gets faster or slower from one batch to the next, as a share. */
const DRIFT = 0.1
/** For how long it is believed what long batches took, in milliseconds. */
const MEMORY = 300_000

/** What is to be read takes so long, in milliseconds of one worker. */
export const timeOf = ({ batchMs, characterMs }: Line, { batches, characters }: Work): number =>
  batches * batchMs + characters * characterMs

/** How much of a batch's time is that of its characters, from 0 to 1. */
function shareOf(line: Line, characters: number): number {
  const ms = timeOf(line, { batches: 1, characters })
  return ms > 0 ? (characters * line.characterMs) / ms : 0
}

/**
 * The line after one more batch: a Kalman filter whose two figures drift. A batch moves each of them as far as it tells of
 * it, so that a thousand short batches do not wipe out what a long one told, nor does a long one what the short ones told.
 */
export function learn(line: Line, characters: number, ms: number): Line {
  const { covariance } = line
  const expected = timeOf(line, { batches: 1, characters })
  const share = shareOf(line, characters)
  const batchVariance = line.batchVariance + (DRIFT * line.batchMs * (1 - share)) ** 2
  const characterVariance = line.characterVariance + (DRIFT * line.characterMs * share) ** 2
  // How the errors of the two go with that of this batch.
  const ofBatch = batchVariance + covariance * characters
  const ofCharacter = covariance + characterVariance * characters
  const variance = ofBatch + ofCharacter * characters + (NOISE * Math.max(expected, 1)) ** 2
  const surprise = (ms - expected) / variance
  return {
    batchMs: Math.max(0, line.batchMs + ofBatch * surprise),
    characterMs: Math.max(0, line.characterMs + ofCharacter * surprise),
    batchVariance: batchVariance - ofBatch ** 2 / variance,
    characterVariance: characterVariance - ofCharacter ** 2 / variance,
    covariance: covariance - (ofBatch * ofCharacter) / variance,
  }
}

/** A batch that is read. */
export interface Reading {
  readonly characters: number
  /** When it was begun; later by what was read in the midst of it. */
  start: number
}

/** Milliseconds for a character before anything was measured: about what a small encoder takes. */
const ASSUMED_MS = 0.1

/** How fast the workers of a model are, by the batches that they read. Knows no clock: the time is told, in milliseconds. */
export class Pace {
  readonly #batching: Batching
  #line = UNKNOWN
  /** When a batch was measured last that took its time by its characters. */
  #told = Number.NEGATIVE_INFINITY

  constructor(batching: Batching) {
    this.#batching = batching
  }

  /** Takes in how long a batch took. */
  learn(characters: number, ms: number, now: number): void {
    this.#line = learn(this.#line, characters, ms)
    if (shareOf(this.#line, characters) >= 0.5) this.#told = now
  }

  /** Milliseconds of one worker; 0 while nothing is known. */
  timeOf(work: Work): number {
    return timeOf(this.#line, work)
  }

  /** What is left of a batch that is read, in milliseconds. */
  leftOf({ characters, start }: Reading, now: number): number {
    return Math.max(0, this.timeOf({ batches: 1, characters }) - (now - start))
  }

  /** How long texts of these lengths take if all workers have nothing else to do, in milliseconds; 0 while nothing is known. */
  requestMs(lengths: readonly number[], workers: number): number {
    let all = NO_WORK
    for (const length of lengths) all = workOf(length, this.#batching, all)
    // No two workers read one text, and no batch takes less than its fixed time.
    const longest = this.timeOf({ batches: 1, characters: Math.max(...lengths) })
    return Math.max(longest, this.timeOf(all) / workers)
  }

  /** How far in its request a text stands that has such work before it, in milliseconds of one worker. */
  placeOf(before: Work): number {
    return this.#line === UNKNOWN ? before.characters * ASSUMED_MS : this.timeOf(before)
  }

  /**
   * Whether long batches were measured lately. What is refused for its length is not read, so that nothing would ever
   * tell that the machine is faster again.
   */
  isSureOfLength(now: number): boolean {
    return now - this.#told <= MEMORY
  }
}
