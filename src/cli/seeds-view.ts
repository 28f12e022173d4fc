import type { SeedsDone } from '../api/index.ts'
import { defineTexts } from '../base/locale.ts'
import { renderTable } from '../metrics/index.ts'
import { figureName } from './figure-names.ts'
import { percent } from './format.ts'

const say = defineTexts({
  title: {
    zh: '{count} 个种子（{seeds}）在{split}上的成绩，输出在 {folder}',
    en: '{count} seed(s) ({seeds}) on {split}; the runs are in {folder}',
  },
  dev: { zh: '验证数据', en: 'the dev data' },
  test: { zh: '测试数据', en: 'the test data' },
  figure: { zh: '指标', en: 'figure' },
  mean: { zh: '均值', en: 'mean' },
  deviation: { zh: '标准差', en: 'deviation' },
  lowest: { zh: '最低', en: 'lowest' },
  highest: { zh: '最高', en: 'highest' },
})

/** The figures of a task over several seeds; a loss is no share. */
export function renderSeeds({ seeds, split, folder, tasks }: SeedsDone): string {
  const head = [
    say('figure', {}),
    say('mean', {}),
    say('deviation', {}),
    say('lowest', {}),
    say('highest', {}),
  ]
  const tables = Object.entries(tasks).map(([task, figures]) => {
    const rows = Object.entries(figures).map(([name, { values, mean, deviation }]) => {
      const shown = (value: number) => (name === 'loss' ? value.toFixed(4) : percent(value))
      return [figureName(name), ...[mean, deviation, Math.min(...values), Math.max(...values)].map(shown)]
    })
    const table = renderTable([head, ...rows])
    return Object.keys(tasks).length > 1 ? `${task}\n${table}` : table
  })
  const title = say('title', { count: seeds.length, seeds: seeds.join(', '), split: say(split, {}), folder })
  return `\n${title}\n\n${tables.join('\n\n')}`
}
