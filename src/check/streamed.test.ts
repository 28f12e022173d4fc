import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { drain } from '../base/drain.ts'
import { RandomStream } from '../base/random.ts'
import { type SoundRecords, soundRecords } from '../data/index.ts'
import { checkData } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hantune-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const NAMES = ['北京', '上海', '张三', '李四', '糖尿病', '高血压', '协和医院', '阿司匹林']
const LABELS = ['LOC', 'LOC', 'PER', 'PER', 'DIS', 'DIS', 'ORG', 'DRUG']

/** Records with every fault that a rule looks for, by chance. */
function faulty(kind: 'ner' | 'cls', seed: number, count: number): string {
  const random = new RandomStream(seed, 'streamed-check', kind)
  const pick = <T>(of: readonly T[]): T => of[random.below(of.length)]!
  const lines = Array.from({ length: count }, () => {
    let text = ''
    const entities: object[] = []
    for (let words = 1 + random.below(4); words > 0; words--) {
      const at = random.below(NAMES.length)
      text += pick(['去', '患者因', '，', ' ', '\u200b', '的'])
      const start = text.length
      text += NAMES[at]
      const shift = random.below(12) === 0 ? 1 : 0
      if (random.below(5) > 0)
        entities.push({
          start: Math.max(0, start - shift),
          end: text.length - shift,
          label: random.below(20) === 0 ? pick(['Loc', 'PRE', 'ＰＥＲ']) : LABELS[at],
        })
    }
    const pid = random.below(40)
    return kind === 'ner'
      ? { text, entities, pid }
      : { text, label: pick(['好', '坏', '好 ', 'good', 'goood']), pid }
  })
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function fileOf(content: string, name: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function recordsOf(path: string, largeBytes: number): SoundRecords {
  return drain(soundRecords(path, { forTraining: false, groupBy: 'pid', largeBytes }))
}

test.each(['ner', 'cls'] as const)(
  '%s: records that are read again are checked as those in memory',
  (kind) => {
    const files = [600, 200, 200].map((count, i) => fileOf(faulty(kind, i, count), `${kind}-${i}`))
    const data = (largeBytes: number) => {
      const parts = files.map((file) => recordsOf(file, largeBytes))
      return { parts, data: { train: parts[0]!.records, dev: parts[1]!.records, test: parts[2]!.records } }
    }
    const [streamed, whole] = [data(0), data(Infinity)]
    expect(Array.isArray(whole.data.train) && !Array.isArray(streamed.data.train)).toBe(true)
    const report = checkData(streamed.data, { listed: 7 })
    expect(report).toEqual(checkData(whole.data, { listed: 7 }))
    expect(new Set(report.findings.map(({ rule }) => rule)).size).toBeGreaterThan(kind === 'ner' ? 10 : 6)
    for (const part of streamed.parts) part.close()
  },
)
