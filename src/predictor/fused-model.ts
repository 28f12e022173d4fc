import { defineErrors } from '../base/errors.ts'
import type { Encoding, Example, NamedTask, OnBatch, PredictingModel, Prediction } from '../tasks/index.ts'
import type { ChainDecoder } from './chain.ts'
import { planPadded } from './plan-padded.ts'
import type { PaddedBatch, Runner } from './runner.ts'

const fail = defineErrors({
  E_PREDICTOR_NUMBERS: {
    zh: {
      what: '模型对一条 {tokens} 个 token 的文本算出的不是数（NaN 或无穷大）',
      fix: '若是 fp16，改用 --quantize q8 或 fp32 导出（半精度溢出）；否则权重可能已损坏，请重新导出或训练',
    },
    en: {
      what: 'of a text of {tokens} tokens the model computed what is no number (NaN or infinite)',
      fix: 'if it is fp16, export as fp32 or with --quantize q8 (half precision overflows); else the weights may be damaged: export or train anew',
    },
  },
})

/** A task with the graph's output that holds its logits, and what finds paths where its head has a CRF. */
export interface FusedTask extends NamedTask {
  readonly output: string
  readonly chain: ChainDecoder | undefined
}

/** The output of a task: `logits` where there is one, as other programs expect it. */
export const outputName = (task: string, count: number): string => (count > 1 ? `logits_${task}` : 'logits')

/** A model as one graph, encoder and heads together. */
export class FusedModel implements PredictingModel {
  readonly parts: { readonly tasks: readonly FusedTask[] }
  readonly #runner: Runner
  readonly #pad: number

  /** @param pad the id of [PAD] */
  constructor(runner: Runner, tasks: readonly FusedTask[], pad: number) {
    this.#runner = runner
    this.parts = { tasks }
    this.#pad = pad
  }

  async logits(encodings: readonly Encoding[], at = 0, onBatch?: OnBatch): Promise<Float32Array[][]> {
    const examples = encodings.flatMap(({ examples }) => examples)
    const [found] = await this.#run(examples, [this.parts.tasks[at]!], onBatch)
    return regroup(encodings, found!)
  }

  /** Sequences that are the same to several tasks go through the encoder once. */
  async jointLogits(
    encodings: readonly (readonly Encoding[])[],
    onBatch?: OnBatch,
  ): Promise<Float32Array[][][]> {
    const places = new Map<string, number>()
    const examples: Example[] = []
    const byTask = encodings.map((own) =>
      own.flatMap(({ examples: all }) =>
        all.map((example) => {
          const key = `${example.tokenIds}|${example.tokenTypes ?? ''}`
          const place = places.get(key) ?? examples.push(example) - 1
          places.set(key, place)
          return place
        }),
      ),
    )
    const found = await this.#run(examples, this.parts.tasks, onBatch)
    return encodings.map((own, at) =>
      regroup(
        own,
        byTask[at]!.map((place) => found[at]![place]!),
      ),
    )
  }

  async decode(
    encodings: readonly Encoding[],
    logits: readonly (readonly Float32Array[])[],
    at = 0,
  ): Promise<Prediction[]> {
    const { task, chain } = this.parts.tasks[at]!
    return encodings.map((encoding, i) =>
      chain
        ? task.decodeTags!(encoding, chain.decode(task.emissions!(encoding, logits[i]!)))
        : task.decode(encoding, logits[i]!),
    )
  }

  async release(): Promise<void> {
    await this.#runner.release()
  }

  /** The logits of each example, by task. @throws E_PREDICTOR_NUMBERS, E_PREDICTOR_RUN, E_PREDICTOR_CLOSED */
  async #run(
    examples: readonly Example[],
    tasks: readonly FusedTask[],
    onBatch?: OnBatch,
  ): Promise<Float32Array[][]> {
    const logits = tasks.map(() => new Array<Float32Array>(examples.length))
    const outputs = tasks.map(({ output }) => output)
    const length = (index: number): number => examples[index]!.tokenIds.length
    let done = 0
    for (const indices of planPadded(examples.map((_, index) => length(index)))) {
      const batch = pad(
        indices.map((index) => examples[index]!),
        this.#pad,
      )
      const found = await this.#runner.run(batch, outputs)
      for (const [at, { output, task }] of tasks.entries()) {
        const { kind, classes } = task.head
        const stride = (kind === 'token' ? batch.length : 1) * classes
        for (const [row, index] of indices.entries()) {
          const rows = kind === 'token' ? length(index) : 1
          const own = found[output]!.slice(row * stride, row * stride + rows * classes)
          if (!own.every(Number.isFinite)) throw fail('E_PREDICTOR_NUMBERS', { tokens: length(index) })
          logits[at]![index] = own
        }
      }
      done += indices.length
      await onBatch?.(done, examples.length)
    }
    return logits
  }
}

/** What was found for all examples, by text. */
function regroup(encodings: readonly Encoding[], found: readonly Float32Array[]): Float32Array[][] {
  let next = 0
  return encodings.map(({ examples }) => {
    const from = next
    next += examples.length
    return found.slice(from, next)
  })
}

function pad(examples: readonly Example[], padId: number): PaddedBatch {
  const length = Math.max(...examples.map(({ tokenIds }) => tokenIds.length))
  const size = examples.length * length
  const batch = {
    sequences: examples.length,
    length,
    inputIds: new BigInt64Array(size).fill(BigInt(padId)),
    attentionMask: new BigInt64Array(size),
    tokenTypeIds: new BigInt64Array(size),
  }
  for (const [row, { tokenIds, tokenTypes }] of examples.entries()) {
    for (const [i, id] of tokenIds.entries()) {
      const at = row * length + i
      batch.inputIds[at] = BigInt(id)
      batch.attentionMask[at] = 1n
      if (tokenTypes) batch.tokenTypeIds[at] = BigInt(tokenTypes[i]!)
    }
  }
  return batch
}
