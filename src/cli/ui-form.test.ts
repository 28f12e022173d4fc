import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { SETTING_NAMES } from '../config/index.ts'
import { StartForm } from '../ui/index.ts'
import { splitUiOptions } from './train-ui.ts'
import { SETTINGS_FORM } from './ui-form.ts'

const folder = temporaryFolder()
const before = process.cwd()
const started: { args: readonly string[]; out: string; started: unknown }[] = []
const training = {
  start: (args: readonly string[], out: string, how: unknown) => started.push({ args, out, started: how }),
  stop() {},
}
let isBusy = false
const form = new StartForm(SETTINGS_FORM, 'runs', training, () => isBusy)

beforeAll(() => {
  process.chdir(folder)
  mkdirSync('my data')
  for (const name of ['my data/it’s $(x).bio', 'a.bio', "b'c.tsv", '-x.bio']) writeFileSync(name, 'x O\n')
  mkdirSync(join('runs', 'taken'), { recursive: true })
  writeFileSync(join('runs', 'taken', 'config.yaml'), '')
})
afterAll(() => process.chdir(before))

const errorsOf = (values: Record<string, string>) => form.command({ train: 'a.bio', ...values }, 'en').errors

describe('the start form', () => {
  test('has a field for every setting, in both languages', () => {
    const { fields, groups } = form.describe()
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining([...SETTING_NAMES]))
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
    for (const { group } of fields) expect(groups.map(({ name }) => name)).toContain(group)
  })

  test('says a command that a shell takes apart as it was meant', () => {
    const values = {
      train: 'my data/it’s $(x).bio',
      dev: "b'c.tsv",
      epochs: '3',
      freeze: 'bert.*\nner; rm',
      check: 'false',
    }
    const { command, errors, run } = form.command(values, 'en')
    expect([errors, run]).toEqual([{}, 'it-s-x-'])
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command.slice('hantune '.length)}`], {
      encoding: 'utf8',
    })
    form.start(values)
    expect(words.trimEnd().split('\n')).toEqual(started.at(-1)!.args)
    expect(started.at(-1)).toMatchObject({
      started: { command, values },
      args: [
        ...['train', 'my data/it’s $(x).bio', '--dev', "b'c.tsv", '--out', 'runs/it-s-x-'],
        ...['--epochs', '3', '--freeze', 'bert.*', '--freeze', 'ner; rm', '--no-check'],
      ],
      out: 'runs/it-s-x-',
    })
  })

  test.each([
    ['train', '', 'E_UI_NEEDED'],
    ['train', 'absent.bio', 'E_UI_NO_FILE'],
    ['train', '-x.bio', 'E_UI_DASH'],
    ['model', '/no/such', 'E_HUB_ID'],
    ['resumeFrom', 'runs/absent', 'E_RUN_ABSENT'],
    ['resumeFrom', 'runs/taken', 'E_RUN_ABSENT'],
    ['dev', 'ner=absent.bio', 'E_UI_NO_FILE'],
    ['task', 'poetry', 'E_UI_TASK'],
    ['run', '../elsewhere', 'E_UI_RUN_NAME'],
    ['run', '/tmp/x', 'E_UI_RUN_NAME'],
    ['run', '-x', 'E_UI_RUN_NAME'],
    ['run', '..', 'E_UI_RUN_NAME'],
    ['run', 'a:b', 'E_UI_RUN_NAME'],
    ['run', 'a\u202eb', 'E_UI_RUN_NAME'],
    ['run', '长'.repeat(67), 'E_UI_RUN_NAME'],
    ['run', 'taken', 'E_UI_RUN_EXISTS'],
    ['epochs', 'three', 'E_CLI_VALUE'],
    ['epochs', '0', 'E_SETTING_VALUE'],
    ['learningRate', '1,5', 'E_CLI_VALUE'],
    ['check', 'maybe', 'E_CLI_VALUE'],
    ['task', 'ner\ncls', 'E_UI_ONE_LINE'],
    ['model', 'x\ny', 'E_UI_ONE_LINE'],
    ['run', 'x\ny', 'E_UI_ONE_LINE'],
    ['textColumn', 'x\ny', 'E_UI_ONE_LINE'],
    ['taskRates', 'ner=1\nner=2', 'E_CLI_KEY_TWICE'],
  ])('%s: %j is told at its field', (name, value, code) => {
    const errors = errorsOf({ [name]: value })
    expect(Object.keys(errors)).toEqual([name])
    expect(errors[name]).toMatchObject({ code })
    expect(() => form.start({ train: 'a.bio', [name]: value })).toThrowError(
      expect.objectContaining({ code: 'E_UI_FORM' }),
    )
  })

  test('blanks that belong to a value are kept, others are slips', () => {
    const values = { train: ' blank.bio\n  a.bio ', labelSeparator: ' ', epochs: ' 3 ', model: '  hfl/rbt3 ' }
    writeFileSync(' blank.bio', 'x O\n')
    expect(form.command({ train: ' blank.bio', labelSeparator: ' ' }, 'en')).toMatchObject({ errors: {} })
    form.start({ ...values, train: 'a=a.bio\nb= blank.bio' })
    expect(started.at(-1)!.args).toEqual([
      ...['train', 'a=a.bio', 'b= blank.bio', '--model', 'hfl/rbt3', '--out', expect.any(String)],
      ...['--epochs', '3', '--label-separator', ' '],
    ])
    form.start(values)
    expect(started.at(-1)!.args.slice(1, 3)).toEqual([' blank.bio', 'a.bio'])
  })

  test.each(['第 2 次 (CRF)', 'a+b, c=d', '𠮷野'])('a run may be named %j', (name) => {
    expect(errorsOf({ run: name })).toEqual({})
    form.start({ train: 'a.bio', run: name })
    expect(started.at(-1)!.out).toBe(join('runs', name))
  })

  test('what is no field is refused with the nearest', () => {
    const odd = expect.objectContaining({ code: 'E_UI_FIELD', message: expect.stringContaining('epochs') })
    expect(() => form.command({ train: 'a.bio', epoch: '3' }, 'en')).toThrowError(odd)
    expect(() => form.start({ train: 'a.bio', epoch: '3' })).toThrowError(odd)
  })

  test('settings that do not go together are told beside the fields', () => {
    expect(errorsOf({ head: 'crf', focalGamma: '2' })['']).toMatchObject({ code: 'E_SETTING_CRF_LOSS' })
  })

  test('two starting points are refused, and a second training', () => {
    expect(errorsOf({ model: 'x', resumeFrom: 'runs/a' }).resumeFrom).toMatchObject({
      code: 'E_UI_ONE_START',
    })
    for (const name of ['model', 'resumeFrom'])
      expect(errorsOf({ [name]: '--out' })[name]).toMatchObject({ code: 'E_UI_DASH' })
    isBusy = true
    expect(() => form.start({ train: 'a.bio' })).toThrowError(expect.objectContaining({ code: 'E_UI_BUSY' }))
    isBusy = false
  })
})

test('options about the page', () => {
  const code = (name: string) => expect.objectContaining({ code: name })
  expect(splitUiOptions({ ui: true, uiPort: 0, model: 'x' })).toEqual({
    asked: { model: 'x' },
    page: { port: 0 },
  })
  expect(splitUiOptions({ model: 'x' })).toEqual({ asked: { model: 'x' }, page: undefined })
  expect(() => splitUiOptions({ uiPort: 7861 })).toThrowError(code('E_CLI_UI_PORT'))
  expect(() => splitUiOptions({ ui: true, seeds: 2 })).toThrowError(code('E_CLI_UI_ALONE'))
  expect(() => splitUiOptions({ ui: true, findLr: true })).toThrowError(code('E_CLI_UI_ALONE'))
})
