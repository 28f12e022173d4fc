import { sizeOf } from '../base/dtypes.ts'
import { encoderMemory } from '../models/index.ts'
import type { MemoryChoice, MemoryFacts } from './memory-facts.ts'
import { type WorstShapes, worstShapes } from './memory-shapes.ts'
import { type Keeping, learnWorkspace, passWorkspace } from './memory-workspace.ts'

/** Bytes by what takes them. */
export interface MemoryParts {
  /** The process before the model is built: Node, ONNX Runtime, the encoded data. */
  readonly base: number
  /** Compiled graphs, their threads, and what JavaScript's heap grows by. */
  readonly engine: number
  /** Values, and of what learns: gradients, moments, moving averages. */
  readonly parameters: number
  /** What the forward pass of one part keeps for its backward pass. */
  readonly tape: number
  readonly masks: number
  /** What ONNX Runtime takes while it runs a layer. */
  readonly workspace: number
}

export interface MemoryPrediction {
  readonly bytes: number
  readonly parts: MemoryParts
}

const MEGABYTE = 1e6
/** Nine sessions of one task with their threads, and what the heaps of JavaScript and C grow by. */
const ENGINE_BYTES = 70 * MEGABYTE
/** The three sessions of each further head. */
const HEAD_BYTES = 8 * MEGABYTE
/** malloc keeps free pieces between blocks in use: what it holds, as a multiple of these. Fitted with ENGINE_BYTES to the cases of bench/memory.mjs, which scatter by a tenth from run to run. */
const FRAGMENTATION = 2

/**
 * Predicts the most memory that a run will hold, from sizes alone: nothing is allocated. `bench/memory.mjs` compares
 * it with what real steps take.
 */
export function predictMemory(facts: MemoryFacts, choice: MemoryChoice): MemoryPrediction {
  const shapes = worstShapes(facts, choice)
  const { tape, masks, workspace } = stepBytes(facts, choice, shapes)
  const parts: MemoryParts = {
    base: facts.baseBytes,
    engine: ENGINE_BYTES + (facts.tasks - 1) * HEAD_BYTES,
    parameters: parameterBytes(facts, shapes.parts > 1),
    tape,
    masks,
    workspace,
  }
  return { bytes: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0), parts }
}

/** @param inParts whether steps have several parts: each layer's gradients then pass through blocks of their own */
function parameterBytes(facts: MemoryFacts, inParts: boolean): number {
  const { declarations, isTrainable, optimizerState, ema } = facts
  const learning = 8 + (optimizerState === 'bfloat16' ? 4 : 8) + (ema ? 4 : 0)
  let bytes = 0
  const sums = new Map<string, number>()
  for (const { name, shape } of declarations) {
    const trainable = isTrainable(name)
    bytes += sizeOf(shape) * (trainable ? learning : 4)
    // One block serves a parameter of all layers.
    const key = name.replace(/\.layer\.\d+\./, '.layer.')
    if (trainable && !/_embeddings\.weight$/.test(name)) sums.set(key, sizeOf(shape) * 4)
  }
  return inParts ? [...sums.values()].reduce((sum, own) => sum + own, bytes) : bytes
}

/** What a part of a step takes, or a pass without learning if that takes more. */
function stepBytes(facts: MemoryFacts, { recompute }: MemoryChoice, { learn, pass }: WorstShapes) {
  const { config, isTrainable, dropout, activations, classes, reads } = facts
  const layer = {
    width: config.hidden_size,
    heads: config.num_attention_heads,
    inner: config.intermediate_size,
  }
  const encoder = encoderMemory(config, isTrainable, { recompute, activations, dropout })
  const sizes = { T: learn.tokens, B: learn.sequences, S: learn.slots / learn.sequences }
  const row = 4 * layer.width
  // The cotangent of the hidden states, and the head's logits, log-probabilities and their cotangents.
  const head = learn.tokens * (row + 4 * 4 * classes)
  const attention = { tokens: 0, sequences: 1, slots: Math.sqrt(learn.pairs) }
  const hidden = { tokens: learn.tokens, sequences: 0, slots: 0 }
  const keeping: Keeping = recompute ? 'nothing' : activations === 'float16' ? 'halved' : 'whole'
  const drops = { keeping, dropout: dropout.hidden + dropout.attention > 0 }
  return {
    tape: Math.max(encoder.tapeBytes(sizes, reads) + head, pass.tokens * (3 * row + 4 * classes)),
    masks:
      encoder.maskBytes(hidden, reads) +
      encoder.maskBytes(attention, reads) +
      (dropout.hidden > 0 ? learn.tokens * layer.width : 0),
    workspace: FRAGMENTATION * Math.max(learnWorkspace(layer, learn, drops), passWorkspace(layer, pass)),
  }
}
