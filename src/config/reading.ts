import type { Settings } from './schema.ts'

/** Settings that say how data files are read; they are the same for every command that reads labelled data. */
export const READING_NAMES = [
  'repairTags',
  'tokenColumn',
  'tagColumn',
  'textColumn',
  'labelColumn',
  'pairColumn',
  'idColumn',
  'labelSeparator',
  'skipUnlabelled',
  'skipEmpty',
  'sheet',
  'offsets',
  'ends',
  'discontinuous',
] as const satisfies readonly (keyof Settings)[]

/** How data files are read, each left out where nothing was said. */
export type Reading = {
  readonly [name in (typeof READING_NAMES)[number]]?: NonNullable<Settings[name]>
}

/** The settings of reading among others. */
export function readingOf(settings: { readonly [name in keyof Reading]?: unknown }): Reading {
  const given = READING_NAMES.flatMap((name) =>
    settings[name] === undefined || settings[name] === false ? [] : [[name, settings[name]]],
  )
  return Object.fromEntries(given) as Reading
}
