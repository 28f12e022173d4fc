import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CliResult, hantune, jsonLines, MAIN } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'

const cwd = temporaryFolder()
const { bio, tsv, model } = writeTiny(cwd)
const train = (data: string, more: string) => {
  const args = ['train', data, '--dev', data, '--model', model, '--threads', '1', ...more.split(' ')]
  return hantune(args, { cwd })
}

describe('the commands that train tells', () => {
  /** Runs a line of a POSIX shell as it was printed, but with the programs' full paths. */
  const shell = (line: string) => {
    const [before, args] = line.trim().split(/node \S*main\.js /) as [string, string]
    return execFileSync('sh', ['-c', `${before}'${process.execPath}' '${MAIN}' ${args}`], {
      cwd,
      encoding: 'utf8',
    })
  }
  const told = (stdout: string, name: string) =>
    stdout.split('\n').find((line) => line.startsWith('  ') && line.includes(`main.js ${name} `))!

  test('carry the options by which the data were read', async () => {
    const [head, ...rows] = ['text,label', ...readFileSync(tsv, 'utf8').trim().split('\n')]
    const csv = rows.map((row, i) => `${row.replace('\t', ',')}${i % 3 === 0 ? '|常见' : ''}`)
    writeFileSync(join(cwd, 'multi.csv'), [head, ...csv, ''].join('\n'))
    const { stdout } = await train('multi.csv', '--out runs/multi --epochs 1 --label-separator |')
    const evaluate = told(stdout, 'evaluate')
    expect(evaluate).toMatch(/evaluate runs\/multi multi\.csv --label-separator '\|'$/)
    expect(shell(evaluate)).toMatch(/24/)
    const flags = ['multi.csv', '--label-separator', '|', '--json', '--threshold']
    const [none, all] = await Promise.all(
      ['1', '0.000001'].map((x) => hantune(['evaluate', 'runs/multi', ...flags, x], { cwd })),
    )
    const recall = (result: CliResult | undefined) =>
      jsonLines(result!.stdout).at(-1) as { micro: { recall: number } }
    expect([none, all].map((result) => recall(result).micro.recall)).toEqual([0, 1])
    const low = await hantune(['predict', 'runs/multi', '好', '--threshold', '0.000001'], { cwd })
    expect(jsonLines(low.stdout)).toMatchObject([{ labels: ['好评', '差评', '常见'].sort() }])
    const { code, stderr } = await hantune(['evaluate', 'runs/multi', 'multi.csv'], { cwd })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/E_DATA_TASK.*\n.*--label-separator/),
    })
  })

  test('give a model of pairs two texts', async () => {
    const lines = readFileSync(tsv, 'utf8').trim().split('\n')
    const pairs = lines.map((line, i) => `{"text":"${line.split('\t')[0]}","pair":"好","label":"${i % 2}"}\n`)
    writeFileSync(join(cwd, 'pairs.jsonl'), pairs.join(''))
    const { stdout } = await train('pairs.jsonl', '--out runs/pair --epochs 1')
    const predicted = shell(told(stdout, 'predict'))
    expect(jsonLines(predicted)).toMatchObject([{ text: 'first text', pair: 'second text' }])
    const wrong = await hantune(['predict', 'runs/pair', '好\t坏', '--threshold', '0.3'], { cwd })
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('E_CLI_THRESHOLD_TASK') })
  })

  test('check the same data; where entities overlap nothing is said of going on', async () => {
    const overlap =
      '{"text":"北京大学","entities":[[0,2,"LOC"],[0,4,"ORG"]]}\n{"text":"上海","entities":[[0,2,"LOC"]]}\n'
    writeFileSync(join(cwd, 'overlap.jsonl'), overlap)
    const { code, stdout, stderr } = await hantune(
      ['train', 'overlap.jsonl', '--dev', bio, '--model', model],
      { cwd },
    )
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('E_TASK_OVERLAP') })
    expect(stdout).not.toContain('training goes on')
    expect(stdout).toMatch(/main\.js data check overlap\.jsonl --dev \S+places\.bio\)/)
  })
})
