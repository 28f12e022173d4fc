import { RandomStream } from '../../base/random.ts'
import type { LabelledText } from '../records.ts'
import { FAULT_CLASSES, LINE_RULES } from './_faults-grammar.ts'
import * as words from './_faults-words.ts'
import { drawText } from './_grammar.ts'
import { drawWord, holdOut, type Part } from './_pools.ts'

const LISTS: Readonly<Record<string, readonly string[]>> = {
  MACHINE: words.MACHINES,
  PLACE: words.PLACES,
  ROTOR: words.ROTORS,
  SEAL: words.SEALS,
  SENSOR: words.SENSORS,
  NETWORK: words.NETWORKS,
  PIPE: words.PIPES,
  AIR: words.AIR_PARTS,
  OIL: words.OIL_PARTS,
  CABINET: words.CABINETS,
  BELT: words.BELTS,
  PROGRAM: words.PROGRAMS,
  CUTTER: words.CUTTERS,
}

/**
 * Made-up equipment-fault lines for classification, in Chinese. Neighbouring classes share parts and complaints,
 * and dev and test have machines, parts and ways of saying it that train never shows. All of it is synthetic.
 *
 * @param taken texts that stand in another part already; the new ones are added
 */
export function faultLines(part: Part, count: number, seed: number, taken: Set<string>): LabelledText[] {
  const pools = new Map(Object.entries(LISTS).map(([name, list]) => [name, holdOut(list, seed)]))
  const findings = new Map(FAULT_CLASSES.map(({ label, findings }) => [label, holdOut(findings, seed)]))
  const stream = new RandomStream(seed, 'faults', part)
  const lexicon = (name: string) => drawWord(pools.get(name)!, part, stream)
  const lines: LabelledText[] = []
  while (lines.length < count) {
    const { label, hints } = stream.pick(FAULT_CLASSES)
    const finding = drawWord(findings.get(label)!, part, stream)
    const { text } = drawText(`<lead>${finding}<close>`, { ...LINE_RULES, hint: hints }, lexicon, stream)
    if (taken.has(text)) continue
    taken.add(text)
    lines.push({ text, label, origin: { file: `${part}.tsv`, line: lines.length + 1 } })
  }
  return lines
}
