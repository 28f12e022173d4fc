import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'

const cwd = temporaryFolder()
const { bio, model } = writeTiny(cwd)
const { epochs, batchSize, learningRate } = TINY_SETTINGS

beforeAll(async () => {
  const settings = `--epochs ${epochs} --batch-size ${batchSize} --lr ${learningRate} --threads 1 --patience 0`
  const args = ['train', bio, '--dev', bio, '--model', model, '--out', 'run', ...settings.split(' ')]
  // On a slow machine progress stands on stderr.
  expect(await hantune(args, { cwd })).toMatchObject({ code: 0 })
}, 120_000)

test('compare: the model beside a lexicon, for people and for scripts', async () => {
  writeFileSync(join(cwd, 'few.txt'), '北京\tLOC\n')
  const run = (...more: string[]) => hantune(['compare', 'run', bio, ...more], { cwd })
  writeFileSync(join(cwd, 'other.txt'), '北京\tLOCS\n')
  const other = await run('--lexicon', 'other.txt')
  expect(other.stderr).toMatch(/^other\.txt: .*these types: LOCS \(≈ LOC\);/m)
  const [people, scripts, own] = await Promise.all([
    run('--baseline', 'lexicon', '--lexicon', 'few.txt'),
    run('--lexicon', 'few.txt', '--json', '--examples', '1'),
    run('--train', bio, '--json'),
  ])
  expect(people.code).toBe(0)
  expect(people.stdout).toMatch(
    /lexicon few\.txt \(1 rule\).*LOC .*[+−]\d+\.\d\d points.*names not in the lexicon +\d.*found by the model only/s,
  )
  const [event] = jsonLines(scripts.stdout) as [Record<string, Record<string, Record<string, number>>>]
  expect(event).toMatchObject({ event: 'lexicon-comparison', records: 40, rules: 1 })
  expect(event.names!.known).toMatchObject({ lexicon: 1 })
  expect(event.names!.unseen).toMatchObject({ lexicon: 0 })
  expect(event.names!.unseen!.support).toBeGreaterThan(0)
  expect(event.examples!.onlyModel).toHaveLength(1)
  expect(jsonLines(own.stdout)).toMatchObject([
    { names: { unseen: { support: 0, model: null, lexicon: null } } },
  ])
})

test('compare: what is wrong is told', async () => {
  const run = async (...args: string[]) => {
    const { code, stderr } = await hantune(['compare', ...args], { cwd })
    return [code, /\[(\w+)\]/.exec(stderr)?.[1]]
  }
  writeFileSync(join(cwd, 'bad.txt'), '北京\tLOC\n北京\tPER\n')
  expect(
    await Promise.all([
      run('run', bio),
      run('run', bio, '--lexicon', 'bad.txt'),
      run('run', bio, '--lexicon', 'absent.txt'),
      run('run', bio, '--train', bio, '--baseline', 'lexicons'),
      run('run', `places=${bio}`, '--train', bio),
      run('run', bio, '--train', bio, '--lexicon', 'bad.txt'),
    ]),
  ).toEqual([
    [2, 'E_CLI_COMPARE_LEXICON'],
    [2, 'E_RULES_CONFLICT'],
    [2, 'E_RULES_NOT_FOUND'],
    [2, 'E_CLI_VALUE'],
    [2, 'E_CLI_LEXICON_NO_TASK'],
    [2, 'E_CLI_COMPARE_BOTH'],
  ])
})

test('predict --lexicon: rules override, and what they took away is told', async () => {
  writeFileSync(
    join(cwd, 'rules.yaml'),
    '- { label: LOC, words: [北京], action: forbid }\n- { label: TIME, pattern: 明天 }\n',
  )
  const args = ['predict', 'run', '我在北京工作', '😀明天到苏州开会', '--lexicon', 'rules.yaml']
  const { code, stdout, stderr } = await hantune(args, { cwd })
  // A type that only the lexicon has is told once, with the model's own.
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^rules\.yaml: .*these types: TIME; .*types: LOC\n$/),
  })
  expect(jsonLines(stdout)).toEqual([
    {
      text: '我在北京工作',
      entities: [],
      removed: [expect.objectContaining({ text: '北京', start: 2, end: 4 })],
    },
    {
      text: '😀明天到苏州开会',
      entities: [
        { label: 'TIME', text: '明天', start: 2, end: 4, score: 1, source: 'rule' },
        expect.objectContaining({ label: 'LOC', text: '苏州', start: 5, end: 7 }),
      ],
    },
  ])
  expect(existsSync(join(cwd, 'runs'))).toBe(false)
})
