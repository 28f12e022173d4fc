import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '../base/files.ts'
import { hashed } from '../base/hashed.ts'
import { crfOf } from '../inference/index.ts'
import { modelParts, type OnnxGraph } from '../onnx/index.ts'
import type { SamplePrediction, SavedGraph } from '../tasks/index.ts'
import { headConfig, type ModelParts, saveConfiguration, saveDescription } from '../train/index.ts'
import type { ExportTarget, Quantization } from './options.ts'
import { checkTritonConfig, tritonConfig } from './triton.ts'

/** The files that transformers.js looks for, by its `dtype`. */
const ONNX_FILES = {
  fp32: 'onnx/model.onnx',
  fp16: 'onnx/model_fp16.onnx',
  q8: 'onnx/model_quantized.onnx',
  q4: 'onnx/model_q4.onnx',
} as const

/**
 * How far a score may be from the samples' on another machine. 8-bit activations are rounded by the largest number of
 * a whole batch: a difference in the last bit of a sum may move a step.
 */
const TOLERANCE = { fp32: 1e-3, fp16: 1e-3, q8: 0.02, q4: 0.02 } as const

export interface GraphToWrite {
  readonly graph: OnnxGraph
  readonly precision: 'fp32' | Quantization
  readonly kept: readonly string[]
  /** What the graph says of the samples, by task. */
  readonly samples: readonly (readonly SamplePrediction[])[]
  /** The model's name. */
  readonly name: string
}

/** Writes a graph with all that is needed to use it; hantune.json comes last. */
export function writeGraphFolder(
  folder: string,
  to: Exclude<ExportTarget, 'safetensors'>,
  parts: ModelParts,
  { graph, precision, kept, samples, name }: GraphToWrite,
): void {
  const file = to === 'triton' ? `${name}/1/model.onnx` : ONNX_FILES[precision]
  saveReadable(folder, parts)
  const hash = createHash('sha256')
  writeFileAtomic(join(folder, file), hashed(modelParts(graph), hash))
  if (to === 'triton') {
    const config = tritonConfig(name, graph)
    checkTritonConfig(config, name, graph)
    writeFileAtomic(join(folder, name, 'config.pbtxt'), config)
  }
  const described: SavedGraph = { file, precision, kept, tolerance: TOLERANCE[precision] }
  const tasks = parts.tasks.map((task, at) => {
    const crf = crfOf(parts, task)
    const numbers = crf && {
      transitions: Array.from(crf.transitions),
      start: Array.from(crf.start),
      end: Array.from(crf.end),
    }
    return {
      name: task.name,
      description: task.description,
      samples: samples[at]!,
      ...(numbers && { crf: numbers }),
    }
  })
  const digests = { [file]: hash.digest('hex'), ...tokenizerDigest(folder) }
  saveDescription(folder, { tasks, graph: described, digests })
}

/** Of the vocabulary: two swapped pieces are told by no sample that does not hold them. */
function tokenizerDigest(folder: string): Record<string, string> {
  const name = 'tokenizer.json'
  const bytes = readFileSync(join(folder, name))
  return { [name]: createHash('sha256').update(bytes).digest('hex') }
}

/**
 * Writes config.json and the tokenizer so that other programs cut texts as the model's one task does: into the same
 * tokens, and after as many where a text is read once and not in windows.
 */
export function saveReadable(folder: string, parts: ModelParts): void {
  const [only, ...more] = parts.tasks
  const { kind, granularity, maxLength } = only!.description
  const isByCharacter = more.length === 0 && kind === 'ner' && granularity === 'character'
  saveConfiguration(folder, parts, headConfig(parts.tasks), {
    granularity: isByCharacter ? 'character' : 'piece',
    ...(more.length === 0 && kind !== 'ner' && { maxLength }),
  })
}
