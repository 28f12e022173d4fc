import { expect, test } from 'vitest'
import { settingsAlone, type TaskOfSeveral } from './settings-alone.ts'

const ENCODER = ['bert.embeddings.word_embeddings.weight', 'bert.encoder.layer.0.output.dense.weight']
const NER: TaskOfSeveral = {
  name: 'ner',
  kind: 'ner',
  prefix: 'tasks.ner.',
  labels: ['LOC'],
  parameters: [...ENCODER, 'tasks.ner.classifier.weight', 'tasks.ner.classifier.bias'],
}
const CLS: TaskOfSeveral = {
  name: 'cls',
  kind: 'cls',
  prefix: 'tasks.cls.',
  labels: ['好评', '差评'],
  parameters: [...ENCODER, 'tasks.cls.bert.pooler.dense.weight', 'tasks.cls.classifier.weight'],
}

test('a figure, rates and patterns that name tasks become those of the one', () => {
  const given = {
    ...{ metric: 'ner.f1', headLearningRate: 0.01, taskRates: { cls: 0.02 } },
    rates: { 'tasks.cls.*': 0.3, '*pooler*': 0.4, 'bert.encoder.*': 0.5 },
    freeze: ['tasks.*.classifier.weight', 'bert.embeddings.*'],
  }
  expect(settingsAlone(given, NER)).toMatchObject({
    ...{ headLearningRate: 0.01, taskRates: {}, rates: { [ENCODER[1]!]: 0.5 } },
    freeze: [ENCODER[0], 'classifier.weight'],
  })
  expect(settingsAlone(given, NER)).not.toHaveProperty('metric')
  expect(settingsAlone(given, CLS)).toMatchObject({
    headLearningRate: 0.02,
    rates: { [ENCODER[1]!]: 0.5, 'bert.pooler.dense.weight': 0.4, 'classifier.weight': 0.3 },
    freeze: [ENCODER[0], 'classifier.weight'],
  })
})

test('a CRF is for entities, weights are for labels that are there', () => {
  expect(settingsAlone({ head: 'crf' }, NER).head).toBe('crf')
  expect(settingsAlone({ head: 'crf' }, CLS).head).toBe('softmax')
  expect(settingsAlone({ classWeights: { LOC: 2, 好评: 3 } }, NER).classWeights).toEqual({ LOC: 2 })
  expect(settingsAlone({ classWeights: { 好评: 3 } }, NER).classWeights).toBe('none')
  expect(settingsAlone({ classWeights: 'balanced' }, NER).classWeights).toBe('balanced')
})

test('everything else stays, comparison and restarts apart', () => {
  const found = settingsAlone({ epochs: 3, l2: 0.1, auto: 2, compareSingle: true }, CLS)
  expect(found).toMatchObject({ epochs: 3, l2: 0.1, weightDecay: 0, auto: 0, compareSingle: false })
})
