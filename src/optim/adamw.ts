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

/** Adam with decoupled weight decay (Loshchilov and Hutter, 2019), in place, by the WebAssembly kernel. */
export class AdamW {
  readonly settings: AdamWSettings
  /** Steps done: Adam's bias correction depends on it. */
  steps = 0

  constructor(settings: AdamWSettings = ADAMW_DEFAULTS) {
    this.settings = settings
  }

  /**
   * One step over all trainable parameters.
   *
   * @param scale multiplies every gradient (clipping)
   */
  step(parameters: Iterable<Parameter>, learningRate: number, scale = 1): void {
    this.steps++
    const { beta1, beta2, epsilon, weightDecay } = this.settings
    const step = learningRate / (1 - beta1 ** this.steps)
    const root = 1 / Math.sqrt(1 - beta2 ** this.steps)
    for (const { name, value, size, training } of parameters) {
      if (!training) continue
      const keep = decays(name) ? 1 - learningRate * weightDecay : 1
      const { arena, gradient, firstMoment, secondMoment } = training
      arena.kernels.adamw(
        value.byteOffset,
        gradient.byteOffset,
        firstMoment.byteOffset,
        secondMoment.byteOffset,
        alignFloats(size),
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        epsilon,
        keep,
        step,
        root,
        scale,
      )
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
