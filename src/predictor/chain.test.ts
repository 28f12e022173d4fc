import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { Parameters } from '../engine/index.ts'
import { CrfDecoder, type HeadShape } from '../models/index.ts'
import { ChainDecoder } from './chain.ts'

const WIDTH = 5
const random = new RandomStream(11)
const numbers = (count: number, size = 1) =>
  Float32Array.from({ length: count }, () => size * random.normal())

const shape: HeadShape = {
  kind: 'token',
  classes: WIDTH,
  crf: {
    forbidden: [
      [0, 2],
      [3, 2],
      [1, 4],
    ],
    forbiddenStart: [2, 4],
  },
}
const weights = { transitions: numbers(WIDTH ** 2), start: numbers(WIDTH), end: numbers(WIDTH) }

/** What the graph of training's decoder says. */
async function byGraph(chains: readonly Float32Array[]) {
  const declared = [
    { name: 'crf.transitions', shape: [WIDTH, WIDTH] },
    { name: 'crf.start_transitions', shape: [WIDTH] },
    { name: 'crf.end_transitions', shape: [WIDTH] },
  ]
  const parameters = new Parameters(declared, () => false)
  parameters.get('crf.transitions').value.set(weights.transitions)
  parameters.get('crf.start_transitions').value.set(weights.start)
  parameters.get('crf.end_transitions').value.set(weights.end)
  const decoder = await CrfDecoder.create(shape, parameters, { device: 'cpu', threads: 1 })
  const paths = await decoder.decode(chains)
  await decoder.release()
  return paths
}

describe('paths of a CRF', () => {
  test('are those of the decoder that training uses, as sure as there', async () => {
    const chains = Array.from({ length: 60 }, (_, i) => numbers((i % 13) * WIDTH, 2))
    const decoder = new ChainDecoder(weights, shape.crf!)
    for (const [i, expected] of (await byGraph(chains)).entries()) {
      const found = decoder.decode(chains[i]!)
      expect([...found.classes]).toEqual([...expected.classes])
      for (const [t, p] of found.probabilities.entries()) expect(p).toBeCloseTo(expected.probabilities[t]!, 4)
    }
  })

  test('never take a forbidden step, however much speaks for it', () => {
    const emissions = new Float32Array(3 * WIDTH)
    for (const at of [2, WIDTH + 2, 2 * WIDTH + 2]) emissions[at] = 50
    const { classes } = new ChainDecoder(weights, shape.crf!).decode(emissions)
    expect(classes[0]).not.toBe(2)
    const steps = [...classes].slice(1).map((to, i) => `${classes[i]},${to}`)
    const forbidden = shape.crf!.forbidden.map(String)
    expect(steps.filter((step) => forbidden.includes(step))).toEqual([])
  })

  test('weights of two sizes are refused', () => {
    expect(() => new ChainDecoder({ ...weights, end: numbers(2) }, shape.crf!)).toThrow(RangeError)
  })
})
