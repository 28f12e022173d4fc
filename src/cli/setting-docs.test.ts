import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ALIASES, SETTING_NAMES } from '../config/index.ts'
import { FLAGS } from './setting-flags.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The rows of a document's tables: name, option, aliases. */
function rowsOf(file: string): Record<string, readonly [option: string, aliases: readonly string[]]> {
  const text = readFileSync(join(ROOT, 'docs', file), 'utf8')
  const rows = [...text.matchAll(/^\| `(\w+)` \| `([^`]+)` \| ([^|]+) \| [^ ].* \| [^ ].* \| [^ ].* \|$/gm)]
  return Object.fromEntries(
    rows.map(([, name, option, aliases]) => {
      const names = [...aliases!.matchAll(/`(\w+)`/g)].map(([, alias]) => alias!)
      return [name!, [option!.replaceAll('\\|', '|'), names]]
    }),
  )
}

test.each(['settings.md', 'settings.zh-CN.md'])('docs/%s holds every setting, option and alias', (file) => {
  const wanted = SETTING_NAMES.map((name) => {
    const { flag, sign } = FLAGS[name]
    const aliases = Object.keys(ALIASES).filter((alias) => ALIASES[alias] === name)
    return [name, [sign ? `${flag} <${sign}>` : flag, aliases]]
  })
  expect(rowsOf(file)).toEqual(Object.fromEntries(wanted))
})
