import { join } from 'node:path'
import { defineErrors } from '../../base/errors.ts'
import { writeFileAtomic } from '../../base/files.ts'
import { refuseFull } from '../parts/part-files.ts'
import type { LabelledText, TaggedText } from '../records.ts'
import { formatBio } from '../write-bio.ts'
import { type AmlNote, amlNotes } from './_aml.ts'
import { EQUIPMENT_CLASSES, equipmentLines } from './_equipment.ts'
import { hospitalNotes } from './_hospital.ts'
import { PARTS, type Part } from './_pools.ts'
import { type UnseenNames, type UnseenShare, unseenNames } from './unseen.ts'

const fail = defineErrors({
  E_SCENARIO_RECORDS: {
    zh: {
      what: '场景 {name} 的 {records} 条记录不可用',
      fix: '取 {least} 到 {most} 之间的整数：每个部分都要有记录，训练部分每类至少一条',
    },
    en: {
      what: 'the scenario {name} cannot be made with {records} records',
      fix: 'take a whole number from {least} to {most}: every part needs records, and train one of every class',
    },
  },
})

export const SCENARIOS = ['hospital', 'aml', 'faults'] as const
export type ScenarioName = (typeof SCENARIOS)[number]

/** How many records a scenario has where nobody says. */
export const SCENARIO_RECORDS: Readonly<Record<ScenarioName, number>> = {
  hospital: 1600,
  aml: 1000,
  faults: 4000,
}
const LEAST: Readonly<Record<ScenarioName, number>> = {
  hospital: 8,
  aml: 8,
  // Six eighths of them are train's.
  faults: Math.ceil((EQUIPMENT_CLASSES * 8) / 6) + 8,
}
/** The grammars run out of texts some time; this is far from it. */
const MOST = 100_000

export interface ScenarioOptions {
  /** How many in all; by default as many as `SCENARIO_RECORDS` says. */
  readonly records?: number
  /** 1 by default. */
  readonly seed?: number
  /** Whether files of the same name are replaced in a folder that holds something; by default it is refused. */
  readonly overwrite?: boolean
}

/** What was written. */
export interface WrittenScenario {
  readonly files: readonly string[]
  readonly records: Readonly<Record<Part, number>>
  readonly classes: number
  /** Of the names in dev and in test, those that train never shows; only where there are entities. */
  readonly unseen?: Readonly<Record<'dev' | 'test', UnseenNames>>
}

/**
 * Writes a scenario of made-up data, three quarters to train, an eighth each to dev and test; the same seed gives the
 * same bytes. `hospital`: `train.bio` and so on; `aml`: `ner/train.jsonl`, `cls/train.jsonl` and so on with
 * `reasons.jsonl`; `faults`: `train.jsonl` and so on. A README beside them says that all is synthetic.
 *
 * @throws E_SCENARIO_RECORDS, E_DATA_OUT_FULL, E_FILE_WRITE
 */
export function writeScenario(
  name: ScenarioName,
  folder: string,
  { records = SCENARIO_RECORDS[name], seed = 1, overwrite = false }: ScenarioOptions = {},
): WrittenScenario {
  if (!Number.isInteger(records) || records < LEAST[name] || records > MOST)
    throw fail('E_SCENARIO_RECORDS', { name, records, least: LEAST[name], most: MOST })
  if (!overwrite) refuseFull(folder)
  const held = Math.floor(records / 8)
  const counts = { train: records - 2 * held, dev: held, test: held }
  const written = WRITERS[name](folder, counts, seed)
  const readme = join(folder, 'README.md')
  writeFileAtomic(readme, readmeOf(name, counts, seed) + unseenTable(written.unseen?.test))
  return { ...written, files: [...written.files, readme], records: counts }
}

type Counts = Readonly<Record<Part, number>>
type Written = Omit<WrittenScenario, 'records'>

const WRITERS: Readonly<Record<ScenarioName, (folder: string, counts: Counts, seed: number) => Written>> = {
  hospital(folder, counts, seed) {
    const parts = draw(counts, seed, hospitalNotes)
    const files = PARTS.map((part) => write(join(folder, `${part}.bio`), formatBio(parts[part])))
    return { files, classes: 5, unseen: unseenOf(parts) }
  },
  aml(folder, counts, seed) {
    const parts = draw(counts, seed, amlNotes)
    const files = PARTS.flatMap((part) => {
      const lines = (toLine: (note: AmlNote) => object): string =>
        parts[part].map((note) => `${JSON.stringify(toLine(note))}\n`).join('')
      const idOf = ({ origin }: AmlNote) => ({ id: origin.id })
      return [
        write(
          join(folder, 'ner', `${part}.jsonl`),
          lines((note) => ({ ...idOf(note), text: note.text, entities: note.entities })),
        ),
        write(
          join(folder, 'cls', `${part}.jsonl`),
          lines((note) => ({ ...idOf(note), text: note.text, label: note.label })),
        ),
      ]
    })
    const all = PARTS.flatMap((part) => parts[part]).map((note) => `${JSON.stringify(reasonOf(note))}\n`)
    return {
      files: [...files, write(join(folder, 'reasons.jsonl'), all.join(''))],
      classes: 2,
      unseen: unseenOf(parts),
    }
  },
  faults(folder, counts, seed) {
    const parts = draw(counts, seed, equipmentLines)
    // As JSON: where every other row has a label of its own, a table of two columns may be anything.
    const json = (lines: readonly LabelledText[]) =>
      lines.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`).join('')
    return {
      files: PARTS.map((part) => write(join(folder, `${part}.jsonl`), json(parts[part]))),
      classes: EQUIPMENT_CLASSES,
    }
  },
}

type Draw<T> = (part: Part, count: number, seed: number, taken: Set<string>) => T[]

/** The three parts, with no text in two of them. */
function draw<T>(counts: Counts, seed: number, make: Draw<T>): Readonly<Record<Part, T[]>> {
  const taken = new Set<string>()
  const of = (part: Part) => make(part, counts[part], seed, taken)
  return { train: of('train'), dev: of('dev'), test: of('test') }
}

function unseenOf(parts: Readonly<Record<Part, readonly TaggedText[]>>): Record<'dev' | 'test', UnseenNames> {
  return { dev: unseenNames(parts.train, parts.dev), test: unseenNames(parts.train, parts.test) }
}

function reasonOf({ origin, label, flow, profile, claim, finding }: AmlNote): object {
  const reason =
    label === 'normal' ? '资金流动、客户情况与所称用途相符' : '资金流动、客户情况与所称用途不相符'
  return { id: origin.id, label, flow, profile, claim, finding, reason }
}

function write(path: string, content: string): string {
  writeFileAtomic(path, content)
  return path
}

const readmeOf = (name: ScenarioName, { train, dev, test }: Counts, seed: number): string => `# ${name}

Synthetic: made by \`hantune data generate ${name} --records ${train + dev + test} --seed ${seed}\`. No text tells of a real person, account, firm,
plant or case, and none of it is advice. train ${train}, dev ${dev}, test ${test} records; dev and test use words that train never shows.

合成数据：由上面的命令生成，不涉及任何真实的人、账户、企业、设备或案件，也不构成任何建议。验证和测试部分用了训练部分没有的词。
`

/** What share of the names of test train never shows: what matching by a dictionary of train cannot find. */
function unseenTable(unseen: UnseenNames | undefined): string {
  if (!unseen) return ''
  const row = (name: string, share: UnseenShare) =>
    `| ${name} | ${share.mentions} | ${share.unseen} | ${((100 * share.unseen) / Math.max(1, share.mentions)).toFixed(1)} % |`
  const rows = Object.entries(unseen.byType).map(([label, share]) => row(label, share))
  return `
| test | mentions | not in train | share |
|---|---|---|---|
${[...rows, row('all', unseen)].join('\n')}
`
}
