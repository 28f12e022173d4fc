import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'

const cwd = temporaryFolder()
const data = (args: string) => hantune(['data', ...args.split(' ')], { cwd, language: 'en' })

test('--task keeps lists of one label each, in every command around data', async () => {
  const lines = [0, 1, 2, 3].map((i) => JSON.stringify({ text: `文本${i}`, labels: [i % 2 ? 'a' : 'b'] }))
  writeFileSync(join(cwd, 'singles.jsonl'), `${lines.join('\n')}\n`)
  await data('convert singles.jsonl --to jsonl --task multi --out lists.jsonl')
  expect(jsonLines(readFileSync(join(cwd, 'lists.jsonl'), 'utf8')).map(({ labels }) => labels)).toEqual([
    ['b'],
    ['a'],
    ['b'],
    ['a'],
  ])
  const stats = await data('stats singles.jsonl --task multi --json')
  expect(jsonLines(stats.stdout)).toMatchObject([{ task: 'multi' }])
  const sample = await data('sample singles.jsonl --task multi --json')
  expect(jsonLines(sample.stdout)[0]).toHaveProperty('labels')
  const split = await data('split singles.jsonl --task multi --ratio 1:1 --near off --out lists')
  expect(split.stdout).toMatch(/train lists\/train\.jsonl --dev lists\/dev\.jsonl --task multi/)
  const augment = await data('augment singles.jsonl --task multi --augment join --json')
  expect(augment.stderr).not.toContain('E_CLI_OPTION')
})
