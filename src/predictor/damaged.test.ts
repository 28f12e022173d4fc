import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { patchJson } from '../../test/support/tiny-encoder.ts'
import { exportTiny, trainTiny } from '../../test/support/tiny-run.ts'
import { openInference } from '../inference/index.ts'
import { createPredictor } from './create.ts'

let whole = ''
beforeAll(async () => {
  whole = await exportTiny(await trainTiny({ head: 'crf' }))
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** A copy of the export that may be harmed. */
function copy(): string {
  const folder = join(temporaryFolder(), 'copy')
  cpSync(whole, folder, { recursive: true })
  return folder
}

/** Predictions by the files of a folder alone. */
async function predicted(folder: string) {
  const read = async (name: string) => {
    const path = join(folder, name)
    return existsSync(path) ? readFileSync(path) : undefined
  }
  const predictor = await createPredictor({ ort, read })
  try {
    return await predictor.predict([{ text: '我在北京工作' }])
  } finally {
    await predictor.release()
  }
}

function change(folder: string, name: string, by: (bytes: Buffer) => void): void {
  const bytes = readFileSync(join(folder, name))
  by(bytes)
  writeFileSync(join(folder, name), bytes)
}

const onlyTask = (folder: string) => JSON.parse(readFileSync(join(folder, 'hantune.json'), 'utf8')).tasks[0]

/** Gives two characters of a vocabulary each other's id. */
function swapped(folder: string): void {
  const path = join(folder, 'tokenizer.json')
  const json = JSON.parse(readFileSync(path, 'utf8'))
  const [one, two] = Object.keys(json.model.vocab).slice(-2) as [string, string]
  const { vocab } = json.model
  Object.assign(vocab, { [one]: vocab[two], [two]: vocab[one] })
  writeFileSync(path, JSON.stringify(json, null, 2))
}

describe('files that are not those that were written are refused, whatever the samples say', () => {
  const harms: readonly (readonly [string, (folder: string) => void])[] = [
    [
      'a bit of the weights',
      (folder) => change(folder, 'onnx/model.onnx', (bytes) => (bytes[bytes.length >> 1]! ^= 1)),
    ],
    [
      'a stretch of zeros',
      (folder) => change(folder, 'onnx/model.onnx', (bytes) => bytes.fill(0, bytes.length - 4096)),
    ],
    ['two characters that changed places', swapped],
  ]
  test.each(harms)('%s', async (_, harm) => {
    const folder = copy()
    harm(folder)
    await expect(predicted(folder)).rejects.toMatchObject({ code: 'E_PREDICTOR_DAMAGED' })
  })

  test('but where there is nothing to compare with, or nothing to compute it by, samples alone tell', async () => {
    const expected = await predicted(whole)
    const folder = copy()
    swapped(folder)
    vi.stubGlobal('crypto', {})
    await predicted(folder)
    vi.unstubAllGlobals()
    patchJson(join(folder, 'hantune.json'), { sha256: undefined })
    await predicted(folder)
    expect(await predicted(copy())).toEqual(expected)
  })
})

test.each([
  ['hantune.json', 'E_RUN_DESCRIPTION'],
  ['config.json', 'E_PREDICTOR_CONFIG'],
  ['tokenizer.json', 'E_PREDICTOR_DAMAGED'],
  ['tokenizer_config.json', 'E_TOKENIZER_READ'],
  ['special_tokens_map.json', 'E_TOKENIZER_READ'],
])('%s with bytes that are no UTF-8: %s, which says so', async (name, code) => {
  const folder = copy()
  change(folder, name, (bytes) => bytes.fill(0xff, 40, 42))
  await expect(predicted(folder)).rejects.toMatchObject({ code })
  if (code === 'E_PREDICTOR_DAMAGED') {
    patchJson(join(folder, 'hantune.json'), { sha256: undefined })
    await expect(predicted(folder)).rejects.toThrow('E_TOKENIZER_READ')
    return
  }
  const reason = expect.objectContaining({ en: 'it is no valid UTF-8' })
  await expect(predicted(folder)).rejects.toMatchObject({ values: { reason } })
})

test('a label with bytes that are no UTF-8 is not read as another label', async () => {
  const folder = copy()
  change(folder, 'hantune.json', (bytes) => bytes.fill(0xff, bytes.indexOf('LOC'), bytes.indexOf('LOC') + 1))
  const refusal = { code: 'E_RUN_DESCRIPTION' }
  await expect(openInference(folder, { threads: 1 })).rejects.toMatchObject(refusal)
  await expect(predicted(folder)).rejects.toMatchObject(refusal)
})

test.each<readonly [string, object, string]>([
  ['a window that the encoder has no positions for', { maxLength: 100_000 }, 'E_TASK_WINDOW'],
  ['no numbers of the CRF', { crf: undefined }, 'E_RUN_DESCRIPTION'],
  ['numbers of a CRF for a task without one', { decoder: 'softmax' }, 'E_RUN_DESCRIPTION'],
])('%s', async (_, fields, code) => {
  const folder = copy()
  patchJson(join(folder, 'hantune.json'), { tasks: [{ ...onlyTask(folder), ...fields }] })
  await expect(openInference(folder, { threads: 1 })).rejects.toMatchObject({ code })
  await expect(predicted(folder)).rejects.toMatchObject({ code })
})

test('a config.json that is cut is refused, one that is not there is not needed', async () => {
  const folder = copy()
  writeFileSync(join(folder, 'config.json'), '{}')
  await expect(predicted(folder)).rejects.toThrow(/E_PREDICTOR_CONFIG.*max_position_embeddings/s)
  rmSync(join(folder, 'config.json'))
  expect(await predicted(folder)).toEqual(await predicted(whole))
})

test('a model that is released in the midst of its work does it to the end, and no more', async () => {
  const events: string[] = []
  const InferenceSession = {
    async create(...given: Parameters<typeof ort.InferenceSession.create>) {
      const session = await ort.InferenceSession.create(...given)
      const run = async (feeds: ort.InferenceSession.FeedsType, outputs: string[]) => {
        events.push('begun')
        await new Promise(setImmediate)
        if (events.includes('released')) throw new Error('the session is gone')
        const found = await session.run(feeds, outputs)
        events.push('done')
        return found
      }
      const release = async () => {
        events.push('released')
        await session.release()
      }
      return { run, release } as unknown as ort.InferenceSession
    },
  }
  const slow = { InferenceSession, Tensor: ort.Tensor } as unknown as Parameters<
    typeof createPredictor
  >[0]['ort']
  const read = async (name: string) => readFileSync(join(whole, name))
  const predictor = await createPredictor({ ort: slow, read })
  events.length = 0
  const one = predictor.predict([{ text: '我在北京工作' }])
  // More than one batch: the second comes too late.
  const texts = Array.from({ length: 25 }, (_, i) => ({ text: '我在'.repeat(i + 1) }))
  const many = predictor.predict(texts)
  many.catch(() => {})
  await predictor.release()
  expect(events).toEqual(['begun', 'begun', 'done', 'done', 'released'])
  expect(await one).toMatchObject([{ entities: [{ text: '北京' }] }])
  await expect(many).rejects.toMatchObject({ code: 'E_PREDICTOR_CLOSED' })
})
