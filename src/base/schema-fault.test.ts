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
