import { expect, test } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { fullError, publicError } from './errors.ts'

test('why a version is refused is told in the language that is asked for', () => {
  const texts = { zh: { what: '损坏', fix: '' }, en: { what: 'broken', fix: '' } }
  const error = new HanTuneError('E_RUN_SAMPLES', texts, {})
  expect(publicError(error, 'zh')).toEqual({ code: 'E_RUN_SAMPLES', what: '损坏' })
  expect(publicError(error, 'en')).toEqual({ code: 'E_RUN_SAMPLES', what: 'broken' })
  expect(fullError(new Error('x'))).toEqual({ code: 'E_INTERNAL', what: 'x' })
})
