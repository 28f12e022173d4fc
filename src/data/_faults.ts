import { HanTuneError, renderPlace } from '../base/errors.ts'
import type { Language } from '../base/locale.ts'

/** So many of the others are told with their places. */
const TOLD = 20

/**
 * Gathers the faults of a file, so that one error can tell of all: the first is thrown whole, the next ones are told by
 * place and code, and all are counted by code.
 */
export class Faults {
  #first: HanTuneError | undefined
  readonly #next: HanTuneError[] = []
  readonly #counts = new Map<string, number>()

  /** Notes a fault. After the first ones only its code is kept, so the error is made only when it is needed. */
  add(code: string, make: () => HanTuneError): void {
    if (!this.#first) this.#first = make()
    else if (this.#next.length < TOLD) this.#next.push(make())
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
  }

  /** @throws the first fault, its text extended by the places of the others and their number */
  throwIfAny(): void {
    if (this.#first) throw withOthers(this.#first, this.#next, this.#counts)
  }
}

function withOthers(
  error: HanTuneError,
  next: readonly HanTuneError[],
  counts: ReadonlyMap<string, number>,
): HanTuneError {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (total === 1) return error
  const faultCounts = [...counts].map(([code, count]) => `${code} × ${count}`).join(', ')
  const { zh, en } = error.texts
  const rest = total - 1 - next.length
  const others = (language: Language) =>
    next.map((one) => `${placeOf(one, error, language)} ${one.code}`).join(language === 'zh' ? '；' : '; ')
  const texts = {
    zh: {
      ...zh,
      what: `${zh.what}（文件里另外还有 {more} 处错误：{othersZh}${rest > 0 ? '；…' : ''}；合计：{faultCounts}）`,
    },
    en: {
      ...en,
      what: `${en.what} (other faults in the file: {more}: {othersEn}${rest > 0 ? '; …' : ''}; in all: {faultCounts})`,
    },
  }
  const values = {
    ...error.values,
    more: total - 1,
    faultCounts,
    othersZh: others('zh'),
    othersEn: others('en'),
  }
  return new HanTuneError(error.code, texts, values, error.place)
}

/** Where a fault stands, without the file where it is that of the first. */
function placeOf({ place }: HanTuneError, first: HanTuneError, language: Language): string {
  const { file, line, column, ...rest } = place
  const isSame = file === first.place.file
  const lines = [line, column].filter((number) => number !== undefined).join(':')
  const short = language === 'zh' ? `第 ${lines} 行` : `line ${lines}`
  const inside = renderPlace(rest, language)
  if (!isSame) return renderPlace(place, language)
  return [lines === '' ? '' : short, inside].filter((part) => part !== '').join(', ')
}
