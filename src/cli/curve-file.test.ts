import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CurveJob } from '../api/index.ts'
import { CurveFile } from './curve-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'hantune-curve-file-'))
const testFile = join(folder, 'test.tsv')
writeFileSync(testFile, '很好\t好评\n不好\t差评\n还行\t好评\n很差\t差评\n')
const train = [{ text: '好', label: '好评', origin: { file: 'a', line: 1 } }]
const job = { train, test: testFile, settings: { epochs: 2, seed: 1 } }
const one = { records: 5, seed: 1, figure: 'accuracy', error: 0.25 }

test('what was measured is there for the same job, and for no other', () => {
  const first = new CurveFile(folder, job)
  expect([first.isOther, first.measured]).toEqual([false, []])
  first.add(one)
  first.add({ ...one, seed: 2 })
  expect(JSON.parse(readFileSync(first.path, 'utf8')).measured).toHaveLength(2)

  const again = new CurveFile(folder, { ...job, settings: { seed: 1, epochs: 2 } })
  expect([again.isOther, again.measured]).toEqual([false, [one, { ...one, seed: 2 }]])

  const others = [
    { ...job, settings: { epochs: 3, seed: 1 } },
    { ...job, train: [{ ...train[0]!, label: '差评' }] },
    { ...job, model: 'hfl/rbt3' },
  ]
  let before: CurveJob = job
  for (const other of others) {
    const file = new CurveFile(folder, other)
    expect([file.isOther, file.measured]).toEqual([true, []])
    // What was measured before stays until there is something in its place.
    expect(new CurveFile(folder, before).measured).not.toEqual([])
    file.add(one)
    before = other
  }
})

test('other contents under the same path, and a broken file, begin anew', () => {
  new CurveFile(folder, job).add(one)
  expect(new CurveFile(folder, job).measured).toEqual([one])
  writeFileSync(testFile, '很好\t好评\n不好\t差评\n')
  expect(new CurveFile(folder, job).measured).toEqual([])
  const { path } = new CurveFile(folder, job)
  writeFileSync(path, '{')
  expect(new CurveFile(folder, job)).toMatchObject({ isOther: true, measured: [] })
})
