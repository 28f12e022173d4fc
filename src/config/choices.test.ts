import { expect, test } from 'vitest'
import * as z from 'zod'
import { CHOICES } from './choices.ts'
import { schema } from './schema.ts'

test('the choices that are written out are those of the schema', () => {
  const found = Object.entries(schema.shape).flatMap(([name, shape]) => {
    const inner: unknown =
      shape instanceof z.ZodOptional || shape instanceof z.ZodDefault ? shape.unwrap() : shape
    return inner instanceof z.ZodEnum ? [[name, inner.options.map(String)]] : []
  })
  expect(CHOICES).toEqual(Object.fromEntries(found))
})
