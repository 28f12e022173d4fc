import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { patchJson } from '../../test/support/tiny-encoder.ts'
import { trainTiny } from '../../test/support/tiny-run.ts'
import { loadModel, predictTexts } from '../train/index.ts'
import { openInference } from './open.ts'

const TEXTS = ['我在北京工作', '去苏州的火车', '', '😀明天到天津开会。'.repeat(20), '非常满意', '太差了']

const RUNS = {
  'tags by softmax': () => trainTiny({ head: 'softmax' }),
  'tags by a CRF': () => trainTiny({ head: 'crf' }),
  classes: () => trainTiny({}, 'cls'),
  'several tasks': () => trainTiny({}, 'both'),
}

describe.each(Object.keys(RUNS) as (keyof typeof RUNS)[])('%s', (name) => {
  let run = ''
  beforeAll(async () => {
    run = await RUNS[name]()
  })

  test('are those of the trained model', async () => {
    const { model: trained } = await loadModel(run, { device: 'cpu', threads: 1 })
    const opened = await openInference(run, { threads: 1 })
    const texts = TEXTS.map((text) => ({ text }))
    expect(close(await opened.predict(texts, { scores: true }))).toEqual(
      close(await predictTexts(trained, texts, undefined, true)),
    )
    for (const [at, { task }] of trained.parts.tasks.entries()) {
      const encodings = texts.map((text) => task.encodeText(text))
      const [expected, found] = [
        await trained.logits(encodings, at),
        await opened.model.logits(encodings, at),
      ]
      for (const [i, rows] of expected.entries())
        for (const [j, row] of rows.entries()) {
          expect(found[i]![j]).toHaveLength(row.length)
          for (const [k, value] of row.entries())
            expect(Math.abs(found[i]![j]![k]! - value)).toBeLessThan(1e-4)
        }
    }
    await trained.release()
    await opened.release()
    await expect(opened.predict(texts)).rejects.toThrow('E_PREDICTOR_CLOSED')
  })
})

/** The hash that a model has as its files stand. */
async function hashOf(folder: string): Promise<string> {
  const model = await openInference(folder, { threads: 1 })
  await model.release()
  return model.hash
}

describe('what is opened', () => {
  let run = ''
  beforeAll(async () => {
    run = await RUNS['tags by softmax']()
  })

  test('says what it is', async () => {
    const one = await openInference(run, { threads: 1 })
    const two = await openInference(join(run, 'best'), { threads: 2 })
    expect(one).toMatchObject({
      folder: join(run, 'best'),
      precision: 'fp32',
      tasks: [{ name: 'ner', kind: 'ner', labels: ['LOC'], maxLength: 64 }],
    })
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(two.hash).toBe(one.hash)
    await one.release()
    await two.release()
  })

  test('with weights changed where no sample looks it is damaged', async () => {
    const folder = temporaryFolder()
    cpSync(join(run, 'best'), folder, { recursive: true })
    const file = join(folder, 'model.safetensors')
    const bytes = readFileSync(file)
    const start = 8 + Number(bytes.readBigUInt64LE())
    const header = JSON.parse(bytes.toString('utf8', 8, start))
    // The segment that the second of two texts has: there are no pairs here.
    const [, end] = header['bert.embeddings.token_type_embeddings.weight'].data_offsets as [number, number]
    bytes.writeFloatLE(9, start + end - 4)
    writeFileSync(file, bytes)
    await expect(openInference(folder, { threads: 1 })).rejects.toThrow('E_WEIGHTS_DAMAGED')
    await expect(loadModel(folder, { device: 'cpu', threads: 1 })).rejects.toThrow('E_WEIGHTS_DAMAGED')
    // Earlier versions kept no digests.
    patchJson(join(folder, 'hantune.json'), { sha256: undefined })
    await (await openInference(folder, { threads: 1 })).release()
  })

  test('another tokenizer makes another model', async () => {
    const folder = temporaryFolder()
    cpSync(join(run, 'best'), folder, { recursive: true })
    const before = await hashOf(folder)
    appendFileSync(join(folder, 'tokenizer_config.json'), '\n')
    expect(await hashOf(folder)).not.toBe(before)
  })

  test('of shards: another shard under the same index makes another model', async () => {
    const folder = temporaryFolder()
    cpSync(join(run, 'best'), folder, { recursive: true })
    const whole = readFileSync(join(folder, 'model.safetensors'))
    rmSync(join(folder, 'model.safetensors'))
    const start = 8 + Number(whole.readBigUInt64LE())
    const { __metadata__: _, ...header } = JSON.parse(whole.toString('utf8', 8, start))
    const shard = 'model-00001-of-00001.safetensors'
    const weightMap = Object.fromEntries(Object.keys(header).map((tensor) => [tensor, shard]))
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }))
    const hashWith = async (note: string) => {
      const text = JSON.stringify({ __metadata__: { note }, ...header })
      const bytes = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8))
      const length = Buffer.alloc(8)
      length.writeBigUInt64LE(BigInt(bytes.length))
      writeFileSync(join(folder, shard), Buffer.concat([length, bytes, whole.subarray(start)]))
      return hashOf(folder)
    }
    const first = await hashWith('one')
    expect(await hashWith('two')).not.toBe(first)
    expect(await hashWith('one')).toBe(first)
  })

  test('is what was saved, or is refused', async () => {
    const { tasks } = JSON.parse(readFileSync(join(run, 'best/hantune.json'), 'utf8'))
    patchJson(join(run, 'best/hantune.json'), { tasks: [{ ...tasks[0], labels: ['PER'] }] })
    await expect(openInference(run, { threads: 1 })).rejects.toThrow('E_RUN_SAMPLES')
    rmSync(join(run, 'best/hantune.json'))
    await expect(openInference(join(run, 'best'), { threads: 1 })).rejects.toThrow('E_RUN_ABSENT')
    await expect(openInference(temporaryFolder(), { threads: 1 })).rejects.toThrow('E_RUN_ABSENT')
  })
})

/** Scores to three digits: sums come in another order. */
function close(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner) =>
    typeof inner === 'number' ? Number(inner.toFixed(3)) : inner,
  )
}
