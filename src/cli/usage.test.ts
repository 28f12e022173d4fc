import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { VERSION } from '../base/version.ts'

const cwd = temporaryFolder()

describe('asked for', () => {
  test('--version', async () => {
    expect(await hantune(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' })
  })

  test('help, in both languages', async () => {
    const zh = await hantune(['train', '--help', '--lang', 'zh'])
    expect(zh.code).toBe(0)
    expect(zh.stdout).toMatch(/用法： hantune train \[DATA…\] \[选项\]/)
    expect(zh.stdout).toMatch(/--epochs <N> +训练轮数/)
    expect(zh.stdout).not.toMatch(/Usage|Options/)
    const en = await hantune(['help', 'train'])
    expect(en).toMatchObject({ code: 0, stderr: '' })
    expect(en.stdout).toMatch(/Usage: hantune train \[DATA…\] \[options\]/)
    const serve = await hantune(['serve', '--help'])
    expect(serve.stdout.replaceAll(/\s+/g, ' ')).toMatch(/--threads <N> [^-]*shared among models × workers/)
  })

  test('no command at all: help, and a failure', async () => {
    const { code, stdout, stderr } = await hantune([], { language: 'zh' })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/train \[DATA…\]/)
  })
})

const REFUSED: readonly (readonly [args: string, code: string, says: string])[] = [
  ['trian x', 'E_CLI_COMMAND', '"trian" (≈ train)'],
  ['train x --epoch 3', 'E_CLI_OPTION', '"--epoch" (≈ --epochs)'],
  ['train x --epoch=3', 'E_CLI_OPTION', '"--epoch" (≈ --epochs)'],
  ['train', 'E_CLI_ARGUMENT_MISSING', 'DATA'],
  ['evaluate run', 'E_CLI_ARGUMENT_MISSING', 'DATA'],
  ['evaluate run data more', 'E_CLI_EXCESS', '"more"'],
  ['train x --epochs', 'E_CLI_OPTION_VALUE_MISSING', '--epochs <N>'],
  ['train x --out --seed=3', 'E_CLI_OPTION_VALUE_MISSING', '--out <FOLDER>'],
  ['train x --epochs abc', 'E_CLI_VALUE', '--epochs cannot be "abc"'],
  ['train x --epochs 1e1', 'E_CLI_VALUE', '"1e1"'],
  ['train x --epochs 0', 'E_CLI_VALUE', '> 0'],
  ['train x --lr 0', 'E_CLI_VALUE', '--lr cannot be 0'],
  ['train x --lr 0x10', 'E_CLI_VALUE', '"0x10"'],
  ['train x --rate bert=2', 'E_CLI_VALUE', '--rate cannot be 2'],
  ['train x --class-weights even', 'E_CLI_VALUE', 'balanced'],
  ['train x --head crf --focal-gamma 2', 'E_SETTING_CRF_LOSS', '--focal-gamma'],
  ['train --config none.yaml', 'E_CONFIG_READ', 'none.yaml'],
  ['train --config x', 'E_CONFIG_ROOT', 'x'],
  ['train x --granularity word', 'E_CLI_VALUE', 'character | piece'],
  ['train x --task nre', 'E_CLI_VALUE', '"nre" (≈ ner)'],
  ['train x --lang fr', 'E_CLI_VALUE', 'zh | en'],
  ['predict run', 'E_CLI_NO_TEXT', '--input'],
  ['predict run 北京 ', 'E_CLI_TEXT_EMPTY', 'text 2'],
  ['predict run text --input file', 'E_CLI_TEXT_TWICE', '--input'],
  ['predict . text', 'E_RUN_ABSENT', 'hantune.json'],
  ['train no-such-file', 'E_DATA_NOT_FOUND', 'no-such-file'],
  ['train x --out .', 'E_RUN_EXISTS', 'overwrites no result'],
  ['train --ui --epochs 3', 'E_CLI_UI_DATA', 'the page alone takes no --epochs'],
  ['train x --seed 1.5', 'E_CLI_VALUE', '0, 1, 2 …'],
  ['serve x --max-queue 100', 'E_CLI_VALUE', '--max-texts'],
  ['serve x --max-per-client 500', 'E_CLI_VALUE', '≤ 256 (--max-concurrency)'],
  ['serve x --max-per-client 65 --max-concurrency 64', 'E_CLI_VALUE', '≤ 64 (--max-concurrency)'],
]

test.each(REFUSED)('hantune %s: %s', async (args, code, says) => {
  writeFileSync(join(cwd, 'x'), '')
  const result = await hantune([...args.split(' '), '--json'], { cwd })
  expect(result.code).toBe(2)
  expect(result.stderr).toMatch(new RegExp(`^\\[${code}\\] .+\\n {2}How to fix: .+\\n$`))
  expect(result.stderr).toContain(says)
  expect(jsonLines(result.stdout)).toEqual([
    {
      ...{ event: 'error', code, what: expect.any(String), fix: expect.any(String) },
      place: expect.any(Object),
      texts: {
        zh: { what: expect.stringMatching(/\p{Script=Han}/u), fix: expect.stringMatching(/\p{Script=Han}/u) },
        en: { what: expect.any(String), fix: expect.any(String) },
      },
    },
  ])
})

test('errors of use are Chinese where the locale is', async () => {
  const { stderr } = await hantune(['train', 'x', '--epoch', '3'], { language: 'zh' })
  expect(stderr).toBe(
    '[E_CLI_OPTION] 没有选项 "--epoch" (≈ --epochs)\n  解决办法：查看可用的选项：hantune train --help\n',
  )
})

test('a command line that ONNX Runtime would not survive is refused with the way round it', async () => {
  const { code, stderr } = await hantune(['predict', 'runs/none', '长'.repeat(5000)], { language: 'en' })
  expect(code).toBe(2)
  expect(stderr).toContain('[E_CLI_TOO_LONG] the command line is too long: 15018 bytes')
  expect(stderr).toContain('--input')
})
