import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { VERSION } from '../base/version.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** What `/metrics` tells, in the format of Prometheus. */
export class Metrics {
  readonly registry = new Registry()
  readonly requests = this.#counter('requests_total', 'Answers by route and status.', ['route', 'status'])
  readonly refusals = this.#counter('refusals_total', 'Answers that are errors, by code.', ['code', 'model'])
  readonly seconds = this.#histogram(
    'request_seconds',
    'From head of the request to the end of the answer.',
    ['route', 'status'],
  )
  readonly texts = this.#counter('texts_total', 'Texts predicted on.', ['model'])
  readonly characters = this.#counter('characters_total', 'Characters predicted on.', ['model'])
  readonly queueSeconds = this.#histogram(
    'queue_seconds',
    'What a text waited for its batch, or until it was given up.',
    ['model'],
  )
  readonly batchSeconds = this.#histogram('batch_seconds', 'What a batch took.', ['model'])
  readonly batchTexts = this.#histogram(
    'batch_texts',
    'Texts of a batch.',
    ['model'],
    [1, 2, 4, 8, 16, 32, 64, 128],
  )
  readonly abandoned = this.#counter(
    'abandoned_total',
    'Requests whose client went away, or that timed out.',
    ['reason'],
  )
  readonly reloads = this.#counter('reloads_total', 'Changed models: reloaded, or refused.', [
    'model',
    'result',
  ])
  readonly workerDeaths = this.#counter('worker_deaths_total', 'Threads that died and were replaced.', [
    'model',
  ])

  constructor() {
    for (const reason of ['gone', 'timeout']) this.abandoned.inc({ reason }, 0)
    collectDefaultMetrics({ register: this.registry })
    const facts = new Gauge({
      name: 'hantune_info',
      help: 'The version that runs.',
      labelNames: ['version'],
      registers: [this.registry],
    })
    facts.set({ version: VERSION }, 1)
  }

  /** Lets what may happen to a model begin at 0: else its first time is no increase. */
  addModel(model: string): void {
    for (const counter of [this.texts, this.characters, this.workerDeaths]) counter.inc({ model }, 0)
    for (const result of ['reloaded', 'refused']) this.reloads.inc({ model, result }, 0)
  }

  /** A figure that is looked up when it is asked for. */
  gauge(name: string, help: string, labels: string[], collect: (gauge: Gauge) => void): void {
    new Gauge({
      name: `hantune_${name}`,
      help,
      labelNames: labels,
      registers: [this.registry],
      collect() {
        this.reset()
        collect(this)
      },
    })
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `hantune_${name}`, help, labelNames, registers: [this.registry] })
  }

  #histogram(name: string, help: string, labelNames: string[], buckets = SECONDS): Histogram {
    return new Histogram({ name: `hantune_${name}`, help, labelNames, buckets, registers: [this.registry] })
  }
}
