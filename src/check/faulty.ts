import type { Text } from '../base/locale.ts'
import { originAt } from '../base/origin.ts'
import { type Fault, placeKey } from '../data/index.ts'
import { Hits } from './_hits.ts'
import { defineBoth } from './_texts.ts'
import type { Finding, Part } from './finding.ts'

const say = defineBoth({
  faulty: {
    zh: '{part} 有 {count} 条记录读不出来（{code}）：训练会拒绝。{fix}',
    en: '{count} record(s) of {part} cannot be read ({code}): training refuses them; {fix}',
  },
  documents: {
    zh: '{part} 有 {count} 篇文档读不出来（{code}），其中各行都没有检查：训练会拒绝。{fix}',
    en: '{count} document(s) of {part} cannot be read ({code}), and none of their lines was checked: training refuses them; {fix}',
  },
})

/** What is known of the faults of one code. */
interface Alike {
  readonly hits: Hits
  readonly places: Set<string>
  readonly records: Set<string>
  readonly what: 'faulty' | 'documents'
  readonly fix: Text
}

/**
 * Records that readers left out as broken, as findings: one for each code, which counts records and lists every line (or
 * element) at fault.
 */
export function faultFindings(part: Part, faults: readonly Fault[], listed = 100): Finding[] {
  const byCode = new Map<string, Alike>()
  for (const { code, place, record, text, fix } of faults) {
    const { characters } = place
    const what = record.line === undefined ? 'documents' : 'faulty'
    const own = byCode.get(code) ?? {
      hits: new Hits(listed),
      places: new Set(),
      records: new Set(),
      what,
      fix,
    }
    byCode.set(code, own)
    own.records.add(placeKey(record))
    const key = placeKey(place)
    if (own.places.has(key)) continue
    own.places.add(key)
    own.hits.add(() => ({
      part,
      origin: originAt(place),
      ...(characters && { characters }),
      note: text,
    }))
  }
  return [...byCode].flatMap(([code, { hits, records, what, fix }]) =>
    hits.findings('faulty-record', 'error', () => say(what, { part, count: records.size, code, fix })),
  )
}
