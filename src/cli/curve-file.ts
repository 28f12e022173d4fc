import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { CurveJob, CurveMeasurement } from '../api/index.ts'
import { writeFileAtomic } from '../base/files.ts'
import { VERSION } from '../base/version.ts'
import { readingOf } from '../config/index.ts'
import { readDataset } from '../data/index.ts'
import { recordsDigest } from '../train/index.ts'

const NAME = 'learning-curve.json'

const content = z.object({
  job: z.string(),
  measured: z.array(
    z.object({ records: z.number(), seed: z.number(), figure: z.string(), error: z.number() }),
  ),
})

/** What the trainings of a learning curve came to, kept in the folder of the run while they go on. */
export class CurveFile {
  readonly path: string
  /** Whether what is there is of another job, or cannot be read: the first measurement replaces it. */
  readonly isOther: boolean
  /** Whether the test data are the training data, by what they hold. */
  readonly isTestedOnTraining: boolean
  readonly #job: string
  readonly #measured: CurveMeasurement[]

  /**
   * Goes on with the file of a run where it is of the same job: version, data, settings, encoder.
   *
   * @throws E_FILE_WRITE, and the errors of the data read
   */
  constructor(run: string, job: CurveJob) {
    this.path = join(run, NAME)
    const facts = jobFacts(job)
    this.isTestedOnTraining = facts.test === facts.train
    this.#job = createHash('sha256').update(JSON.stringify(facts)).digest('hex')
    const text = orUndefined(() => readFileSync(this.path, 'utf8'))
    const there = orUndefined(() => content.parse(JSON.parse(text!)))
    this.isOther = existsSync(this.path) && there?.job !== this.#job
    this.#measured = there && !this.isOther ? there.measured : []
    // Now: a folder that cannot be written to is told before any training.
    writeFileAtomic(this.path, text ?? this.#text())
  }

  get measured(): readonly CurveMeasurement[] {
    return [...this.#measured]
  }

  add(measurement: CurveMeasurement): void {
    this.#measured.push(measurement)
    writeFileAtomic(this.path, this.#text())
  }

  #text(): string {
    return `${JSON.stringify({ job: this.#job, measured: this.#measured }, null, 2)}\n`
  }
}

/** What cannot be read, or is no such content, counts as absent. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** All that decides what a training comes to, but its seed and its part of the data. */
function jobFacts({ train, test, dev, settings = {}, model, ...rest }: CurveJob) {
  const digestOf = (data: unknown) =>
    typeof data === 'string'
      ? recordsDigest(readDataset(data, { ...readingOf(settings), forTraining: false }).records)
      : data
  return {
    version: VERSION,
    train: recordsDigest(train),
    test: digestOf(test),
    dev: digestOf(dev),
    settings: Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))),
    model: model === undefined ? null : modelFacts(model),
    ...rest,
  }
}

/** The name of an encoder; of a folder also its files, with sizes and times. */
function modelFacts(model: string): unknown {
  if (!existsSync(model) || !statSync(model).isDirectory()) return model
  const files = readdirSync(model).sort()
  return [
    model,
    files.map((name) => [name, statSync(join(model, name)).size, statSync(join(model, name)).mtimeMs]),
  ]
}
