import { createHash } from 'node:crypto'
import type { Language } from '../base/locale.ts'
import { embeddedJson, escapeHtml } from './escape.ts'
import { ICON_URL } from './icon.ts'
import { STYLE } from './style.ts'

/** What a page is made of. */
export interface PageParts {
  /** Plain text; it is escaped here. */
  readonly title: string
  readonly language: Language
  /** CSS after that of every page (see `style.ts` for the variables and classes that every page has). */
  readonly style?: string
  /**
   * HTML, in which the caller has escaped what is not its own (`escapeHtml`). Attributes `style` and `on…` have no
   * effect: the page's policy forbids them. Use classes, SVG attributes, or the script.
   */
  readonly body: string
  /** The body of a strict function that runs once the page is there and sees `data`. */
  readonly script?: string
  /** What the script reads as `data`, any value that JSON can hold; null where there is none. */
  readonly data?: unknown
  /** Whether the script may call the server that the page came from. */
  readonly callsHome?: boolean
}

/** What every page of ours says of itself, so that a later one may replace it. */
export const GENERATOR = '<meta name="generator" content="HanTune">'

const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' }

/**
 * One self-contained HTML document: it loads nothing from anywhere (unless it `callsHome`), and its Content-Security-Policy lets no other
 * script and style run than those given here, named by their hashes. So even a text that slipped through unescaped
 * could neither act nor call home.
 *
 * @throws Error when style or script hold what would end their element
 */
export function page({
  title,
  language,
  style = '',
  body,
  script,
  data = null,
  callsHome,
}: PageParts): string {
  const css = inline(`${STYLE}\n${style}`, 'style')
  const code = script === undefined ? undefined : inline(asFunction(script), 'script')
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(css)}`,
    `script-src ${code === undefined ? "'none'" : hashOf(code)}`,
    'img-src data:',
    ...(callsHome ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return [
    '<!DOCTYPE html>',
    `<html lang="${LANGUAGE_TAGS[language]}">`,
    '<head>',
    '<meta charset="utf-8">',
    GENERATOR,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(title)}</title>`,
    `<link rel="icon" type="image/svg+xml" href="${ICON_URL}">`,
    `<style>${css}</style>`,
    '</head>',
    '<body>',
    body,
    ...(code === undefined
      ? []
      : [
          `<script type="application/json" id="data">${embeddedJson(data)}</script>`,
          `<script>${code}</script>`,
        ]),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function asFunction(script: string): string {
  return `'use strict';((data)=>{\n${script}\n})(JSON.parse(document.getElementById('data').textContent))`
}

/** Browsers hash what stands in the element after they made every line end a line feed. */
function inline(text: string, element: 'style' | 'script'): string {
  if (/<\/(style|script)|<!--/i.test(text))
    throw new Error(`the ${element} of a page holds what would end its element`)
  return text.replace(/\r\n?/g, '\n')
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
