import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { writeFileAtomic } from '../base/files.ts'
import { parseJson, placeIn, reasonOf } from '../base/parse-json.ts'
import { schemaReason } from '../base/schema-fault.ts'
import type { MaskedWindow } from '../masking/index.ts'
import { type MlmModel, readRow } from './model.ts'

const fail = defineErrors({
  E_SAMPLES_READ: {
    zh: { what: 'samples.json 不可用：{reason}', fix: '恢复这个文件，或重新下载模型' },
    en: { what: 'samples.json cannot be used: {reason}', fix: 'restore the file or fetch the model again' },
  },
  E_SAMPLES_DIFFER: {
    zh: {
      what: '载入的模型与保存时不同：第 {sample} 个样例的位置 {position} 当时猜 {expected}，现在猜 {found}',
      fix: '权重、词表或配置被改动过；请恢复或重新下载',
    },
    en: {
      what: 'the loaded model is not the one that was saved: at position {position} of sample {sample} it guessed {expected}, now {found}',
      fix: 'weights, vocabulary or configuration were changed: restore them or fetch them again',
    },
  },
})

/** How far a probability may be from the saved one: half precision, and another processor's order of sums. */
const TOLERANCE = 5e-3
const SAMPLES = 3
const LENGTH = 64

const schema = z.strictObject({
  format: z.literal(1),
  samples: z.array(
    z.strictObject({
      ids: z.array(z.number().int().min(0)),
      /** What the model says of masked positions: the likeliest id and its probability. */
      guesses: z.array(
        z.strictObject({ position: z.number().int(), id: z.number().int(), score: z.number() }),
      ),
    }),
  ),
})

export type MlmSample = z.output<typeof schema>['samples'][number]

/** Masked windows, cut short, with what the model guesses: to check by that it is loaded as it was saved. */
export async function samplesOf(model: MlmModel, windows: readonly MaskedWindow[]): Promise<MlmSample[]> {
  const samples: MlmSample[] = []
  for (const { ids, positions } of windows.slice(0, SAMPLES)) {
    const cut = { ids: ids.slice(0, LENGTH), positions: positions.filter((at) => at < LENGTH) }
    if (cut.positions.length > 0) samples.push(await guess(model, cut))
  }
  return samples
}

export function writeSamples(folder: string, samples: readonly MlmSample[]): void {
  writeFileAtomic(join(folder, 'samples.json'), `${JSON.stringify({ format: 1, samples })}\n`)
}

/** The samples of a folder; none where it has no such file, as other programs' models. @throws E_SAMPLES_READ */
export function readSamples(folder: string): MlmSample[] {
  const file = join(folder, 'samples.json')
  if (!existsSync(file)) return []
  let json: unknown
  try {
    json = parseJson(readFileSync(file, 'utf8'))
  } catch (error) {
    throw fail('E_SAMPLES_READ', { reason: reasonOf(error) }, placeIn(file, error), error)
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw fail('E_SAMPLES_READ', { reason: schemaReason(schema, json) }, { file })
  return parsed.data.samples
}

/** @throws E_SAMPLES_DIFFER */
export async function checkSamples(
  model: MlmModel,
  samples: readonly MlmSample[],
  file: string,
): Promise<void> {
  for (const [i, { ids, guesses }] of samples.entries()) {
    const positions = Int32Array.from(guesses, ({ position }) => position)
    const found = await guess(model, { ids: Int32Array.from(ids), positions })
    for (const [at, expected] of guesses.entries()) {
      const own = found.guesses[at]!
      if (own.id === expected.id && Math.abs(own.score - expected.score) <= TOLERANCE) continue
      // Two candidates that are as likely as each other may change places.
      const isTie = own.id !== expected.id && Math.abs(own.score - expected.score) <= TOLERANCE / 5
      if (isTie) continue
      const show = ({ id, score }: { id: number; score: number }) => `${id} (${score.toFixed(4)})`
      throw fail(
        'E_SAMPLES_DIFFER',
        { sample: i + 1, position: expected.position, expected: show(expected), found: show(own) },
        { file },
      )
    }
  }
}

async function guess(
  model: MlmModel,
  { ids, positions }: { readonly ids: Int32Array; readonly positions: Int32Array },
): Promise<MlmSample> {
  const logits = await model.logits([{ ids, positions }])
  const size = model.config.vocab_size
  const guesses = [...positions].map((position, row) => {
    const { best: id, sum } = readRow(logits.subarray(row * size, (row + 1) * size))
    return { position, id, score: 1 / sum }
  })
  return { ids: [...ids], guesses }
}
