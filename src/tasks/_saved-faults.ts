import { crc32c } from '../base/crc32c.ts'
import type { Text } from '../base/locale.ts'
import type { TaskDescription } from './build.ts'
import { tagClasses } from './token-classification.ts'

/** The numbers of a CRF over C classes as hantune.json holds them: [C, C], [C] and [C]. */
export interface CrfNumbers {
  readonly transitions: readonly number[]
  readonly start: readonly number[]
  readonly end: readonly number[]
}

/** What of a task in hantune.json must fit together, beyond what a schema says. */
export interface SavedFacts extends Pick<TaskDescription, 'kind' | 'labels' | 'decoder' | 'thresholds'> {
  readonly name: string
  readonly crf?: (CrfNumbers & { readonly crc32c?: number | undefined }) | undefined
}

/** Of the numbers as JSON writes them. They are weights, and stand in the one file that no SHA-256 in it can be of. */
export const crfChecksum = ({ transitions, start, end }: CrfNumbers): number =>
  crc32c(new TextEncoder().encode(JSON.stringify([transitions, start, end])))

/**
 * What in a task does not fit together; undefined where all does.
 *
 * @param isGraph whether the model is one graph, which ends with the emissions of a CRF
 */
export function taskFault(task: SavedFacts, isGraph: boolean): Text | undefined {
  const fault = thresholdsFault(task) ?? crfFault(task, isGraph)
  return fault && { zh: `tasks.${task.name}.${fault.zh}`, en: `tasks.${task.name}.${fault.en}` }
}

function thresholdsFault({ labels, thresholds }: SavedFacts): Text | undefined {
  if (thresholds === undefined || thresholds.length === labels.length) return undefined
  const [given, count] = [thresholds.length, labels.length]
  return {
    zh: `thresholds：有 ${given} 个阈值，而标签有 ${count} 个`,
    en: `thresholds: ${given} thresholds, ${count} labels`,
  }
}

function crfFault({ kind, labels, decoder, crf }: SavedFacts, isGraph: boolean): Text | undefined {
  const isCrf = kind === 'ner' && decoder === 'crf'
  if (!crf) {
    if (!(isCrf && isGraph)) return undefined
    return { zh: 'crf：缺少这一项，而 decoder 是 crf', en: 'crf: missing, and the decoder is crf' }
  }
  if (!isCrf)
    return { zh: 'crf：多出这一项，这个任务没有 CRF', en: 'crf: there is one, and the task has no CRF' }
  const { length } = tagClasses(labels)
  const [expected, found] = [
    [length ** 2, length, length],
    [crf.transitions.length, crf.start.length, crf.end.length],
  ].map((sizes) => sizes.join(', '))
  if (found !== expected)
    return {
      zh: `crf：transitions、start、end 应有 ${expected} 个数，现在是 ${found} 个`,
      en: `crf: transitions, start and end should hold ${expected} numbers and hold ${found}`,
    }
  if (crf.crc32c === undefined || crf.crc32c === crfChecksum(crf)) return undefined
  return {
    zh: 'crf：数字不是保存时的那些（校验和不符）',
    en: 'crf: its numbers are not those that were saved (their checksum says so)',
  }
}
