import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tinyCorpus } from '../../test/support/tiny-corpus.ts'
import { RandomStream } from '../base/random.ts'
import { tinyPretrain } from './_testing.case.ts'
import { withGist } from './gist.ts'

const SPECIAL = new Set([0, 1, 2])
const window = { ids: Int32Array.of(1, 7, 7, 7, 8, 9, 2), wordStarts: new Uint8Array(7) }
const masked = {
  ids: Int32Array.of(1, 7, 3, 7, 8, 9, 2),
  positions: Int32Array.of(2),
  targets: Int32Array.of(7),
}

test('[CLS] is asked for different tokens of the window, never for special ones, beside what is masked', () => {
  const asked = new Set<number>()
  for (let seed = 0; seed < 20; seed++) {
    const found = withGist(masked, window, 2, SPECIAL, new RandomStream(seed, 'gist'))
    expect(found.ids).toEqual(masked.ids)
    expect([...found.positions]).toEqual([0, 0, 2])
    const [first, second, last] = found.targets
    expect(first).not.toBe(second)
    expect(last).toBe(7)
    for (const id of [first!, second!]) asked.add(id)
  }
  expect([...asked].sort()).toEqual([7, 8, 9])
})

test('a window of fewer tokens gives what it has', () => {
  const { positions } = withGist(masked, window, 5, SPECIAL, new RandomStream(1, 'gist'))
  expect([...positions]).toEqual([0, 0, 0, 2])
})

test('a run with it is another one, held-out figures are of masked tokens, and it resumes to the same bits', async () => {
  const weights = (out: string) => readFileSync(join(out, 'model', 'model.safetensors'))
  const settings = { gist: 3, steps: 12, evaluateEvery: 6 }
  const [plain, whole, parts] = [tinyCorpus(), tinyCorpus(), tinyCorpus()]
  await tinyPretrain(plain, { settings: { ...settings, gist: 0 } })
  await tinyPretrain(whole, { settings })
  let steps = 0
  await tinyPretrain(parts, { settings }, { isInterrupted: () => ++steps >= 5 })
  await tinyPretrain(parts, { resume: true })
  expect(weights(parts.out)).toEqual(weights(whole.out))
  expect(weights(whole.out)).not.toEqual(weights(plain.out))
})
