import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { trainTiny } from '../../test/support/tiny-run.ts'

let run = ''
beforeAll(async () => {
  run = await trainTiny({ head: 'softmax' })
})

const out = () => join(temporaryFolder(), 'out')

describe('export', () => {
  test('writes a folder that predict and evaluate take', async () => {
    const folder = out()
    const args = [
      'export',
      run,
      '--to',
      'onnx',
      '--quantize',
      'q8',
      '--max-drop',
      '5',
      '--out',
      folder,
      '--json',
    ]
    const { code, stdout } = await hantune([...args, '--threads', '1'])
    expect(code).toBe(0)
    const events = jsonLines(stdout) as { event: string }[]
    expect(events.map(({ event }) => event)).toEqual(['measuring', 'measuring', 'choice', 'export'])
    expect(events.at(-1)).toMatchObject({ folder, to: 'onnx', precision: 'q8', samples: { count: 5 } })
    const predicted = await hantune(['predict', folder, '去苏州的火车', '--threads', '1'])
    expect(jsonLines(predicted.stdout)).toMatchObject([
      { text: '去苏州的火车', entities: [{ text: '苏州' }] },
    ])
    const data = join(dirname(run), 'places.bio')
    const scored = await hantune(['evaluate', folder, data, '--threads', '1', '--json'])
    expect(jsonLines(scored.stdout).at(-1)).toMatchObject({ event: 'evaluation', name: 'ner', records: 40 })
  })

  test('tells people what was compared', async () => {
    const folder = out()
    const { stdout } = await hantune(['export', run, '--to', 'onnx', '--out', folder, '--threads', '1'], {
      language: 'zh',
    })
    expect(stdout).toMatch(/样本：5\/5 条标签与训练好的模型相同/)
    expect(stdout).toMatch(/ner 的 f1：[\d.]+ → [\d.]+（40 条验证记录）/)
    expect(stdout).toContain(`已导出到 ${folder}`)
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('## 中文')
  })

  test.each([
    ['', 'E_CLI_', '--to'],
    ['--lang zh', 'E_CLI_OPTION_REQUIRED', '缺少选项 --to <TARGET>'],
    ['--to onn', 'E_CLI_VALUE', '≈ onnx'],
    ['--to onnx --max-drop -1', 'E_CLI_VALUE', '0 … 100'],
    ['--to onnx --dev nor=x', 'E_EXPORT_DEV', 'ner'],
  ])('%s is refused: %s', async (args, code, says) => {
    const folder = out()
    const found = await hantune(['export', run, ...args.split(' ').filter(Boolean), '--out', folder])
    expect(found.code).not.toBe(0)
    expect(found.stderr).toContain(`[${code}`)
    expect(found.stderr).toContain(says)
    expect(existsSync(folder)).toBe(false)
  })
})
