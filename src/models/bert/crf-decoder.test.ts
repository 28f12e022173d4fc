import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RandomStream } from '../../base/random.ts'
import { Parameters } from '../../engine/index.ts'
import { CrfDecoder } from './crf-decoder.ts'
import type { HeadShape } from './head-graphs.ts'

const path = new URL('../../../test/golden/losses/crf.json', import.meta.url).pathname
const golden = JSON.parse(readFileSync(path, 'utf8')) as {
  forbidden: [number, number][]
  forbiddenStart: number[]
  tensors: Record<string, number[]>
  chains: { emissions: number[]; classes: number[]; probabilities: number[] }[]
}
const { forbidden, forbiddenStart } = golden
const SHAPE: HeadShape = { kind: 'token', classes: 5, crf: { forbidden, forbiddenStart } }

async function decoder(prefix = '') {
  const shapes = Object.entries(golden.tensors).map(([name, { length }]) => ({
    name: prefix + name,
    shape: length === 25 ? [5, 5] : [5],
  }))
  const parameters = new Parameters(shapes, () => false)
  for (const [name, values] of Object.entries(golden.tensors)) parameters.get(prefix + name).value.set(values)
  return CrfDecoder.create(SHAPE, parameters, { device: 'cpu', threads: 1, prefix })
}

const CHAINS = golden.chains.map(({ emissions }) => Float32Array.from(emissions))

test.each(['', 'tasks.ner.'])(
  'the best of all paths and its probabilities, under the prefix “%s”',
  async (prefix) => {
    const used = await decoder(prefix)
    const paths = await used.decode(CHAINS)
    expect(paths).toHaveLength(golden.chains.length)
    for (const [i, { classes, probabilities }] of golden.chains.entries()) {
      expect([...paths[i]!.classes]).toEqual(classes)
      expect([...paths[i]!.probabilities]).toEqual(probabilities.map((p) => expect.closeTo(p, 5)))
    }
    await used.release()
  },
)

test('chains of no step have an empty path, also where there are no others', async () => {
  const used = await decoder()
  const empty = new Float32Array()
  expect(await used.decode([])).toEqual([])
  expect((await used.decode([empty, empty])).map(({ classes }) => classes.length)).toEqual([0, 0])
  const [first, second, third] = await used.decode([empty, CHAINS[0]!, empty])
  expect([first!.classes.length, third!.classes.length]).toEqual([0, 0])
  expect([...second!.classes]).toEqual(golden.chains[0]!.classes)
})

test('many chains of any length give what each gives alone, and none breaks the rules', async () => {
  const used = await decoder()
  const random = new RandomStream(3, 'chains')
  const lengths = [900, ...Array.from({ length: 400 }, () => random.below(60))]
  const chains = lengths.map((length) => Float32Array.from({ length: length * 5 }, () => 3 * random.normal()))
  const paths = await used.decode(chains)
  for (const [i, { classes, probabilities }] of paths.entries()) {
    expect(classes.length).toBe(lengths[i])
    expect(probabilities.every((p) => p > 0 && p <= 1)).toBe(true)
    if (classes.length > 0) expect(forbiddenStart).not.toContain(classes[0])
    for (let t = 1; t < classes.length; t++) {
      const pair = [classes[t - 1]!, classes[t]!]
      expect(forbidden.some(([from, to]) => from === pair[0] && to === pair[1])).toBe(false)
    }
    if (i % 40 !== 0) continue
    const [alone] = await used.decode([chains[i]!])
    expect(alone!.classes).toEqual(classes)
    for (const [t, p] of alone!.probabilities.entries()) expect(p).toBeCloseTo(probabilities[t]!, 5)
  }
})

test('a head without a CRF has no decoder', async () => {
  const parameters = new Parameters([{ name: 'x', shape: [1] }], () => false)
  const plain = CrfDecoder.create({ kind: 'token', classes: 5 }, parameters, { device: 'cpu', threads: 1 })
  await expect(plain).rejects.toThrow('this head has no CRF')
})
