import { expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'

const { file } = testFolder()

test.each([
  ['alone', '"未闭合,内科\n'],
  ['with doubled quotes after it', '"他说""疼"",内科\n'],
])('a quote that nothing closes is named by its own line: %s', (_, open) => {
  const rows = '"腹痛, ""急""\n一天",外科\n胸闷,内科\n'
  const error = errorOf(() => readDataset(file(`text,label\n${rows}${open}${'心慌,内科\n'.repeat(30)}`)))
  expect(error).toMatchObject({ code: 'E_DATA_CSV', place: { line: 5 } })
  expect(error.what('en')).toContain('at line 5')
})
