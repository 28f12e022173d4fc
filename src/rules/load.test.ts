import { expect, test, vi } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { faultOf, testFolder } from './_testing.case.ts'
import { lexiconOf, loadRules } from './index.ts'

const file = testFolder()
const tagged = (path: string, text: string) =>
  loadRules(path)
    .tag(text)
    .map(({ label, text }) => `${label} ${text}`)
const NOTE = '患者有糖尿病，口服阿司匹林。'
const FOUND = ['DIS 糖尿病', 'DRU 阿司匹林']

test('every way to write a lexicon gives the same entities', () => {
  expect(tagged(file('.txt', '\uFEFF# 词典\r\n\r\n糖尿病\tDIS\r\n阿司匹林\tDRU\tforce\r\n'), NOTE)).toEqual(
    FOUND,
  )
  expect(tagged(file('.csv', '词,类型\n糖尿病,DIS\n"阿司匹林",DRU\n'), NOTE)).toEqual(FOUND)
  expect(tagged(file('.csv', '糖尿病,DIS\n阿司匹林,DRU,force\n'), NOTE)).toEqual(FOUND)
  expect(tagged(file('.json', '{"DIS": ["糖尿病"],\n "DRU": ["\\u963f司匹林"], "DIS": []}'), NOTE)).toEqual(
    FOUND,
  )
  expect(tagged(file('.yml', 'DIS: [糖尿病]\nDRU:\n  - 阿司匹林\n'), NOTE)).toEqual(FOUND)
  expect(
    tagged(file('.yaml', '- { label: DIS, words: [糖尿病] }\n- label: DRU\n  pattern: 阿司.林\n'), NOTE),
  ).toEqual(FOUND)
})

test('repeated rules count once and are told', () => {
  const { notes, size } = loadRules(file('.txt', '糖尿病\tDIS\n高血压\tDIS\n糖尿病\tDIS\n糖尿病\tDIS\n'))
  expect(size).toBe(2)
  expect(notes).toMatchObject([{ code: 'repeated', count: 2, text: expect.stringContaining('3') }])
})

test.each([
  ['two types', '.txt', '糖尿病\tDIS\n高血压\tDIS\n糖尿病\tSYM\n', 'E_RULES_CONFLICT', 3],
  ['forced and forbidden', '.txt', '糖尿病\tDIS\n糖尿病\t*\tforbid\n', 'E_RULES_CONFLICT', 2],
  ['no type', '.txt', '# a\n糖尿病\n', 'E_RULES_LINE', 2],
  ['a blank in the place of a TAB', '.txt', '糖尿病 DIS\n', 'E_RULES_LINE', 1],
  ['outer blanks', '.txt', '糖尿病 \tDIS\n', 'E_RULES_WORD', 1],
  ['no word', '.txt', '\tDIS\n', 'E_RULES_WORD', 1],
  ['any type forced', '.txt', '糖尿病\t*\n', 'E_RULES_TYPE', 1],
  ['an unknown action', '.txt', '糖尿病\tDIS\tforced\n', 'E_RULES_ACTION', 1],
  ['an open quote', '.csv', '糖尿病,DIS\n"高血压,DIS\n', 'E_RULES_SYNTAX', 2],
  ['one column', '.csv', '糖尿病,DIS\n高血压\n', 'E_RULES_LINE', 2],
  ['a word with CR', '.csv', '糖尿病,DIS\r\n"高\r血压",DIS\r\n', 'E_RULES_WORD', 2],
  ['an open quote after cells with CR', '.csv', '糖尿病,DIS\n"a\rb",DIS\n"高血压,DIS\n', 'E_RULES_SYNTAX', 3],
  ['a comma at the end', '.json', '{\n"DIS": ["糖尿病",\n]}', 'E_RULES_SYNTAX', 3],
  ['a number', '.json', '{"DIS": ["糖尿病",\n 5]}', 'E_RULES_SYNTAX', 2],
  ['something behind', '.json', '{"DIS": ["糖尿病"]}\n{}', 'E_RULES_SYNTAX', 2],
  ['an unknown key', '.yaml', '- label: DIS\n  patern: a\n', 'E_RULES_KEY', 2],
  ['words and pattern', '.yaml', '- label: DIS\n  pattern: a\n  words: [a]\n', 'E_RULES_SYNTAX', 1],
  ['an open bracket', '.yaml', '- { label: DATE, pattern: "\\\\d[" }\n', 'E_RULES_PATTERN', 1],
  ['lookahead', '.yaml', '- { label: DATE, pattern: "a(?=b)" }\n', 'E_RULES_PATTERN', 1],
  ['an empty match', '.yaml', '\n- { label: DATE, pattern: "\\\\d*" }\n', 'E_RULES_PATTERN_EMPTY', 2],
  ['unknown flags', '.yaml', '- { label: DATE, pattern: a, flags: g }\n', 'E_RULES_FLAGS', 1],
  ['nothing', '.txt', '# nothing\n', 'E_RULES_EMPTY', undefined],
  ['nothing', '.yaml', '', 'E_RULES_EMPTY', undefined],
])('%s (%s) is refused, with its line', (_, ending, content, code, line) => {
  expect(faultOf(() => loadRules(file(ending, content)))).toEqual({ code, line })
})

test('an empty match is told in the reader’s own words, with a way out that fits', () => {
  let error: unknown
  try {
    loadRules(file('.yaml', "- { label: DIS, pattern: 'x*' }\n"))
  } catch (fault) {
    error = fault
  }
  if (!(error instanceof HanTuneError)) throw new Error('nothing was refused')
  expect(error.render('en')).not.toMatch(/\p{Script=Han}|lookaround/u)
  expect(error.render('zh')).not.toMatch(/matches|断言/)
  expect(error.render('zh')).toMatch(/x\*.*空串/)
})

test('one is told as one', () => {
  const error = (lines: string) => {
    try {
      return loadRules(file('.txt', lines)).notes[0]?.text
    } catch (fault) {
      return (fault as HanTuneError).what('en')
    }
  }
  vi.stubEnv('HANTUNE_LANG', 'en')
  expect(error('糖尿病\tDIS\n糖尿病\tSYM\n')).toContain('(1 conflict in all)')
  expect(error('糖尿病\tDIS\n糖尿病\tSYM\n糖尿病\tDRU\n')).toContain('(2 conflicts in all)')
  expect(error('糖尿病\tDIS\n糖尿病\tDIS\n')).toContain('rules 1 time,')
  vi.unstubAllEnvs()
})

test('bad bytes and absent files are refused', () => {
  expect(faultOf(() => loadRules(file('.txt', Uint8Array.of(0xff, 0x80, 9, 65)))).code).toBe('E_RULES_READ')
  expect(faultOf(() => loadRules('absent.txt')).code).toBe('E_RULES_NOT_FOUND')
})

test('the lexicon of a training set: each name with its most frequent type', () => {
  const origin = { file: 'train', line: 1 }
  const record = (label: string) => ({ text: '北京站', entities: [{ start: 0, end: 2, label }], origin })
  const rules = lexiconOf([record('LOC'), record('ORG'), record('LOC')])
  expect(rules.tag('去北京')).toMatchObject([{ label: 'LOC', text: '北京', start: 1, end: 3 }])
  expect(rules.notes).toMatchObject([{ code: 'ambiguous', count: 1 }])
  expect(rules.knows('北京', 'LOC')).toBe(true)
  expect(rules.knows('北京', 'ORG')).toBe(false)
})

test('a hundred thousand lines load', () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, i) => `药${String.fromCharCode(0x4e00 + (i % 5000))}${i}\tDRU`,
  )
  const rules = loadRules(file('.txt', lines.join('\n')))
  expect(rules.size).toBe(100_000)
  expect(rules.tag(`服用${lines[77_777]!.split('\t')[0]}两天`)).toHaveLength(1)
}, 60_000)

test('a first row that names the columns is no rule', () => {
  for (const [ending, head] of [
    ['.csv', '药名,类型'],
    ['.csv', '词条,类别'],
    ['.csv', 'Term,Label'],
    ['.csv', '实体,标签,动作'],
    ['.txt', '词\t类型'],
  ] as const) {
    const row = ending === '.csv' ? '糖尿病,DIS' : '糖尿病\tDIS'
    const rules = loadRules(file(ending, `${head}\n${row}\n`))
    expect(rules.size).toBe(1)
    expect(rules.labels).toEqual(['DIS'])
  }
  // A type that other rows have is a type, whatever it is called.
  expect(loadRules(file('.csv', '名称,标签\n红字,标签\n')).size).toBe(2)
  expect(faultOf(() => loadRules(file('.csv', '名称,分组\n糖尿病,DIS\n')))).toEqual({
    code: 'E_RULES_HEADER',
    line: 1,
  })
})

test('a lexicon of another encoding or kind is told as such', () => {
  // 糖尿病,疾病 in GBK
  const gbk = Uint8Array.of(0xcc, 0xc7, 0xc4, 0xf2, 0xb2, 0xa1, 0x2c, 0xbc, 0xb2, 0xb2, 0xa1)
  expect(faultOf(() => loadRules(file('.csv', gbk))).code).toBe('E_RULES_GBK')
  const zip = Uint8Array.of(0x50, 0x4b, 3, 4, 0xff, 0xfe, 0xfd)
  expect(faultOf(() => loadRules(file('.xlsx', zip))).code).toBe('E_RULES_BINARY')
})

test('rules of a file know its SHA-256, others none', () => {
  // Of the bytes, with the mark at their beginning: what sha256sum says.
  expect(loadRules(file('.txt', '\uFEFF糖尿病\tDIS\n')).digest).toMatch(/^[0-9a-f]{64}$/)
  expect(loadRules(file('.txt', 'ab\tDIS\n')).digest).toBe(
    'f97bcc0e7909ee01d807e65d0ab2d39480a68c7e78685fd934d8c0d14e691ca8',
  )
  expect(lexiconOf([]).digest).toBeUndefined()
})
