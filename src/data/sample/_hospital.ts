import { RandomStream } from '../../base/random.ts'
import type { TaggedText } from '../records.ts'
import { drawText } from './_grammar.ts'
import { NOTES, RULES } from './_hospital-grammar.ts'
import * as words from './_hospital-words.ts'
import { drawWord, holdOut, type Part } from './_pools.ts'

/** A way to make a name: one word from each list, in order. */
type Shape = readonly (readonly string[])[]

/** How the words of each slot are made; each shape is equally likely. The label is what stands before `_`. */
const SHAPES: Readonly<Record<string, readonly Shape[]>> = {
  DIS: [
    [words.DISEASES],
    [words.DISEASES],
    [words.COURSES, words.COURSE_DISEASES],
    [words.CAUSES, words.INFECTIONS],
    [words.SIDES, words.SIDED],
    [words.ORGANS, words.LESIONS],
  ],
  DRU: [
    [words.DRUGS],
    [words.DRUG_STEMS],
    [words.DRUG_STEMS, words.DRUG_FORMS],
    [words.SALTED, words.DRUG_FORMS],
  ],
  DRU_INJECTED: [[words.INJECTED], [words.INJECTED, words.DRIPS], [['注射用'], words.INJECTED]],
  SYM: [[words.SYMPTOMS], [words.SYMPTOMS], [words.PAINFUL, words.AILMENTS]],
  TES: [[words.TESTS], [words.TESTS], [words.IMAGED, words.IMAGINGS]],
  TES_IMAGING: [[words.IMAGED, words.IMAGINGS]],
  TES_BLOOD: [[words.BLOOD_TESTS]],
  BOD_CHEST: [[words.CHEST]],
  BOD_BELLY: [[words.BELLY]],
  BOD_LIMB: [[words.LIMBS]],
  BOD_LUMPED: [[words.LUMPED]],
  BOD_VISIBLE: [[words.VISIBLE]],
  BOD_ORGAN: [[words.IMAGED_ORGANS]],
}

/**
 * Made-up hospital notes for entity recognition, in Chinese: diseases DIS, drugs DRU, symptoms SYM, tests TES and
 * parts of the body BOD. An entity is the longest name: 胸部 in 胸部CT is no BOD. All of it is synthetic; none of
 * it tells of a real person or is medical advice.
 *
 * @param taken texts that stand in another part already; the new ones are added
 */
export function hospitalNotes(part: Part, count: number, seed: number, taken: Set<string>): TaggedText[] {
  const pools = new Map(
    Object.entries(SHAPES).map(([label, shapes]) => [
      label,
      shapes.map((shape) => shape.map((list) => holdOut(list, seed))),
    ]),
  )
  const stream = new RandomStream(seed, 'hospital', part)
  const notes: TaggedText[] = []
  while (notes.length < count) {
    const used = new Set<string>()
    const lexicon = (slot: string): string => {
      const shape = stream.pick(pools.get(slot)!)
      const word = shape.map((pool) => drawWord(pool, part, stream)).join('')
      // No note names one thing twice.
      if (used.has(word)) return lexicon(slot)
      used.add(word)
      return word
    }
    const { text, entities } = drawText(stream.pick(NOTES), RULES, lexicon, stream)
    if (taken.has(text)) continue
    taken.add(text)
    notes.push({ text, entities, origin: { file: `${part}.bio`, line: notes.length + 1 } })
  }
  return notes
}
