import { expect, test } from 'vitest'
import * as z from 'zod'
import { schemaFault, schemaReason } from './schema-fault.ts'

const schema = z.strictObject({ tasks: z.array(z.object({ name: z.string() })).min(1) })

test('what a schema finds wrong is said in both languages, with its place', () => {
  expect(schemaReason(schema, { tasks: [{ name: 7 }] })).toEqual({
    zh: 'tasks.0.name: 无效输入：期望 string，实际接收 数字',
    en: 'tasks.0.name: Invalid input: expected string, received number',
  })
  expect(schemaFault(schema, { tasks: [] })).toMatchObject({
    path: 'tasks',
    reason: { zh: expect.stringMatching(/^数值过小/) },
  })
})

test('what is missing is told as such, also the name that decides which of several schemas holds', () => {
  expect(schemaReason(schema, { tasks: [{}] })).toEqual({
    zh: 'tasks.0.name: 缺少这一项，应为 string',
    en: 'tasks.0.name: missing, expected string',
  })
  expect(schemaReason(schema, {})).toMatchObject({ en: 'tasks: missing, expected array' })
  const choice = z.discriminatedUnion('format', [
    z.object({ format: z.literal(1), name: z.enum(['a', 'b']) }),
    z.object({ format: z.literal(2) }),
  ])
  expect(schemaReason(choice, {})).toEqual({
    zh: 'format: 缺少这一项，应为 1 | 2',
    en: 'format: missing, expected 1 | 2',
  })
  expect(schemaReason(choice, { format: 3 })).toEqual({
    zh: 'format: 无效选项：期望以下之一 1|2',
    en: 'format: Invalid option: expected one of 1|2',
  })
  expect(schemaReason(choice, { format: 1 })).toMatchObject({ en: 'name: missing, expected a | b' })
})

test('the value itself has no place', () => {
  expect(schemaReason(schema, null)).toEqual({
    zh: '无效输入：期望 object，实际接收 空值(null)',
    en: 'Invalid input: expected object, received null',
  })
})

test('a schema’s own words stay', () => {
  expect(schemaReason(z.string().regex(/^\d+GB$/, '8GB …'), 'x')).toEqual({ zh: '8GB …', en: '8GB …' })
})

test('names of a file cannot drive a terminal, nor fill it', () => {
  const { en } = schemaReason(z.strictObject({}), { '\u001b[2J': 1, ['x'.repeat(1000)]: 2 })
  expect(en).toContain('\\u001b[2J')
  expect(en.length).toBeLessThan(250)
})
