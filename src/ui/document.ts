import { readFileSync } from 'node:fs'
import { VERSION } from '../base/version.ts'
import { page } from '../page/index.ts'
import type { PageData } from './protocol.ts'
import { STYLE } from './style.ts'

// Run from its sources (tests), the page still needs the bundled script. The bundled program lies in dist/run.
const SCRIPT = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/ui/browser.js' : '../ui/browser.js',
  import.meta.url,
)

let script: string | undefined

/** The one page: the browser draws all of it. */
export function documentOf(data: Omit<PageData, 'version'>): string {
  script ??= readFileSync(SCRIPT, 'utf8')
  return page({
    title: 'HanTune',
    language: data.language,
    style: STYLE,
    body: '<div id="app"></div><noscript>HanTune needs JavaScript. / HanTune 的页面需要 JavaScript。</noscript>',
    script,
    data: { ...data, version: VERSION } satisfies PageData,
    callsHome: true,
  })
}
