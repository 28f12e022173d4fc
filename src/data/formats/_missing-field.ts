import type { Place } from '../../base/errors.ts'
import type { Text } from '../../base/locale.ts'
import { failLine } from '../_line-errors.ts'
import { type FieldNames, shownName } from './_asked-fields.ts'
import type { Reading } from './format.ts'

/** How to name a field that stands under another name; the library's names as the command line's. */
const HINTS = {
  text: hintOf('text', '--text-column', 'textColumn'),
  label: hintOf('label', '--label-column', 'labelColumn'),
} as const

function hintOf(part: 'text' | 'label', flag: string, setting: string): Text {
  const zh = part === 'text' ? '文本' : '标签'
  const en = part === 'text' ? 'the text' : 'the label'
  return {
    zh: `；若${zh}在别的字段里，用 ${flag} 指明（库中为 ${setting}）`,
    en: `; if ${en} stands in another field, name that by ${flag} (${setting} in the library)`,
  }
}

const NONE: Text = { zh: '', en: '' }

/** Reports a field that a record lacks; `part` is what it would hold, where an option may name another. */
export function faultMissing(
  faults: Reading['faults'],
  names: FieldNames,
  place: Place,
  part?: keyof typeof HINTS,
): void {
  // A field that was asked for is named already.
  const hint = part && typeof names !== 'string' ? HINTS[part] : NONE
  const values = { fields: shownName(names), hint }
  faults.add('E_DATA_FIELD_MISSING', () => failLine('E_DATA_FIELD_MISSING', values, place))
}
