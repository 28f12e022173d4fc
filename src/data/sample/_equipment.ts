import { RandomStream } from '../../base/random.ts'
import type { LabelledText } from '../records.ts'
import { EQUIPMENT_FAULTS, PARTS_OF_PLANT } from './_equipment-grammar.ts'
import { MACHINES, PLACES } from './_faults-words.ts'
import { drawText } from './_grammar.ts'
import { drawWord, holder, type Part } from './_pools.ts'

/** The number of classes; train needs a record for each at least. */
export const EQUIPMENT_CLASSES = EQUIPMENT_FAULTS.length

const LEADS = [
  '',
  '',
  '{PLACE}',
  '{MACHINE}',
  '巡检发现',
  '{PLACE}{MACHINE}报修，',
  '夜班反映',
  '<1-23>点<10-59>分停机，',
  '开机后',
]
const CLOSES = [
  '',
  '。',
  '，待处理',
  '，已停机',
  '，影响生产',
  '，请派人',
  '，上月修过',
  '，带病运行',
  '，备件已申请。',
]

/**
 * Made-up lines of equipment faults in more than 200 classes `system/part/fault`, in Chinese. Dev and test say part of
 * the names and findings in words that train never shows. All of it is synthetic.
 *
 * @param taken texts that stand in another part already; the new ones are added
 */
export function equipmentLines(part: Part, count: number, seed: number, taken: Set<string>): LabelledText[] {
  const stream = new RandomStream(seed, 'equipment', part)
  const hold = holder(seed)
  const [machines, places] = [hold(MACHINES), hold(PLACES)]
  const lexicon = (slot: string): string => drawWord(slot === 'MACHINE' ? machines : places, part, stream)
  const lines: LabelledText[] = []
  let round: typeof EQUIPMENT_FAULTS = []
  while (lines.length < count) {
    // Every class as often as the others.
    if (round.length === 0) round = stream.shuffle(EQUIPMENT_FAULTS)
    const { label, part: own, findings } = round[0]!
    const name = drawWord(hold(own.names), part, stream)
    const finding = drawWord(hold(findings), part, stream)
    const system = drawWord(hold(own.systemNames), part, stream)
    const isShared = PARTS_OF_PLANT.some((other) => other.system !== own.system && other.names.includes(name))
    // A part of one system alone needs no system beside it.
    const where = isShared || stream.uniform() < 0.5 ? system : ''
    const grammar = { X: [where === '' ? name : stream.pick([`${where}的${name}`, `${where}${name}`])] }
    const { text } = drawText(stream.pick(LEADS) + finding + stream.pick(CLOSES), grammar, lexicon, stream)
    if (taken.has(text)) continue
    taken.add(text)
    round = round.slice(1)
    lines.push({ text, label, origin: { file: `${part}.jsonl`, line: lines.length + 1 } })
  }
  return lines
}
