import * as z from 'zod'
import { type Settings, schema } from './schema.ts'

/** The values of each setting that is one of a few words. */
export const CHOICES: { readonly [name in keyof Settings]?: readonly string[] } = Object.fromEntries(
  Object.entries(schema.shape).flatMap(([name, shape]) => {
    const inner: unknown =
      shape instanceof z.ZodOptional || shape instanceof z.ZodDefault ? shape.unwrap() : shape
    return inner instanceof z.ZodEnum ? [[name, inner.options.map(String)]] : []
  }),
)
