import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { exportTiny, trainTiny } from '../../test/support/tiny-run.ts'
import { loadModel, predictTexts } from '../train/index.ts'
import { createPredictor } from './create.ts'
import type { OnnxRuntime } from './runner.ts'

const TEXTS = ['我在北京工作', '。', '😀明天到天津开会。'.repeat(20), '非常满意'].map((text) => ({ text }))

const readIn = (folder: string) => async (name: string) => {
  const path = join(folder, name)
  return existsSync(path) ? readFileSync(path) : undefined
}

describe.each(['softmax', 'crf', 'both'] as const)('a model with %s', (head) => {
  let run = ''
  let folder = ''
  beforeAll(async () => {
    run = await (head === 'both' ? trainTiny({ head: 'crf' }, 'both') : trainTiny({ head }))
    folder = await exportTiny(run)
  })

  test('predicts by the files alone what the trained model predicts', async () => {
    const { model: trained } = await loadModel(run, { device: 'cpu', threads: 1 })
    const predictor = await createPredictor({ ort, read: readIn(folder) })
    expect(predictor.tasks[0]).toEqual({ name: 'ner', kind: 'ner', labels: ['LOC'], maxLength: 64 })
    expect(predictor.precision).toBe('fp32')
    const found = await predictor.predict(TEXTS, { scores: true })
    expect(JSON.stringify(found, toThree)).toBe(
      JSON.stringify(await predictTexts(trained, TEXTS, undefined, true), toThree),
    )
    // As programs in JavaScript may call it.
    for (const odd of ['我', { txt: '我' }, { text: '我', pair: 1 }, null])
      await expect(predictor.predict([{ text: '我' }, odd as never])).rejects.toThrow(/E_PREDICTOR_INPUT.*2/)
    for (const odd of ['我', { text: '我' }, undefined])
      await expect(predictor.predict(odd as never)).rejects.toThrow('E_PREDICTOR_INPUTS')
    const refused = [
      ['', 'E_PREDICTOR_BLANK'],
      ['\u3000\u200B\n', 'E_PREDICTOR_BLANK'],
      ['我\uD83D', 'E_PREDICTOR_SURROGATE'],
    ] as const
    for (const [text, code] of refused) await expect(predictor.predict([{ text }])).rejects.toThrow(code)
    await expect(predictor.predict([{ text: '我', pair: '你' }])).rejects.toThrow('E_PREDICTOR_PAIR_EXCESS')
    await predictor.release()
    await trained.release()
    await expect(predictor.predict(TEXTS)).rejects.toThrow('E_PREDICTOR_CLOSED')
  })

  test('answers nothing where its numbers are none', async () => {
    let isBroken = false
    const InferenceSession = {
      async create(...given: Parameters<typeof ort.InferenceSession.create>) {
        const session = await ort.InferenceSession.create(...given)
        const run = async (feeds: ort.InferenceSession.FeedsType, outputs: string[]) => {
          const found = await session.run(feeds, outputs)
          for (const { data } of Object.values(found)) if (isBroken) (data as Float32Array)[1] = Number.NaN
          return found
        }
        return { run, release: () => session.release() } as unknown as ort.InferenceSession
      },
    }
    const broken = { InferenceSession, Tensor: ort.Tensor } as unknown as OnnxRuntime
    const predictor = await createPredictor({ ort: broken, read: readIn(folder) })
    expect(await predictor.predict(TEXTS)).toHaveLength(TEXTS.length)
    isBroken = true
    await expect(predictor.predict(TEXTS)).rejects.toThrow('E_PREDICTOR_NUMBERS')
    await predictor.release()
  })

  test('is refused with files missing, or cut', async () => {
    const read = readIn(folder)
    const without = (absent: string) => ({
      ort,
      read: async (name: string) => (name === absent ? undefined : read(name)),
    })
    for (const name of ['hantune.json', 'tokenizer.json', 'onnx/model.onnx'])
      await expect(createPredictor(without(name))).rejects.toThrow(/E_PREDICTOR_FILE.*/)
    const cut = async (name: string) =>
      (await read(name))?.subarray(0, name.endsWith('onnx') ? 500 : undefined)
    await expect(createPredictor({ ort, read: cut })).rejects.toThrow('E_PREDICTOR_DAMAGED')
    // Earlier versions wrote no digests.
    const { sha256: _, ...rest } = JSON.parse(String(await read('hantune.json')))
    const early = async (name: string) =>
      name === 'hantune.json' ? Buffer.from(JSON.stringify(rest)) : cut(name)
    await expect(createPredictor({ ort, read: early })).rejects.toThrow('E_PREDICTOR_OPEN')
    const other = async (name: string) => read(name === 'hantune.json' ? join('..', name) : name)
    await expect(createPredictor({ ort, read: other })).rejects.toThrow('E_PREDICTOR_FILE')
    await expect(createPredictor({ ort, read: readIn(join(run, 'best')) })).rejects.toThrow(
      'E_PREDICTOR_GRAPH',
    )
    await expect(createPredictor({ ort, read: readIn(temporaryFolder()) })).rejects.toThrow(
      'E_PREDICTOR_FILE',
    )
  })
})

const toThree = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(3)) : value)
