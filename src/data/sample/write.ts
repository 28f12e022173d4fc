import { join } from 'node:path'
import { writeFileAtomic } from '../../base/files.ts'
import { formatBio } from '../write-bio.ts'
import { faultLines } from './_faults.ts'
import { hospitalNotes } from './_hospital.ts'
import { PARTS } from './_pools.ts'

/** The seed of the sample that comes with the package. */
export const SAMPLE_SEED = 1

const NOTE_COUNTS = { train: 1200, dev: 200, test: 200 }
const LINE_COUNTS = { train: 1600, dev: 300, test: 300 }

/**
 * Writes the synthetic sample: `ner/{train,dev,test}.bio` with hospital notes and `cls/{train,dev,test}.tsv` with
 * equipment faults. The same seed gives the same bytes; no text stands in two files.
 *
 * @returns the paths of the files written
 * @throws E_FILE_WRITE
 */
export function writeSample(folder: string, seed = SAMPLE_SEED): string[] {
  const notes = new Set<string>()
  const lines = new Set<string>()
  return PARTS.flatMap((part) => {
    const bio = join(folder, 'ner', `${part}.bio`)
    writeFileAtomic(bio, formatBio(hospitalNotes(part, NOTE_COUNTS[part], seed, notes)))
    const tsv = join(folder, 'cls', `${part}.tsv`)
    const faults = faultLines(part, LINE_COUNTS[part], seed, lines)
    writeFileAtomic(tsv, faults.map(({ text, label }) => `${text}\t${label}\n`).join(''))
    return [bio, tsv]
  })
}
