import { HanTuneError } from '../base/errors.ts'

/**
 * Gathers the faults of a file, so that one error can say how many there are: the first is thrown whole, the
 * others are counted by code.
 */
export class Faults {
  #first: HanTuneError | undefined
  readonly #counts = new Map<string, number>()

  /** Notes a fault. After the first only its code is kept, so the error is made only when it is needed. */
  add(code: string, make: () => HanTuneError): void {
    this.#first ??= make()
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
  }

  /** @throws the first fault, its text extended by the number of the others */
  throwIfAny(): void {
    if (this.#first) throw withCounts(this.#first, this.#counts)
  }
}

function withCounts(error: HanTuneError, counts: ReadonlyMap<string, number>): HanTuneError {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (total === 1) return error
  const faultCounts = [...counts].map(([code, count]) => `${code} × ${count}`).join(', ')
  const { zh, en } = error.texts
  const texts = {
    zh: { ...zh, what: `${zh.what}（文件里另外还有 {more} 处错误，合计：{faultCounts}）` },
    en: { ...en, what: `${en.what} (other faults in the file: {more}; in all: {faultCounts})` },
  }
  return new HanTuneError(error.code, texts, { ...error.values, more: total - 1, faultCounts }, error.place)
}
