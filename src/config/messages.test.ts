import { expect, test } from 'vitest'
import { parseSettings } from './index.ts'

const cases = [
  [{ epochs: 0 }, 'epochs', '0', '> 0'],
  [{ epochs: 1.5 }, 'epochs', '1.5', '1, 2, 3 …'],
  [{ epochs: 'ten' }, 'epochs', '"ten"', '1, 2, 3 …'],
  [{ learningRate: 'small' }, 'learningRate', '"small"', '1, 0.5, 2e-5 …'],
  [{ rates: { a: 'small' } }, 'rates.a', '"small"', '1, 0.5, 2e-5 …'],
  [{ seed: 1.5 }, 'seed', '1.5', '0, 1, 2 …'],
  [{ trainLayers: 1.5 }, 'trainLayers', '1.5', 'all | 0, 1, 2 …'],
  [{ learningRate: 2 }, 'learningRate', '2', '≤ 1'],
  [{ seed: -1 }, 'seed', '-1', '≥ 0'],
  [{ granularity: 'word' }, 'granularity', '"word"', 'character | piece'],
  [{ recompute: 1 }, 'recompute', '1', 'true | false'],
] as const

test.each(cases)('%j is refused with what is allowed', (input, name, value, allowed) => {
  const values = { name, value, allowed }
  expect(() => parseSettings(input)).toThrow(expect.objectContaining({ code: 'E_SETTING_VALUE', values }))
})
