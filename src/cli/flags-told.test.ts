import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { choicesFor, parseSettings } from '../config/index.ts'
import { errorWithFlags, withFlags } from './flags-told.ts'
import { FLAGS } from './setting-flags.ts'

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
  ['check the offsets: in a whole file', 'check the offsets: in a whole file'],
  ['the seed, the head and 3 epochs', 'the seed, the head and 3 epochs'],
])('%s', (text, told) => {
  expect(withFlags(text)).toBe(told)
})

test('what a message says in prose stays as it is', () => {
  const texts = messages()
  expect(texts.length).toBeGreaterThan(500)
  const isNamed = (flag: string) => NAMES.some((name) => /[A-Z]/.test(name) && FLAGS[name].flag === flag)
  const wrong = texts.filter((text) => {
    const before = new Set(text.match(FLAG_WITH_NEXT))
    return (withFlags(text).match(FLAG_WITH_NEXT) ?? []).some((found) => {
      const [flag, value] = found.split(' ') as [string, string | undefined]
      const name = NAMES.find((one) => FLAGS[one].flag === flag)
      return !before.has(found) && !isNamed(flag) && !(name && choicesFor(name)?.includes(value ?? ''))
    })
  })
  expect(wrong).toEqual([])
})

const NAMES = Object.keys(FLAGS) as (keyof typeof FLAGS)[]
const FLAG_WITH_NEXT = /--[a-z0-9-]+(?: [\w-]+)?/g

/** What every error says and advises, as it is written in the sources. */
function messages(): string[] {
  const root = join(import.meta.dirname, '..')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  return sources.flatMap((name) =>
    [...readFileSync(join(root, name), 'utf8').matchAll(/\b(?:what|fix):\s+'((?:[^'\\\n]|\\.)*)'/g)].map(
      ([, text]) => text!,
    ),
  )
}

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
