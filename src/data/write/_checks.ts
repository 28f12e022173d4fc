import { cutsPair } from '../../base/readable-text.ts'
import { type AnyRecord, recordPlace, type Span } from '../records.ts'
import { failWrite } from './_errors.ts'

/** Refuses a text that is blank or holds what `barred` finds. @throws E_WRITE_TEXT */
export function checkText(
  record: AnyRecord,
  format: string,
  field: 'text' | 'pair' | 'id' | 'group',
  text: string,
  barred?: RegExp,
): void {
  if (text.trim() === '' || barred?.test(text))
    throw failWrite('E_WRITE_TEXT', { field, format }, recordPlace(record.origin))
}

/** Refuses a label that is empty, has outer blanks or holds what `barred` finds. @throws E_WRITE_LABEL */
export function checkLabel(record: AnyRecord, format: string, label: string, barred?: RegExp): void {
  if (label === '' || label.trim() !== label || barred?.test(label))
    throw failWrite('E_WRITE_LABEL', { label, format }, recordPlace(record.origin))
}

/** Refuses an entity that is not inside its text, or cuts a character of two code units. @throws E_WRITE_SPAN, E_WRITE_LABEL */
export function checkSpan(record: AnyRecord, format: string, span: Span, barredText?: RegExp): void {
  const { start, end, label } = span
  const { text, origin } = record
  const isInside = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= text.length
  const isCut = isInside && (cutsPair(text, start) || cutsPair(text, end))
  if (!isInside || isCut || start >= end || barredText?.test(text.slice(start, end)))
    throw failWrite('E_WRITE_SPAN', { label, format }, { ...recordPlace(origin), characters: [start, end] })
  checkLabel(record, format, label)
}
