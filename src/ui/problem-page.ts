import type { Language } from '../base/locale.ts'
import { escapeHtml, page } from '../page/index.ts'
import { sayIn } from './browser/texts.ts'
import { errorText } from './error-text.ts'

/** What is wrong, where a whole page was asked for. @param run the name and the address of the run that it is about */
export function problemPage(
  error: unknown,
  language: Language,
  run: { readonly name: string; readonly address: string },
): string {
  const { code, what, where, fix } = errorText(error, language)
  const place = !where ? '' : `${escapeHtml(where)}: `
  const mend = fix === '' ? '' : `<p class="soft">${escapeHtml(sayIn(language)('fix', {}) + fix)}</p>`
  const back = `<p><a href="${escapeHtml(run.address)}">← ${escapeHtml(run.name)}</a></p>`
  const told = `<div class="panel"><h1><code>${escapeHtml(code)}</code></h1><p class="bad text">${place}${escapeHtml(what)}</p>${mend}</div>`
  return page({ title: code, language, style: STYLE, body: `<main>${back}${told}</main>` })
}

const STYLE = `
main{max-width:44rem}main a{text-decoration:none}
.panel{border-inline-start:4px solid var(--bad);overflow-wrap:anywhere}.panel h1{font-size:.9375rem;color:var(--soft);margin:0}
.panel h1 code{font-size:1em}.panel p{font-size:1.0625rem}
`
