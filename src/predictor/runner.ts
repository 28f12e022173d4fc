import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { defineErrors } from '../base/errors.ts'

const fail = defineErrors({
  E_PREDICTOR_OPEN: {
    zh: {
      what: 'ONNX Runtime 打不开这个模型：{reason}',
      fix: '文件可能不完整，或 ONNX Runtime 版本太旧；请重新导出，或升级到 1.20 以上',
    },
    en: {
      what: 'ONNX Runtime cannot open this model: {reason}',
      fix: 'the file may be cut, or ONNX Runtime too old: export it again, or take version 1.20 or later',
    },
  },
  E_PREDICTOR_RUN: {
    zh: { what: '模型运行失败：{reason}', fix: '若提示内存不足，请一次少预测几条；否则请附上这条消息报告' },
    en: {
      what: 'the model failed: {reason}',
      fix: 'if it says out of memory, predict fewer texts at once; else report this message',
    },
  },
  E_PREDICTOR_CLOSED: {
    zh: { what: '这个模型已经释放，不能再用', fix: '需要时重新打开它' },
    en: { what: 'this model was released and cannot be used any more', fix: 'open it again' },
  },
})

/** What is used of ONNX Runtime: `onnxruntime-node`, `onnxruntime-web`, or another of the same interface. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>
  }
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => Tensor
}

/** Sequences side by side, filled up to the longest; all arrays [sequences, length]. */
export interface PaddedBatch {
  readonly sequences: number
  readonly length: number
  readonly inputIds: BigInt64Array
  readonly attentionMask: BigInt64Array
  readonly tokenTypeIds: BigInt64Array
}

/** An opened model: batches in, logits by output out. */
export class Runner {
  readonly #runtime: OnnxRuntime
  #session: InferenceSession | undefined
  /** Runs under way, that `release` waits for; they reject nothing. */
  readonly #running = new Set<Promise<unknown>>()

  private constructor(runtime: OnnxRuntime, session: InferenceSession) {
    this.#runtime = runtime
    this.#session = session
  }

  /** @throws E_PREDICTOR_OPEN with ONNX Runtime's reason */
  static async open(
    runtime: OnnxRuntime,
    model: Uint8Array,
    options: InferenceSession.SessionOptions,
  ): Promise<Runner> {
    try {
      return new Runner(runtime, await runtime.InferenceSession.create(model, options))
    } catch (error) {
      throw fail('E_PREDICTOR_OPEN', { reason: reasonOf(error) }, {}, error)
    }
  }

  /** @throws E_PREDICTOR_RUN, E_PREDICTOR_CLOSED */
  async run(batch: PaddedBatch, outputs: readonly string[]): Promise<Readonly<Record<string, Float32Array>>> {
    const session = this.#session
    if (!session) throw fail('E_PREDICTOR_CLOSED', {})
    const { inputIds, attentionMask, tokenTypeIds } = batch
    const tensor = (data: BigInt64Array) =>
      new this.#runtime.Tensor('int64', data, [batch.sequences, batch.length])
    const feeds = {
      input_ids: tensor(inputIds),
      attention_mask: tensor(attentionMask),
      token_type_ids: tensor(tokenTypeIds),
    }
    const running = (async () => session.run(feeds, outputs))()
    const settled = running.then(ignore, ignore)
    this.#running.add(settled)
    try {
      const found = await running
      return Object.fromEntries(outputs.map((name) => [name, found[name]!.data as Float32Array]))
    } catch (error) {
      throw fail('E_PREDICTOR_RUN', { reason: reasonOf(error) }, {}, error)
    } finally {
      this.#running.delete(settled)
    }
  }

  /** What is being run ends first: a session is not taken away under it. */
  async release(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    await Promise.all(this.#running)
    await session?.release()
  }
}

/** What is made around a session; where that fails the session goes, too. @throws what `make` throws */
export async function orReleased<T>(runner: Runner, make: () => T): Promise<T> {
  try {
    return make()
  } catch (error) {
    await runner.release()
    throw error
  }
}

const ignore = (): void => {}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
