import { expect, test } from 'vitest'
import { parseSettings } from './index.ts'

test.each([
  [{ head: 'crf', labelSmoothing: 0.1 }, 'E_SETTING_CRF_LOSS', 'labelSmoothing'],
  [{ head: 'crf', focalGamma: 2 }, 'E_SETTING_CRF_LOSS', 'focalGamma'],
  [{ head: 'crf', classWeights: 'balanced' }, 'E_SETTING_CRF_LOSS', 'classWeights'],
  [{ head: 'crf', classWeights: { LOC: 2 } }, 'E_SETTING_CRF_LOSS', 'classWeights'],
  [{ fgm: 1, freezeEmbeddings: true }, 'E_SETTING_FGM_FROZEN', 'freezeEmbeddings'],
  [{ fgm: 1, trainLayers: 12 }, 'E_SETTING_FGM_FROZEN', 'trainLayers'],
  [{ fgm: 1, freeze: ['bert.pooler.*', 'bert.embeddings.*'] }, 'E_SETTING_FGM_FROZEN', 'freeze'],
])('%j do not go together', (input, code, name) => {
  expect(() => parseSettings(input)).toThrow(expect.objectContaining({ code, values: { name } }))
})

test.each([
  [{ head: 'crf', rDrop: 1, classWeights: 'none', labelSmoothing: 0 }],
  [{ head: 'softmax', labelSmoothing: 0.1, focalGamma: 2 }],
  [{ fgm: 1, freeze: ['bert.pooler.*', 'bert.encoder.layer.0.*'] }],
  [{ fgm: 0, freezeEmbeddings: true }],
])('%j do', (input) => {
  expect(parseSettings(input)).toMatchObject(input)
})

test('an L2 penalty takes the place of weight decay, unless both are asked for', () => {
  expect(parseSettings({ l2: 0.001 })).toMatchObject({ l2: 0.001, weightDecay: 0 })
  expect(parseSettings({ l2: 0.001, weightDecay: 0.02 })).toMatchObject({ weightDecay: 0.02 })
  expect(parseSettings({ l2: 0.001, weight_decay: 0.02 })).toMatchObject({ weightDecay: 0.02 })
  expect(parseSettings({ l2: 0 })).toMatchObject({ weightDecay: 0.01 })
})
