import { RandomStream } from '../base/random.ts'
import { alignFloats, type Parameter, type TrainingBlocks } from '../engine/index.ts'

export interface AdamWSettings {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Decoupled decay, as a share of the learning rate. */
  readonly weightDecay: number
}

export const ADAMW_DEFAULTS: AdamWSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 }

/** Biases and LayerNorm parameters are not decayed. */
export const decays = (name: string): boolean => !name.endsWith('.bias') && !/layernorm/i.test(name)

/** The learning rate of all parameters, or of each by its name. */
export type Rate = number | ((name: string) => number)

/** Adam with decoupled weight decay (Loshchilov and Hutter, 2019), in place, by the WebAssembly kernels. */
export class AdamW {
  readonly settings: AdamWSettings
  /** Steps done: Adam's bias correction depends on it, and how moments of two bytes are rounded. */
  steps = 0
  readonly #seed: number

  /** @param seed of the rounding of bfloat16 moments; float32 moments need none */
  constructor(settings: AdamWSettings = ADAMW_DEFAULTS, seed = 0) {
    this.settings = settings
    this.#seed = seed
  }

  /**
   * One step over all trainable parameters. A rate of 0 leaves a value as it is to the bit, while its moments go on,
   * as in PyTorch: so does the first step of a warmup.
   *
   * @param scale multiplies every gradient (clipping)
   */
  step(parameters: Iterable<Parameter>, rate: Rate, scale = 1): void {
    this.steps++
    const { beta1, beta2, epsilon, weightDecay } = this.settings
    const rateOf = typeof rate === 'number' ? () => rate : rate
    const root = 1 / Math.sqrt(1 - beta2 ** this.steps)
    for (const { name, value, size, training } of parameters) {
      if (!training) continue
      const own = rateOf(name)
      const keep = decays(name) ? 1 - own * weightDecay : 1
      const step = own / (1 - beta1 ** this.steps)
      const { arena, gradient, firstMoment, secondMoment } = training
      const blocks = [
        value.byteOffset,
        gradient.byteOffset,
        firstMoment.byteOffset,
        secondMoment.byteOffset,
        alignFloats(size),
      ] as const
      const factors = [
        ...([beta1, 1 - beta1, beta2, 1 - beta2] as const),
        ...([epsilon, keep, step, root, scale] as const),
      ] as const
      if (firstMoment instanceof Float32Array) arena.kernels.adamw(...blocks, ...factors)
      else {
        const keys = new RandomStream(this.#seed, 'rounding', this.steps, ':', name)
        arena.kernels.adamw16(...blocks, ...factors, keys.uint32(), keys.uint32())
      }
    }
  }
}

/** The L2 norm of all gradients together, summed in float64. */
export function gradientNorm(parameters: Iterable<Parameter>): number {
  let sum = 0
  for (const { size, training } of parameters) if (training) sum += sumOfSquares(training, size)
  return Math.sqrt(sum)
}

function sumOfSquares({ arena, gradient }: TrainingBlocks, size: number): number {
  return arena.kernels.sumOfSquares(gradient.byteOffset, alignFloats(size))
}

/** The factor that brings a gradient of this norm to at most `limit`; PyTorch's clip_grad_norm_ adds the same 1e-6. */
export const clipFactor = (norm: number, limit: number): number => Math.min(1, limit / (norm + 1e-6))
