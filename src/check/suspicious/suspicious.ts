import { defineErrors } from '../../base/errors.ts'
import {
  type AnyRecord,
  type LabelledText,
  type MultiLabelText,
  type TaggedText,
  taskOfRecord,
} from '../../data/index.ts'
import { suspiciousClasses, suspiciousLabels } from './classes.ts'
import { suspiciousEntities } from './entities.ts'
import type { ClassOpinion, EntityOpinion, MultiOpinion, Opinion, Suspicion } from './opinion.ts'

const fail = defineErrors({
  E_CHECK_OPINIONS: {
    zh: {
      what: '模型的意见和记录对不上：第 {number} 条',
      fix: '按记录的次序给每条一个意见：实体数据给 entities，单标签给 label 和 score，多标签给 labels 和 scores',
    },
    en: {
      what: 'the opinions do not go with the records: number {number}',
      fix: 'give an opinion for each record, in their order: entities for entities, label and score for a class, labels and scores for several classes',
    },
  },
})

/**
 * Annotations that models doubt which have not seen them (confident learning, Northcutt et al., 2021), the most
 * suspicious first.
 *
 * @param records of one task
 * @param outOfFold what a model that was trained without the record says of each, in the order of the records
 * @throws E_CHECK_OPINIONS
 */
export function suspicious(records: readonly AnyRecord[], outOfFold: readonly Opinion[]): Suspicion[] {
  const task = records[0] && taskOfRecord(records[0])
  const count = Math.max(records.length, outOfFold.length)
  for (let at = 0; at < count; at++) {
    const [record, opinion] = [records[at], outOfFold[at]]
    if (!record || !opinion || taskOfRecord(record) !== task || !fits(record, opinion))
      throw fail(
        'E_CHECK_OPINIONS',
        { number: at + 1 },
        record && { file: record.origin.file, line: record.origin.line },
      )
  }
  if (task === undefined) return []
  if (task === 'ner') return suspiciousEntities(records as TaggedText[], outOfFold as EntityOpinion[])
  if (task === 'multi') return suspiciousLabels(records as MultiLabelText[], outOfFold as MultiOpinion[])
  return suspiciousClasses(records as LabelledText[], outOfFold as ClassOpinion[])
}

function fits(record: AnyRecord, opinion: Opinion): boolean {
  if ('entities' in record) return 'entities' in opinion
  return 'labels' in record ? 'labels' in opinion && 'scores' in opinion : 'label' in opinion
}
