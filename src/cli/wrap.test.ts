import { expect, test } from 'vitest'
import { displayWidth } from '../metrics/index.ts'
import { newSubcommand, Option } from './program.ts'
import { wrapText } from './wrap.ts'

test('Chinese breaks at any character, words at spaces, and signs stay where they belong', () => {
  expect(wrapText('一二三四，五六（七）', 8)).toBe('一二三\n四，五六\n（七）')
  expect(wrapText('每步 16 条 batch 记录', 10)).toBe('每步 16 条\nbatch 记录')
  expect(wrapText('one two three', 7)).toBe('one two\nthree')
  expect(wrapText('甲\n\n乙', 4)).toBe('甲\n\n乙')
  for (const text of ['', '）', '（', ' 甲乙 ', 'abc，def（1）']) {
    expect(wrapText(text, 4).replaceAll('\n', '').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  }
})

test('help in Chinese keeps to its width', () => {
  const description = '多标签任务：概率不低于这个值就给出标签，默认零点五，评估时可以算出更好的一个'.repeat(3)
  const command = newSubcommand('x', description).addOption(new Option('--some-long-option <X>', description))
  const help = command.createHelp()
  help.prepareContext({ helpWidth: 80 })
  const lines = help.formatHelp(command, help).split('\n')
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80)
  expect(lines.length).toBeGreaterThan(10)
})
