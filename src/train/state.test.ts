import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { patchJson } from '../../test/support/tiny-encoder.ts'
import { RandomStream } from '../base/random.ts'
import { fingerprint, readTrainingState, type StateToSave, saveTrainingState } from './state.ts'

const random = new RandomStream(5, 'state')
/** Every kind of float: signs, subnormals, infinities, NaN with a payload. */
const odd = new Float32Array(Uint32Array.of(0x80000000, 1, 0x7f800000, 0x7fc12345, 0xff7fffff, 7).buffer)
const memory = new Float32Array(100).map(() => random.normal())

const saved = {
  tensors: [
    { name: 'a.exp_avg', shape: [2, 3], data: odd },
    { name: 'a.exp_avg_sq', shape: [2, 3], data: memory.subarray(10, 16) },
    { name: 'b.exp_avg', shape: [4], data: Uint16Array.of(0xffff, 0x7f80, 0x8000, 0x3f80) },
  ],
  state: {
    step: 120,
    lossSum: 1e-17,
    lossCount: 3,
    optimizerSteps: [120],
    sampler: { choice: random.save(), queues: [{ order: random.save(), position: 64 }] },
    memory: { learnTokens: 2048 },
    seconds: 12.5,
    best: { step: 80, epoch: 2, metric: 'f1', value: 0.1 + 0.2 },
    sinceBest: 1,
    fingerprints: { data: fingerprint(['x']) },
    history: [{ epoch: 1, perClass: { LOC: [0.5, null] } }],
  },
} satisfies StateToSave

function save(): string {
  const folder = temporaryFolder()
  saveTrainingState(folder, saved)
  return folder
}

const bits = (data: Float32Array | Uint16Array) =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')
const blank = () => [...saved.tensors].map((tensor) => ({ ...tensor, data: tensor.data.slice().fill(0) }))

describe('a training state', () => {
  test('comes back to the bit', () => {
    const training = readTrainingState(save())
    expect(training.state).toMatchObject(saved.state)
    const tensors = blank()
    training.tensors.restoreAll(tensors)
    expect(tensors.map(({ data }) => bits(data))).toEqual(saved.tensors.map(({ data }) => bits(data)))
    const one = new Uint16Array(4)
    training.tensors.restore('b.exp_avg', one)
    expect(bits(one)).toBe('ffff807f0080803f')
    training.tensors.close()
    const again = new RandomStream(0)
    again.restore(training.state.sampler.choice)
    expect(again.uint32()).toBe(random.uint32())
  })

  test('that JSON would change silently is refused before anything is written', () => {
    const folder = temporaryFolder()
    const state = { ...saved.state, lossSum: Number.NaN }
    expect(() => saveTrainingState(folder, { ...saved, state })).toThrow(/lossSum/)
    expect(() => readTrainingState(folder)).toThrow('E_STATE_ABSENT')
  })

  const damages: [what: string, damage: (folder: string) => void, code: string][] = [
    ['no JSON', (folder) => rmSync(join(folder, 'training.json')), 'E_STATE_ABSENT'],
    ['no tensors', (folder) => rmSync(join(folder, 'training.safetensors')), 'E_STATE_ABSENT'],
    ['half a JSON', (folder) => truncateSync(join(folder, 'training.json'), 200), 'E_STATE_JSON'],
    [
      'a step that is a text',
      (folder) => patchJson(join(folder, 'training.json'), { step: '1' }),
      'E_STATE_JSON',
    ],
    ['an unknown field', (folder) => patchJson(join(folder, 'training.json'), { stepp: 1 }), 'E_STATE_JSON'],
    ['another format', (folder) => patchJson(join(folder, 'training.json'), { format: 2 }), 'E_STATE_FORMAT'],
    ['another step', (folder) => patchJson(join(folder, 'training.json'), { step: 121 }), 'E_STATE_PAIR'],
    ['half the tensors', (folder) => truncateSync(join(folder, 'training.safetensors'), 300), 'E_STATE_FILE'],
    [
      'a header of zeros',
      (folder) => {
        const path = join(folder, 'training.safetensors')
        writeFileSync(path, readFileSync(path).fill(0, 8, 40))
      },
      'E_STATE_FILE',
    ],
  ]
  test.each(damages)('with %s is refused', (_, damage, code) => {
    const folder = save()
    damage(folder)
    expect(() => readTrainingState(folder)).toThrow(expect.objectContaining({ code }))
  })

  test('of other tensors is refused before any is read', () => {
    const training = readTrainingState(save())
    const [first, second, third] = blank()
    const refuse = (tensors: ReturnType<typeof blank>, code: string) => {
      expect(() => training.tensors.restoreAll(tensors)).toThrow(expect.objectContaining({ code }))
      for (const { data } of tensors) expect(new Set(data)).toEqual(new Set([0]))
    }
    refuse([first!, second!], 'E_STATE_TENSOR_SURPLUS')
    refuse([first!, second!, third!, { ...first!, name: 'c' }], 'E_STATE_TENSOR_MISSING')
    refuse([{ ...first!, shape: [3, 2] }, second!, third!], 'E_STATE_TENSOR_SHAPE')
    refuse([first!, second!, { ...third!, data: new Float32Array(4) }], 'E_STATE_TENSOR_SHAPE')
    expect(() => training.tensors.restore('b.exp_avg', new Uint16Array(3))).toThrow('E_STATE_TENSOR_SHAPE')
    expect(() => training.tensors.restore('d', new Uint16Array(3))).toThrow(/E_STATE_TENSOR_MISSING.*"d"/)
    training.tensors.close()
  })
})

test('a fingerprint is SHA-256 that tells parts apart', () => {
  // printf '1:a2:bc' | sha256sum
  const expected = '5310a58788781ab25d5ad7c3f85035824b4eb7bdfa394e0ac2186271472b5492'
  expect(fingerprint(['a', 'bc'])).toBe(expected)
  expect(fingerprint(['a', Buffer.from('bc')])).toBe(expected)
  expect(fingerprint(['ab', 'c'])).not.toBe(expected)
  expect(fingerprint([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
