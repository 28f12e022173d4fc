import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import type { DownloadEvent } from '../hub/index.ts'
import { TASK_KINDS, type TaskKind } from '../tasks/index.ts'
import { EMBEDDED_MODEL, type EncoderChoice, fetchEncoder, openPretrained } from '../train/index.ts'

const fail = defineErrors({
  E_TASK_LIST_TWICE: {
    zh: { what: 'taskList 里的 {task} 出现了两次', fix: '每个任务只写一次' },
    en: { what: 'taskList names {task} twice', fix: 'name every task once' },
  },
  E_TASK_LIST_UNKNOWN: {
    zh: { what: '没有名为 {task} 的任务{near}', fix: '可用的任务：{known}' },
    en: { what: 'there is no task named {task}{near}', fix: 'the tasks are: {known}' },
  },
})

/** How an encoder is come by. */
export interface FromPretrainedOptions extends Pick<EncoderChoice, 'revision' | 'offline'> {
  /** Hears how far a download has come. */
  readonly onEvent?: (event: DownloadEvent) => void
}

/** The encoder to fine-tune and what for. */
export class MTLConfig {
  /** As it was asked for: a hub id or a folder. */
  readonly model: string
  /** Of a hub id; main if it was not said. */
  readonly revision: string | undefined
  readonly layers: number
  readonly width: number
  /** The most tokens that the encoder reads at once. */
  readonly maxPositions: number
  readonly vocabularySize: number
  /** False for an encoder whose weights are random, as the embedded one's are. */
  readonly pretrained: boolean
  /** The tasks to train on one encoder; left empty, the data shows the one task. */
  taskList: TaskKind[] = []

  private constructor(facts: Omit<MTLConfig, 'taskList'>) {
    this.model = facts.model
    this.revision = facts.revision
    this.layers = facts.layers
    this.width = facts.width
    this.maxPositions = facts.maxPositions
    this.vocabularySize = facts.vocabularySize
    this.pretrained = facts.pretrained
  }

  /**
   * Finds an encoder; a hub id that is not in the cache is downloaded.
   *
   * @param model a hub id, `modelscope:ORG/NAME`, or a folder; left out: the embedded encoder
   * @throws E_HUB_* where it cannot be found or fetched, E_MODEL_CONFIG, E_MODEL_VOCABULARY and the tokenizer's errors
   */
  static async fromPretrained(
    model: string = EMBEDDED_MODEL,
    { onEvent = () => {}, ...choice }: FromPretrainedOptions = {},
  ): Promise<MTLConfig> {
    await fetchEncoder({ model, ...choice }, onEvent)
    const { config, pretrained, tokenizer } = openPretrained(model, choice.revision)
    return new MTLConfig({
      model,
      revision: choice.revision,
      layers: config.num_hidden_layers,
      width: config.hidden_size,
      maxPositions: config.max_position_embeddings,
      vocabularySize: tokenizer.vocabSize,
      pretrained,
    })
  }
}

/** The tasks of a list, each known and named once. @throws E_TASK_LIST_UNKNOWN, E_TASK_LIST_TWICE */
export function checkTasks(taskList: readonly string[]): readonly TaskKind[] {
  for (const [i, task] of taskList.entries()) {
    if (taskList.indexOf(task) < i) throw fail('E_TASK_LIST_TWICE', { task: quote(task) })
    if ((TASK_KINDS as string[]).includes(task)) continue
    const known = TASK_KINDS.join(', ')
    throw fail('E_TASK_LIST_UNKNOWN', { task: quote(task), near: nearestHint(task, TASK_KINDS), known })
  }
  return taskList as readonly TaskKind[]
}
