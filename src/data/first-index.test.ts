import { expect, test } from 'vitest'
import { FirstIndex } from './first-index.ts'

test('the first number of each text stays, through growth', () => {
  const index = new FirstIndex()
  const texts = Array.from({ length: 5000 }, (_, i) => `第 ${i} 条，${'长'.repeat(i % 50)}`)
  expect(texts.map((text, i) => index.add(text, i))).toEqual(texts.map(() => undefined))
  expect(texts.map((text, i) => index.add(text, i + 10_000))).toEqual(texts.map((_, i) => i))
  expect(texts.map((text) => index.get(text))).toEqual(texts.map((_, i) => i))
  expect(index.get('没有')).toBeUndefined()
})

test('texts that hold the same units in another order, or end in NUL, differ', () => {
  const index = new FirstIndex()
  for (const [i, text] of ['', '\0', '\0\0', '甲乙', '乙甲', '甲\0乙'].entries())
    expect(index.add(text, i)).toBeUndefined()
  expect(index.get('乙甲')).toBe(4)
})
