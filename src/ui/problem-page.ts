import type { Language } from '../base/locale.ts'
import { escapeHtml, page } from '../page/index.ts'
import { sayIn } from './browser/texts.ts'
import { errorText } from './error-text.ts'

/** What is wrong, where a whole page was asked for. */
export function problemPage(error: unknown, language: Language): string {
  const { code, what, where, fix } = errorText(error, language)
  const place = !where ? '' : `${escapeHtml(where)}: `
  const mend = fix === '' ? '' : `<p class="soft">${escapeHtml(sayIn(language)('fix', {}) + fix)}</p>`
  const body = `<main><h1>${escapeHtml(code)}</h1><p class="warn">${place}${escapeHtml(what)}</p>${mend}</main>`
  return page({ title: code, language, body })
}
