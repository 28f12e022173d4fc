import { RandomStream } from '../../base/random.ts'
import type { TaggedText } from '../records.ts'
import { drawText } from './_grammar.ts'
import { NOTES, RULES } from './_hospital-grammar.ts'
import * as words from './_hospital-words.ts'
import { drawWord, holdOut, type Part } from './_pools.ts'

/** A way to make a name: one word from each list, in order. */
type Shape = readonly (readonly string[])[]

/** How names of each label are made; each shape is equally likely, so that listed names often repeat a shape. */
const SHAPES: Readonly<Record<string, readonly Shape[]>> = {
  DIS: [
    [words.DISEASES],
    [words.DISEASES],
    [words.COURSES, words.COURSE_DISEASES],
    [words.ORGANS, words.LESIONS],
  ],
  DRU: [
    [words.DRUGS],
    [words.DRUG_STEMS],
    [words.DRUG_STEMS, words.DRUG_FORMS],
    [words.DRUG_SALTS, words.DRUG_STEMS, words.DRUG_FORMS],
  ],
  SYM: [[words.SYMPTOMS], [words.SYMPTOMS], [words.PAINFUL, words.AILMENTS]],
  TES: [[words.TESTS], [words.TESTS], [words.IMAGED, words.IMAGINGS]],
  BOD: [[words.BODY_PARTS]],
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
  const lexicon = (label: string) =>
    stream
      .pick(pools.get(label)!)
      .map((pool) => drawWord(pool, part, stream))
      .join('')
  const notes: TaggedText[] = []
  while (notes.length < count) {
    const { text, entities } = drawText(stream.pick(NOTES), RULES, lexicon, stream)
    if (taken.has(text)) continue
    taken.add(text)
    notes.push({ text, entities, origin: { file: `${part}.bio`, line: notes.length + 1 } })
  }
  return notes
}
