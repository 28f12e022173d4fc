import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testFolder } from '../_testing.ts'
import { readDataset } from '../read.ts'
import { PART_NAMES } from './assign.ts'
import { splitFile } from './split-file.ts'

const { folder, file } = testFolder()

test('of a folder each file is a group that is asked for by @file, and is told when written', async () => {
  const source = join(folder, 'patients')
  mkdirSync(source)
  for (let i = 0; i < 20; i++) {
    const tokens = (n: number) =>
      [...`第${i}位病人第${n}句`].map((one, at) => `${one} ${at === 0 ? 'B-A' : 'O'}\n`)
    writeFileSync(join(source, `p${i}.bio`), [1, 2, 3].map((n) => `${tokens(n).join('')}\n`).join(''))
  }
  const options = { ratio: [6, 2, 2], seed: 4, near: 1, groupBy: '@file' } as const
  const { files, report } = await splitFile(source, join(folder, 'out'), options)
  expect(report.kept.groups).toEqual({ groups: 20, records: 60, largest: 3 })
  const parts = PART_NAMES.map((name) =>
    readDataset(files[name]!, { groupBy: 'file' }).records.map(({ origin }) => origin.group),
  )
  expect(parts.flat()).toHaveLength(60)
  const distinct = parts.map((groups) => new Set(groups))
  expect(distinct.reduce((sum, { size }) => sum + size, 0)).toBe(20)
  expect([...distinct[0]!][0]).toMatch(/^p\d+\.bio$/)
})

test('a field within another is a group by its path', () => {
  const line = JSON.stringify({ text: '很好', label: '好', meta: { pid: 7 } })
  const [record] = readDataset(file(`${line}\n`), { forTraining: false, groupBy: 'meta.pid' }).records
  expect(record!.origin).toMatchObject({ group: '7', groupField: 'meta.pid' })
})
