import { comparedText, FirstIndex, inputKey, NearDuplicateFinder } from '../../data/index.ts'
import type { Hits } from '../_hits.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding, Part, RuleCode } from '../finding.ts'
import type { Inspection, Seen } from '../inspection.ts'
import type { Look, Rule } from './rule.ts'

const say = defineBoth({
  same: {
    zh: '{part} 有 {count} 条与前面的记录几乎相同',
    en: '{count} records of {part} are nearly the same as an earlier one',
  },
  across: {
    zh: '{part} 有 {count} 条与 {other} 里的记录几乎相同：{part} 的成绩可能虚高',
    en: '{count} records of {part} are nearly the same as one of {other}: scores on {part} may be too good',
  },
})

/** Nearly equal texts in one part. */
export const nearDuplicate: Rule = {
  code: 'near-duplicate',
  begin: (inspection) => inspection.once(searchOf).look('near-duplicate'),
}

/** Nearly equal texts in two parts. */
export const nearLeakage: Rule = {
  code: 'near-leakage',
  begin(inspection) {
    const search = inspection.once(searchOf)
    return { ...search.look('near-leakage'), see: (seen) => search.see(seen) }
  },
}

const searchOf = (inspection: Inspection): Search => new Search(inspection)

/** Both rules rest on it, and it is the dearest of all. */
class Search {
  readonly #inspection: Inspection
  readonly #finder = new NearDuplicateFinder()
  /** Equal texts are other rules' matter: each text is searched once. */
  readonly #inputs = new FirstIndex()
  /** The record of each text that is searched, by its number over all parts. */
  readonly #numbers: number[] = []
  #findings: readonly Finding[] | undefined

  constructor(inspection: Inspection) {
    this.#inspection = inspection
  }

  look(rule: RuleCode): Look {
    const search = this
    return {
      *findings() {
        search.#findings ??= yield* search.#search()
        return search.#findings.filter((finding) => finding.rule === rule)
      },
    }
  }

  see(seen: Seen): void {
    const number = this.#inspection.numberOf(seen)
    if (this.#inputs.add(inputKey(seen.record), number) !== undefined) return
    this.#numbers.push(number)
    this.#finder.add(comparedText(seen.record))
  }

  *#search(): Generator<void, Finding[]> {
    const inspection = this.#inspection
    const recordOf = (own: number) => inspection.numbered(this.#numbers[own]!)
    const steps = this.#finder.steps((own) => comparedText(recordOf(own).record))
    let step = steps.next()
    for (; !step.done; step = steps.next()) yield
    const hits = new Map<string, Hits>()
    for (const [own, first] of step.value.entries()) {
      if (first === own) continue
      const [at, before] = [inspection.placed(this.#numbers[own]!), inspection.placed(this.#numbers[first]!)]
      const key = `${at.part} ${before.part}`
      const list = hits.get(key) ?? inspection.hits()
      hits.set(key, list)
      list.add(() => inspection.at(recordOf(own), { related: inspection.at(recordOf(first)) }))
    }
    return [...hits].map(([key, { count, records }]): Finding => {
      const [part, other] = key.split(' ') as [Part, Part]
      return part === other
        ? { rule: 'near-duplicate', severity: 'hint', text: say('same', { part, count }), count, records }
        : {
            rule: 'near-leakage',
            severity: 'warning',
            text: say('across', { part, other, count }),
            count,
            records,
          }
    })
  }
}
