import { expect, test } from 'vitest'
import { nearestName } from './nearest.ts'

test.each([
  ['epoch', ['epochs', 'batchSize'], 'epochs'],
  ['batch_size', ['epochs', 'batchSize'], 'batchSize'],
  ['LEARNINGRATE', ['epochs', 'learningRate'], 'learningRate'],
  ['per', ['ORG', 'PER'], 'PER'],
  ['人民', ['人名', '地名'], '人名'],
  ['quantum', ['epochs', 'seed'], undefined],
  ['x', [], undefined],
  ['y', ['x'], undefined],
  ['SYMM', ['SYM'], 'SYM'],
  ['nre', ['cls', 'ner'], 'ner'],
  ['CODE', ['BOD', 'DIS'], undefined],
])('%s among %j: %s', (typed, known, expected) => {
  expect(nearestName(typed, known)).toBe(expected)
})
