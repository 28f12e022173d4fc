import { expect, test } from 'vitest'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { parseSettings } from '../config/index.ts'
import { errorWithFlags, withFlags } from './flags-told.ts'

test.each([
  ['textColumn 指定的列，或 labelColumn', '--text-column 指定的列，或 --label-column'],
  ['设 offsets: codepoint，或改正位置', '设 --offsets codepoint，或改正位置'],
  ['leave out it, or use head: softmax', 'leave out it, or use --head softmax'],
  [
    '--repair-tags（库中为 repairTags: true），--repair-tags (in the library repairTags: true)',
    '--repair-tags（库中为 repairTags: true），--repair-tags (in the library repairTags: true)',
  ],
  ...[
    '--text-column 药名（库中为 textColumn、labelColumn）',
    'as in --text-column x (textColumn and labelColumn in the library)',
  ].map((text) => [text, text] as [string, string]),
  ['the seed, the head and 3 epochs', 'the seed, the head and 3 epochs'],
])('%s', (text, told) => {
  expect(withFlags(text)).toBe(told)
})

test('an error names options, and quotes data as they are', () => {
  const fail = defineErrors({
    E_TEST: {
      zh: { what: '没有 {option}：“{line}”', fix: '用 idColumn 指明' },
      en: { what: 'no {option}: "{line}"', fix: 'name it by idColumn' },
    },
  })
  const told = errorWithFlags(
    fail('E_TEST', { option: 'textColumn', line: '列 textColumn 是空的' }, { file: 'a.csv' }),
  )
  expect(told.what('zh')).toBe('没有 --text-column：“列 textColumn 是空的”')
  expect(told.fix('en')).toBe('name it by --id-column')
  expect(told.place).toEqual({ file: 'a.csv' })
})

test('settings that do not go together are told by their options', () => {
  try {
    parseSettings({ head: 'crf', labelSmoothing: 0.1 })
    expect.unreachable()
  } catch (error) {
    const told = errorWithFlags(error as Parameters<typeof errorWithFlags>[0])
    expect(told.fix('en')).toBe('leave out --label-smoothing, or use --head softmax')
  }
})

test('a setting of a configuration file keeps the name that it has there', () => {
  try {
    parseSettings({ learningRate: 5000 })
    expect.unreachable()
  } catch (error) {
    const { texts, code, values } = error as HanTuneError
    const inFile = new HanTuneError(code, texts, values, { file: 'a.yaml', line: 3 })
    expect(errorWithFlags(inFile).message).toContain('learningRate')
    expect(errorWithFlags(error as HanTuneError).message).toContain('--lr')
  }
})
