import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RULE_CODES, RULE_TITLES } from './index.ts'

test.each(['data-check.md', 'data-check.zh-CN.md'])(
  'docs/%s has a row for every rule, in their order',
  (name) => {
    const text = readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
    const codes = [...text.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code)
    expect(codes).toEqual([...RULE_CODES])
  },
)

test('every rule has a title of its own in both languages', () => {
  for (const language of ['zh', 'en'] as const)
    expect(new Set(RULE_CODES.map((code) => RULE_TITLES[code][language])).size).toBe(RULE_CODES.length)
})
