import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'
import { tour } from './commands/demo.ts'
import { Output } from './output.ts'

test('demo: both tasks from data to predictions, beside the runs of an earlier demo', async () => {
  const cwd = temporaryFolder()
  const sample = join(cwd, 'sample')
  const { bio, tsv, model } = writeTiny(cwd)
  for (const part of ['train', 'dev', 'test']) {
    for (const [from, to] of [
      [bio, `ner/${part}.bio`],
      [tsv, `cls/${part}.tsv`],
    ] as const) {
      mkdirSync(dirname(join(sample, to)), { recursive: true })
      copyFileSync(from, join(sample, to))
    }
  }
  mkdirSync(join(cwd, 'runs/demo-ner'), { recursive: true })
  vi.stubEnv('HANTUNE_LANG', 'zh')
  const written: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  const home = process.cwd()
  process.chdir(cwd)
  try {
    const context = {
      output: new Output(false),
      endsInOrder: () => new AbortController().signal,
      endsAtOnce: () => {},
      signal: new AbortController().signal,
    }
    await tour(context, { sample, model, settings: { ...TINY_SETTINGS } })
  } finally {
    spy.mockRestore()
    process.chdir(home)
  }
  const shown = written.join('')
  for (const part of [
    '示例数据是程序生成的虚构文本',
    '权重是随机的',
    '测试数据上的成绩',
    '模型在 runs/demo-ner-2/best',
    '模型在 runs/demo-cls/best',
    '[北京|LOC]',
    'hantune predict runs/demo-ner-2',
  ])
    expect(shown).toContain(part)
  expect(shown.match(/ {2}→ (好评|差评) \(\d+\.\d\d%\)/g)).toHaveLength(3)
})
