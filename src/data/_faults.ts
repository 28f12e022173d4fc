import { HanTuneError, type Place, renderPlace } from '../base/errors.ts'
import type { Language, Text } from '../base/locale.ts'

/** So many are told with their places: the first, which is thrown, and others. */
const TOLD = 21

/**
 * Gathers the faults of a file, so that one error can tell of all: the first is thrown whole, the next ones are told by
 * place and code, and all are counted by code.
 */
export class Faults {
  readonly #told: HanTuneError[] = []
  readonly #counts = new Map<string, number>()

  /**
   * Notes a fault. After the first ones only its code is kept, so the error is made only when it is needed.
   *
   * @param _record where the record begins, if that is not where the fault is; only a file, if all records of that go
   */
  add(code: string, make: () => HanTuneError, _record?: Place): void {
    if (this.#told.length < TOLD) this.#told.push(make())
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
  }

  /** Notes a fault that may hide others, or the ends of records: what stands around it is not known to be sound. */
  addUnbounded(code: string, make: () => HanTuneError): void {
    this.add(code, make)
  }

  /** @throws the first fault, its text extended by the places of the others and their number */
  throwIfAny(): void {
    const [first, ...next] = this.#told
    if (first) throw withOthers(first, next, this.#counts)
  }
}

/** A fault of a record, kept as data: an error would keep its stack. */
export interface Fault {
  readonly code: string
  readonly place: Place
  /** Where its record begins, which is what that is known by; without a line: the file whose records all are meant. */
  readonly record: Place
  /** What is wrong. */
  readonly text: Text
  readonly fix: Text
}

/** Keeps every fault, so that a reader can go on without the records that have one. */
export class FaultList extends Faults {
  readonly all: Fault[] = []
  readonly #records = new Set<string>()
  readonly #files = new Set<string>()
  readonly #unbounded = new Faults()

  override add(code: string, make: () => HanTuneError, record?: Place): void {
    super.add(code, make)
    const error = make()
    const { place } = error
    const [text, fix] = [
      { zh: error.what('zh'), en: error.what('en') },
      { zh: error.fix('zh'), en: error.fix('en') },
    ]
    this.all.push({ code, place, record: record ?? place, text, fix })
    if (record && record.line === undefined) this.#files.add(record.file ?? '')
    else this.#records.add(placeKey(record ?? place))
  }

  override addUnbounded(code: string, make: () => HanTuneError): void {
    this.add(code, make)
    this.#unbounded.add(code, make)
  }

  /** @throws the first fault after which nothing is known to be sound */
  throwIfUnbounded(): void {
    this.#unbounded.throwIfAny()
  }

  /** Whether something is wrong with the record that begins at a place. */
  has(place: Place): boolean {
    return this.#records.has(placeKey(place)) || this.#files.has(place.file ?? '')
  }
}

/** What a record is known by: where it begins. No two records of a file begin at one place. */
export const placeKey = ({ file = '', line = 0, element = 0 }: Place): string =>
  `${line}\0${element}\0${file}`

function withOthers(
  error: HanTuneError,
  next: readonly HanTuneError[],
  counts: ReadonlyMap<string, number>,
): HanTuneError {
  if (next.length === 0) return error
  const more = [...counts.values()].reduce((sum, count) => sum + count, 0) - 1
  const faultCounts = [...counts].map(([code, count]) => `${code} × ${count}`).join(', ')
  const listed = (language: Language, separator: string) => {
    const places = next.map((one) => `${placeOf(one, error, language)} ${one.code}`)
    return [...places, ...(more > next.length ? ['…'] : [])].join(separator)
  }
  const { zh, en } = error.texts
  const texts = {
    zh: { ...zh, what: `${zh.what}（文件里另外还有 {more} 处错误：{others}；合计：{faultCounts}）` },
    en: { ...en, what: `${en.what} (other faults in the file: {more}: {others}; in all: {faultCounts})` },
  }
  const others = { zh: listed('zh', '；'), en: listed('en', '; ') }
  return new HanTuneError(error.code, texts, { ...error.values, more, faultCounts, others }, error.place)
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
