import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { defineErrors } from '../base/errors.ts'
import { refuseTelemetry } from '../base/telemetry.ts'
import type { DeviceName } from '../graph/index.ts'
import { type OnnxGraph, writeModel } from '../onnx/index.ts'
import { DEVICES } from './devices.ts'

const fail = defineErrors({
  E_ENGINE_OPEN: {
    zh: {
      what: '计算图 {graph} 在设备 {device} 上打不开：{reason}',
      fix: '确认 onnxruntime-node 安装完整（npm ci）且支持这个设备；否则请附上这条消息报告',
    },
    en: {
      what: 'the graph {graph} cannot be opened on {device}: {reason}',
      fix: 'check that onnxruntime-node is installed whole (npm ci) and has this device; else report this message',
    },
  },
  E_ENGINE_RUN: {
    zh: {
      what: '计算图 {graph} 运行失败：{reason}',
      fix: '若提示内存不足，请减小 --batch-size 或 --max-length；否则请附上这条消息报告',
    },
    en: {
      what: 'the graph {graph} failed: {reason}',
      fix: 'if it says out of memory, use a smaller --batch-size or --max-length; else report this message',
    },
  },
})

export type OrtTensor = ort.Tensor
export type Feeds = Readonly<Record<string, OrtTensor>>

export interface EngineOptions {
  readonly device: DeviceName
  /** Threads of ONNX Runtime's pool. */
  readonly threads: number
}

/** A folder to which ONNX Runtime writes a profile of every session, for `bench/profile.mjs`. */
const PROFILES = process.env.HANTUNE_PROFILE

// The first output of every session, fetched as null: see `copyFree`.
const STOP = '$stop'
const STOPPED = /Non tensor type is temporarily not supported/

/** A compiled graph. Outputs are written to buffers that the caller hands in. */
export class Session {
  readonly name: string
  readonly inputNames: ReadonlySet<string>
  readonly #session: ort.InferenceSession
  /** Whether outputs are had without a copy. */
  readonly isCopyFree: boolean

  private constructor(name: string, session: ort.InferenceSession, copyFree: boolean) {
    this.name = name
    this.#session = session
    this.isCopyFree = copyFree
    this.inputNames = new Set(session.inputNames)
  }

  /** Compiles a graph. @throws E_ENGINE_OPEN with ONNX Runtime's reason */
  static async create(graph: OnnxGraph, options: EngineOptions): Promise<Session> {
    return Session.open(graph, options, options.device === 'cpu' && (await copyFree()))
  }

  /** @internal Compiles a graph for one of the two paths; the self-test must choose for itself. */
  static async open(
    graph: OnnxGraph,
    { device, threads }: EngineOptions,
    copyFree: boolean,
  ): Promise<Session> {
    const model = writeModel(copyFree ? withStop(graph) : graph)
    refuseTelemetry()
    const created = ort.InferenceSession.create(model, {
      executionProviders: [...DEVICES[device].providers],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // With memory patterns a second run took four times as long (page faults).
      enableMemPattern: false,
      // Each session's arena keeps the most that it ever took, and more as sizes vary: 1094 MiB against 855 for three layers
      // of width 768 and batches of varied lengths, and no slower.
      enableCpuMemArena: false,
      // The graphs are written as they shall run; merging of equal nodes would undo recomputation.
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 3,
      ...(PROFILES && { enableProfiling: true, profileFilePrefix: join(PROFILES, graph.name) }),
      // Each session has threads of its own: those of one that has finished must not spin beside the next.
      extra: {
        session: { set_denormal_as_zero: '1', force_spinning_stop: '1', ...DEVICES[device].sessionConfig },
      },
    })
    const session = await created.catch((error: Error) => {
      throw fail('E_ENGINE_OPEN', { graph: graph.name, device, reason: error.message }, {}, error)
    })
    return new Session(graph.name, session, copyFree)
  }

  /**
   * Runs the graph. Feeds that the graph does not read are ignored.
   *
   * @param fetches an output buffer of the right type and shape for each output
   * @throws E_ENGINE_RUN with ONNX Runtime's reason
   */
  async run(feeds: Feeds, fetches: Feeds): Promise<void> {
    const read: Record<string, OrtTensor> = {}
    for (const name of this.inputNames) if (feeds[name]) read[name] = feeds[name]
    try {
      if (this.isCopyFree)
        await this.#session.run(read, { [STOP]: null, ...fetches } as ort.InferenceSession.FetchesType)
      else await this.#runWithCopies(read, fetches)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (this.isCopyFree && STOPPED.test(reason)) return
      throw fail('E_ENGINE_RUN', { graph: this.name, reason }, {}, error)
    }
  }

  /** Preallocated outputs are not honoured on every device: whatever comes back is copied where it belongs. */
  async #runWithCopies(feeds: Record<string, OrtTensor>, fetches: Feeds): Promise<void> {
    const names = Object.keys(fetches)
    const results = await this.#session.run(feeds, names)
    for (const name of names) {
      const target = fetches[name]!.data as Float32Array
      const found = (await results[name]!.getData()) as Float32Array
      if (found.length !== target.length)
        throw new RangeError(`${name} has ${found.length} elements, its buffer ${target.length}`)
      target.set(found)
    }
  }

  async release(): Promise<void> {
    if (PROFILES) this.#session.endProfiling()
    await this.#session.release()
  }
}

/** Adds an output that is no tensor before all others. */
function withStop(graph: OnnxGraph): OnnxGraph {
  const zero = { name: '$zero', dtype: 'int64', shape: [], bytes: new Uint8Array(8) } as const
  return {
    ...graph,
    initializers: [...graph.initializers, zero],
    nodes: [
      ...graph.nodes,
      { opType: 'SequenceConstruct', domain: '', inputs: [zero.name], outputs: [STOP], attributes: {} },
    ],
    outputs: [{ name: STOP, dtype: 'int64', sequence: true }, ...graph.outputs],
  }
}

let copyFreeWorks: Promise<boolean> | undefined

/**
 * Whether outputs can be had without a copy. onnxruntime-node writes preallocated outputs, and then copies each
 * of them into a new tensor to return it: 0.2 s a step for a base model. A first output that is a sequence makes
 * it stop before the copies. That is undocumented, so this tries it on a small graph once, and everything works
 * without it too.
 */
function copyFree(): Promise<boolean> {
  copyFreeWorks ??= (async () => {
    const graph: OnnxGraph = {
      name: 'self-test',
      nodes: [{ opType: 'Add', domain: '', inputs: ['x', 'x'], outputs: ['y'], attributes: {} }],
      inputs: [{ name: 'x', dtype: 'float32', shape: [2] }],
      outputs: [{ name: 'y', dtype: 'float32' }],
      initializers: [],
    }
    try {
      const session = await Session.open(graph, { device: 'cpu', threads: 1 }, true)
      const y = new Float32Array(2)
      await session.run({ x: floatTensor(Float32Array.of(1, 2), [2]) }, { y: floatTensor(y, [2]) })
      await session.release()
      return y[0] === 2 && y[1] === 4
    } catch {
      return false
    }
  })()
  return copyFreeWorks
}

/** A view of floats as a tensor: no copy. */
export const floatTensor = (data: Float32Array, shape: readonly number[]): OrtTensor =>
  new ort.Tensor('float32', data, shape)

/** A view of half-precision numbers, by their bits. */
export const halfTensor = (data: Uint16Array, shape: readonly number[]): OrtTensor =>
  new ort.Tensor('float16', data, shape)

export const intTensor = (data: Int32Array, shape: readonly number[]): OrtTensor =>
  new ort.Tensor('int32', data, shape)

export const byteTensor = (data: Uint8Array, shape: readonly number[]): OrtTensor =>
  new ort.Tensor('uint8', data, shape)
