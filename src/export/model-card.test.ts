import { expect, test } from 'vitest'
import { inMarkdown } from './_markdown.ts'

test.each([
  ['LOC', 'LOC'],
  ['company_name', 'company_name'],
  ['正面-服务', '正面-服务'],
  ['a|b', '`a\\|b`'],
  ['<b>x</b>', '`<b>x</b>`'],
  ['[链接](http://x)', '`[链接](http://x)`'],
  ['http://x.example', '`http://x.example`'],
  ['www.x.example', '`www.x.example`'],
  ['_a_', '`_a_`'],
  ['*', '`*`'],
  ['a`b', '``a`b``'],
  ['``', '``` `` ```'],
  ['a\nb', '`a b`'],
  ['', '``'],
])('%j stands in Markdown as what it is', (name, shown) => {
  expect(inMarkdown(name)).toBe(shown)
})
