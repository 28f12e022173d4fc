import {
  Conversions,
  drawInSteps,
  fusedModel,
  openRunner,
  sourceOf,
  type WeightGroup,
  weightGroups,
} from '../inference/index.ts'
import type { OnnxGraph } from '../onnx/index.ts'
import type { FusedModel } from '../predictor/index.ts'
import type { Encoding } from '../tasks/index.ts'
import type { ModelParts } from '../train/index.ts'
import { divergence } from './divergence.ts'
import type { ExportEvent, GroupLoss, Quantization } from './options.ts'

/** Texts of each task on which the groups are measured one by one. */
const MEASURED_TEXTS = 32

/** A graph with the groups that stayed float32. */
export interface ChosenGraph {
  readonly graph: OnnxGraph
  readonly kept: readonly WeightGroup[]
  readonly groups: readonly GroupLoss[]
}

/** How a model with some groups left in float32 is judged. */
export interface Verdict {
  readonly isGood: boolean
  /** The largest drop in points, where there are scores. */
  readonly drop: number | undefined
}

export interface ChoiceOptions {
  readonly quantize: Quantization
  readonly threads: number
  /** By task. */
  readonly encodings: readonly (readonly Encoding[])[]
  judge(model: FusedModel): Promise<Verdict>
  /** Between pieces of work that block the thread. */
  pause(): Promise<void>
  readonly onEvent: (event: ExportEvent) => void
}

/**
 * Chooses what is quantized: everything, if that is good enough. Else each group of weights is quantized alone to see
 * how much it moves the outputs, and groups stay float32, the worst first, until the whole is good enough.
 *
 * @returns the last graph tried where none was good enough, all groups but one in float32
 */
export async function choosePrecision(
  parts: ModelParts,
  { quantize, threads, encodings, judge, pause, onEvent }: ChoiceOptions,
): Promise<ChosenGraph> {
  const source = sourceOf(parts)
  const conversions = new Conversions()
  const all = weightGroups(parts.config)
  const draw = (quantized: readonly WeightGroup[]) =>
    drawInSteps(source, (group) => (quantized.includes(group) ? quantize : 'fp32'), pause, conversions)
  const using = async <T>(graph: OnnxGraph, work: (model: FusedModel) => Promise<T>): Promise<T> => {
    const model = fusedModel(await openRunner(graph, threads), parts)
    try {
      return await work(model)
    } finally {
      await model.release()
    }
  }
  const sample = encodings.map((own) => spread(own, MEASURED_TEXTS))
  const logitsOf = (model: FusedModel) => model.jointLogits(sample)
  const heads = parts.tasks.map(({ task }) => task.head)
  const expected = await using(await draw([]), logitsOf)
  const measured: { group: WeightGroup; loss: number; largest: number }[] = []
  for (const [i, group] of all.entries()) {
    const found = await using(await draw([group]), logitsOf)
    measured.push({ group, ...divergence(expected, found, heads) })
    onEvent({ event: 'measuring', group, done: i + 1, all: all.length })
  }
  const worst = [...measured].sort((a, b) => b.loss - a.loss).map(({ group }) => group)
  for (let count = 0; ; count++) {
    const kept = worst.slice(0, count)
    const graph = await draw(all.filter((group) => !kept.includes(group)))
    const { isGood, drop } = await using(graph, judge)
    onEvent({ event: 'choice', kept, drop: drop ?? null })
    if (!isGood && count < all.length - 1) continue
    const groups = measured.map((one) => ({ ...one, kept: kept.includes(one.group) }))
    return { graph, kept: all.filter((group) => kept.includes(group)), groups }
  }
}

/** At most so many, spread evenly. */
function spread<T>(list: readonly T[], count: number): T[] {
  const every = Math.max(1, list.length / count)
  return Array.from({ length: Math.min(count, list.length) }, (_, i) => list[Math.floor(i * every)]!)
}
