import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { HanTuneError } from '../base/errors.ts'
import { dataGenerateCommand } from './commands/data-generate.ts'
import type { Output } from './output.ts'
import { newProgram } from './program.ts'

const folder = temporaryFolder()

/** Runs the command by itself, and gives what it says, or the code of its error. */
async function generate(
  json: boolean,
  ...args: string[]
): Promise<{ texts: string[]; events: object[]; code?: string }> {
  const [texts, events]: [string[], object[]] = [[], []]
  const output = {
    json,
    text: (text: string) => texts.push(text),
    event: (event: object) => json && events.push(event),
  }
  const { signal } = new AbortController()
  const context = {
    output: output as unknown as Output,
    signal,
    endsInOrder: () => signal,
    endsAtOnce: () => {},
  }
  try {
    const program = newProgram('about', '0', [dataGenerateCommand(context)])
    await program.parseAsync(['generate', ...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof HanTuneError)) throw error
    return { texts, events, code: error.code }
  }
  return { texts, events }
}

test('hospital: counts, the word synthetic, the share of unseen names by type', async () => {
  const { texts } = await generate(
    false,
    'hospital',
    '--out',
    join(folder, 'a'),
    '--records',
    '80',
    '--seed',
    '3',
  )
  expect(texts[0]).toMatch(/60.*10.*10.*(synthetic|合成)/)
  expect(texts[1]).toMatch(/DIS +\d+ +\d+ +\d+\.\d\d%/)
  expect(existsSync(join(folder, 'a/test.bio'))).toBe(true)
})

test('for scripts: one event; mistakes are told', async () => {
  const { events } = await generate(true, 'aml', '--out', join(folder, 'b'), '--records', '40')
  expect(events).toMatchObject([
    { event: 'generated', scenario: 'aml', synthetic: true, records: { train: 30, dev: 5, test: 5 } },
  ])
  const out = ['--out', join(folder, 'c')]
  expect((await generate(false, 'hospitals', ...out)).code).toBe('E_CLI_VALUE')
  expect((await generate(false, 'faults', ...out, '--records', '50')).code).toBe('E_SCENARIO_RECORDS')
  expect((await generate(false, 'faults')).code).toBe('E_CLI_OPTION_MISSING')
  // The first mistake is told first.
  expect((await generate(false, 'fault')).code).toBe('E_CLI_VALUE')
  expect(existsSync(join(folder, 'c'))).toBe(false)
})

test('a folder that holds something is refused; --overwrite replaces the files of the same name', async () => {
  const full = join(folder, 'full')
  mkdirSync(full)
  for (const name of ['train.bio', 'notes.txt']) writeFileSync(join(full, name), '我的')
  const args = ['hospital', '--out', full, '--records', '40']
  expect((await generate(false, ...args)).code).toBe('E_DATA_OUT_FULL')
  expect(readFileSync(join(full, 'train.bio'), 'utf8')).toBe('我的')
  expect(existsSync(join(full, 'README.md'))).toBe(false)
  expect((await generate(false, ...args, '--overwrite')).code).toBeUndefined()
  expect(readFileSync(join(full, 'train.bio'), 'utf8')).toMatch(/\tO\n/)
  expect(readFileSync(join(full, 'notes.txt'), 'utf8')).toBe('我的')
})
