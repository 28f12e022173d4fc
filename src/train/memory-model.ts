import type { MemoryFacts } from './memory-facts.ts'
import { worstShapes } from './memory-shapes.ts'
import { learnWorkspace, passWorkspace } from './memory-workspace.ts'

/** How a run is cut, and what it keeps. */
export interface MemoryChoice {
  /** Tokens of one part of a step. */
  readonly learnTokens: number
  /** Tokens of one pass without learning. */
  readonly passTokens: number
  readonly recompute: boolean
}

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

/** Nine sessions of one task, each with its threads. */
const SESSION_BYTES = 28 * 2 ** 20
/** The three sessions of each further head. */
const HEAD_BYTES = 8 * 2 ** 20
/** Garbage that JavaScript's heap holds between collections. */
const HEAP_BYTES = 16 * 2 ** 20
/** malloc's free pieces between blocks in use, as a factor of these. */
const FRAGMENTATION = 1.5

/**
 * Predicts the most memory that a run will hold, from sizes alone: nothing is allocated. `bench/memory.mjs` compares
 * it with what real steps take.
 */
export function predictMemory(facts: MemoryFacts, choice: MemoryChoice): MemoryPrediction {
  const shapes = worstShapes(facts, choice)
  const parts: MemoryParts = {
    base: facts.baseBytes,
    engine: SESSION_BYTES + (facts.tasks - 1) * HEAD_BYTES + HEAP_BYTES,
    parameters: parameterBytes(facts) + (shapes.parts > 1 ? sumBytes(facts) : 0),
    tape: Math.max(tapeBytes(facts, choice, shapes.learn.tokens), passBytes(facts, shapes.pass.tokens)),
    masks: maskBytes(facts, shapes.learn),
    workspace: workspaceBytes(facts, choice, shapes),
  }
  return { bytes: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0), parts }
}

function parameterBytes({ parameters, optimizerState, ema }: MemoryFacts): number {
  const moments = optimizerState === 'bfloat16' ? 4 : 8
  return parameters.frozen * 4 + parameters.trainable * (8 + moments + (ema ? 4 : 0))
}

/** The gradients of one layer on their way to a sum over several parts. */
function sumBytes({ layer, learningLayers }: MemoryFacts): number {
  const { width, inner } = layer
  return learningLayers > 0 ? 4 * (4 * width * width + 2 * width * inner) : 0
}

/** Step buffers of one part: what each layer keeps, its result, and the cotangents on their way down. */
function tapeBytes({ layer, layers, ...facts }: MemoryFacts, { recompute }: MemoryChoice, tokens: number) {
  const row = 4 * layer.width
  // Queries, keys, values, context, and the three other matrix products of a layer; results are never halved.
  const kept = (6 * layer.width + layer.inner) * (facts.activations === 'float16' ? 2 : 4)
  const learning = facts.learningLayers * (row + (recompute ? 0 : kept))
  const resting = Math.min(2, layers - facts.learningLayers) * row
  // The embeddings; the cotangents of a layer's result and input, and of the embeddings' rows.
  const around = 4 * row
  return tokens * (learning + resting + around + 3 * 4 * facts.classes)
}

const passBytes = ({ layer, classes }: MemoryFacts, tokens: number): number =>
  tokens * 4 * (3 * layer.width + classes)

/** Dropout's masks, a byte an element. */
function maskBytes({ layer, layers, dropout }: MemoryFacts, shape: { tokens: number; pairs: number }): number {
  const hidden = dropout.hidden > 0 ? (2 * layers + 2) * shape.tokens * layer.width : 0
  return hidden + (dropout.attention > 0 ? layers * layer.heads * shape.pairs : 0)
}

function workspaceBytes(
  { layer, dropout }: MemoryFacts,
  { recompute }: MemoryChoice,
  { learn, pass }: ReturnType<typeof worstShapes>,
): number {
  const drops = { recompute, dropout: dropout.hidden + dropout.attention > 0 }
  return FRAGMENTATION * Math.max(learnWorkspace(layer, learn, drops), passWorkspace(layer, pass))
}
