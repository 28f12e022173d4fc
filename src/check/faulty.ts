import type { Text } from '../base/locale.ts'
import { originAt } from '../base/origin.ts'
import { type Fault, lineKey } from '../data/index.ts'
import { Hits } from './_hits.ts'
import { defineBoth } from './_texts.ts'
import type { Finding, Part } from './finding.ts'

const say = defineBoth({
  faulty: {
    zh: '{part} 有 {count} 条记录读不出来（{code}）：训练会拒绝。{fix}',
    en: '{count} record(s) of {part} cannot be read ({code}): training refuses them; {fix}',
  },
})

/** Records that readers left out as broken, as findings: one for each code, a record once in each. */
export function faultFindings(part: Part, faults: readonly Fault[], listed = 100): Finding[] {
  const byCode = new Map<string, { readonly hits: Hits; readonly seen: Set<string>; readonly fix: Text }>()
  for (const { code, place, text, fix } of faults) {
    const { characters } = place
    const own = byCode.get(code) ?? { hits: new Hits(listed), seen: new Set<string>(), fix }
    byCode.set(code, own)
    const key = lineKey(place)
    if (own.seen.has(key)) continue
    own.seen.add(key)
    own.hits.add(() => ({
      part,
      origin: originAt(place),
      ...(characters && { characters }),
      note: text,
    }))
  }
  return [...byCode].flatMap(([code, { hits, fix }]) =>
    hits.findings('faulty-record', 'error', (count) => say('faulty', { part, count, code, fix })),
  )
}
