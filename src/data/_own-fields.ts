import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import type { ReadOptions } from './dataset.ts'
import type { AnyRecord, Origin } from './records.ts'

const fail = defineErrors({
  E_DATA_FIELD_UNKNOWN: {
    zh: {
      what: '没有任何记录在字段“{name}”里写了文字、数字或真假{near}',
      fix: '记录有这些字段：{names}；列格式、brat 和没有表头的表格没有自己的字段',
    },
    en: {
      what: 'no record has a text, a number, true or false in the field "{name}"{near}',
      fix: 'the fields of the records are: {names}; column files, brat and tables without a header have none of their own',
    },
  },
})

/** Whether the options name a field that is neither text nor label. */
export const isAsked = (name: string, { groupBy, fields }: ReadOptions): boolean =>
  name === groupBy || (fields?.includes(name) ?? false)

/** Keeps what records say in the fields that were asked for (`ReadOptions.fields`), and knows all names that were met. */
export class OwnFields {
  readonly #asked: readonly string[]
  readonly #names = new Set<string>()

  constructor(asked: readonly string[] = []) {
    this.#asked = asked
  }

  /** The part of a record's origin that holds them; what is empty or nested is left out. */
  of(names: readonly string[], valueIn: (name: string) => unknown): Partial<Origin> {
    if (this.#asked.length === 0) return {}
    for (const name of names) this.#names.add(name)
    const entries = this.#asked.flatMap((name) => {
      const value = shown(names.includes(name) ? valueIn(name) : undefined)
      return value === '' ? [] : [[name, value] as const]
    })
    return entries.length > 0 ? { fields: Object.fromEntries(entries) } : {}
  }

  /** @throws E_DATA_FIELD_UNKNOWN where no record says anything in a field that was asked for */
  refuseUnknown(records: readonly AnyRecord[], file: string): void {
    for (const name of this.#asked) {
      if (records.some(({ origin }) => Object.hasOwn(origin.fields ?? {}, name))) continue
      const others = [...this.#names].filter((other) => other !== name)
      const values = { name, near: nearestHint(name, others), names: others.join(', ') || '–' }
      throw fail('E_DATA_FIELD_UNKNOWN', values, { file })
    }
  }
}

function shown(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim() : ''
}
