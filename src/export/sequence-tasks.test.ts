import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'
import { openInference } from '../inference/index.ts'
import { saveThresholds, fit as train } from '../train/index.ts'
import { exportModel } from './export-model.ts'
import { cautionsOf, usageOf } from './model-usage.ts'

/** Trains on a file of a tiny task. */
async function trained(name: string, lines: readonly string[], model?: string): Promise<string> {
  const folder = temporaryFolder()
  const { model: tiny } = writeTiny(folder)
  const file = join(folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  const { head: _, ...rest } = TINY_SETTINGS
  const out = join(folder, 'run')
  const settings = { ...rest, epochs: 3, maxLength: 12 }
  const job = { train: file, dev: file, model: model ?? tiny, out, settings }
  await train(job, () => {}, { isInterrupted: () => false })
  return out
}

const TEXTS = ['很好用', '太差了', '非常满意', '非常失望', '质量不错', '质量糟糕']
const MULTI = TEXTS.map((text, i) => JSON.stringify({ text, labels: [['好', '差'], ['好'], []][i % 3] }))
const PAIRS = TEXTS.flatMap((text) =>
  TEXTS.map((other) => `${text}\t${other}\t${text === other ? '同' : '异'}`),
)

const runs = { multi: '', pair: '', cls: '' }
beforeAll(async () => {
  runs.multi = await trained('multi.jsonl', MULTI)
  runs.pair = await trained('pair.tsv', PAIRS)
  // On from a model of another kind: nothing of its head may stay.
  const lines = TEXTS.map((text, i) => `${text}\t${i % 2 === 0 ? '好' : '差'}`)
  runs.cls = await trained('cls.tsv', lines, join(runs.multi, 'best'))
})

const exported = (run: keyof typeof runs, to: 'onnx' | 'safetensors', quantize?: 'q8') =>
  exportModel({
    run: runs[run],
    to,
    quantize,
    maxDrop: 100,
    out: join(temporaryFolder(), 'out'),
    threads: 1,
  })
const readJson = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const cardOf = (folder: string) => readFileSync(join(folder, 'README.md'), 'utf8')

describe.each(['multi', 'pair', 'cls'] as const)('%s', (run) => {
  test.each(['onnx', 'safetensors'] as const)(
    'as %s says what other programs need to read it alike',
    async (to) => {
      const { folder, samples } = await exported(run, to)
      expect(samples.same).toBe(samples.count)
      expect(readJson(folder, 'config.json').problem_type).toBe(
        run === 'multi' ? 'multi_label_classification' : 'single_label_classification',
      )
      expect(readJson(folder, 'tokenizer_config.json').model_max_length).toBe(12)
      expect(cardOf(folder)).toContain('12')
    },
  )
})

test('several labels: the card asks for all and names the threshold; quantized, it answers', async () => {
  const { folder } = await exported('multi', 'onnx', 'q8')
  expect(cardOf(folder)).toContain('top_k: null')
  expect(cardOf(folder)).toContain('0.5')
  expect(cardOf(folder)).toContain('1 / (1 + numpy.exp(-row))')
  const model = await openInference(folder, { threads: 1 })
  const [found] = await model.predict([{ text: '很好用' }])
  expect(found).toMatchObject({ labels: expect.any(Array), scores: { 好: expect.any(Number) } })
  await model.release()
})

test('pairs: the card offers no program that would read one text alone; quantized, it answers', async () => {
  const { folder } = await exported('pair', 'onnx', 'q8')
  expect(cardOf(folder)).not.toContain("await pipeline('")
  expect(cardOf(folder)).toContain("pair: '…'")
  expect(cardOf(folder)).toContain('tokenizer(["…"], ["…"], ')
  const model = await openInference(folder, { threads: 1 })
  const [found] = await model.predict([{ text: '很好用', pair: '太差了' }])
  expect(found).toMatchObject({ label: expect.any(String), score: expect.any(Number) })
  await model.release()
  const { folder: python } = await exported('pair', 'safetensors')
  expect(cardOf(python)).toContain('text_pair')
})

test('thresholds stored in a run go with the export, and are its own from then on', async () => {
  const best = saveThresholds(
    runs.multi,
    'multi',
    new Map([
      ['好', 1],
      ['差', 1e-9],
    ]),
  )
  expect(best).toBe(join(runs.multi, 'best'))
  for (const to of ['onnx', 'safetensors'] as const) {
    const { folder } = await exported('multi', to)
    expect(readJson(folder, 'hantune.json').tasks[0].thresholds).toEqual([1, 1e-9])
    expect(cardOf(folder)).toContain('好 1, 差 1e-9')
    const model = await openInference(folder, { threads: 1 })
    expect(model.tasks).toMatchObject([{ thresholds: [1, 1e-9] }])
    expect(await model.predict([{ text: '很好用' }])).toMatchObject([{ labels: ['差'] }])
    await model.release()
    const refused = () =>
      saveThresholds(
        folder,
        'multi',
        new Map([
          ['好', 0.5],
          ['差', 0.5],
        ]),
      )
    expect(refused).toThrow(expect.objectContaining({ code: 'E_RUN_EXPORTED' }))
  }
})

test('the code of the card is given pairs where one of several tasks reads them, keeps [SEP], and prints', async () => {
  const { folder } = await exported('cls', 'onnx')
  expect(cardOf(folder)).toContain('BigInt(tokenizer.sep_token_id)')
  expect(cardOf(folder)).toContain("console.log(await classify('…'))")
  expect(cardOf(folder)).toContain("[{ text: '…' }]), { depth: null })")
  const report = JSON.parse(readFileSync(join(folder, 'export.json'), 'utf8'))
  const tasks = ['cls', 'pair'].map((kind) => ({ task: { kind, head: {} }, description: { kind } }))
  const parts = { tasks } as unknown as Parameters<typeof usageOf>[1]
  const usage = usageOf(report, parts, 'en')
  expect(usage).toContain("predict([{ text: '…', pair: '…' }])")
  expect(usage).toContain("hantune predict FOLDER $'TEXT\\tPAIR'")
  expect(cautionsOf(parts, 'en').join()).toContain('**Pairs**')
})
