import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { readDataset, splitDataset } from '../data/index.ts'
import type { TextRecord } from '../tasks/index.ts'
import { devDataOf } from './dev-data.ts'
import { recordsDigest } from './digests.ts'

const LINES = Array.from({ length: 40 }, (_, i) => `{"text":"第 ${i} 句","labels":["${'甲乙'[i % 2]}"]}`)

/** A run folder whose config.yaml names data in a file; `digest` is of what its dev data were. */
function runOf({ dev, digest }: { readonly dev: boolean; readonly digest: string | null }) {
  const folder = temporaryFolder()
  const file = join(folder, 'data.jsonl')
  writeFileSync(file, `${LINES.join('\n')}\n`)
  const run = join(folder, 'run')
  mkdirSync(join(run, 'best'), { recursive: true })
  const config = {
    hantune: '1',
    tasks: { multi: { kind: 'multi', labels: ['甲', '乙'], digests: { dev: digest, test: null } } },
    data: { train: file, dev: dev ? file : null, test: null },
    model: { name: 'x' },
    settings: { devShare: 0.2, seed: 7, learningRate: null },
  }
  writeFileSync(join(run, 'config.yaml'), stringify(config))
  return { run, file }
}

const dataOf = () => {
  const { file } = runOf({ dev: true, digest: null })
  return readDataset(file, { task: 'multi' }).records
}

test.each([
  ['of a file', true, () => recordsDigest(dataOf())],
  ['set aside', false, () => recordsDigest(splitDataset<TextRecord>(dataOf(), 0.2, 7).dev)],
])('dev data %s are given as they were, and refused once they changed', (_, dev, digestOf) => {
  const { run, file } = runOf({ dev, digest: digestOf() })
  for (const folder of [run, join(run, 'best')])
    expect(devDataOf(folder, () => {})?.get('multi')).toHaveLength(dev ? 40 : 8)
  for (let i = 0; i < 5; i++) appendFileSync(file, `{"text":"又是 ${i} 句","labels":[]}\n`)
  expect(() => devDataOf(run, () => {})).toThrow(expect.objectContaining({ code: 'E_DEV_CHANGED' }))
})

test('a run of an older version, which wrote no digests, has its dev data', () => {
  const { run, file } = runOf({ dev: true, digest: null })
  appendFileSync(file, '{"text":"又一句","labels":[]}\n')
  expect(devDataOf(run, () => {})?.get('multi')).toHaveLength(41)
})
