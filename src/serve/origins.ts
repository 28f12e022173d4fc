import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'

const fail = defineErrors({
  E_SERVE_ORIGIN: {
    zh: {
      what: '{origin} 不是网页的来源，浏览器不会这样写，永远不会匹配',
      fix: '来源是协议、主机名和端口，没有路径；写成 {correct}',
    },
    en: {
      what: '{origin} is no origin: no browser writes it so, and it would never match',
      fix: 'an origin is scheme, host and port, without a path: write {correct}',
    },
  },
})

const EXAMPLE = 'https://my.page'

/** Whether pages may have these origins, or `*` for all. @throws E_SERVE_ORIGIN */
export function checkOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    if (origin === '*' || origin === 'null' || originOf(origin) === origin) continue
    const text = origin.trim()
    const correct = originOf(text.includes('://') ? text : `https://${text}`) ?? EXAMPLE
    throw fail('E_SERVE_ORIGIN', { origin: quote(origin), correct })
  }
}

/** As a browser writes it; undefined where the text is no address. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { origin, protocol, host } = new URL(text)
  if (origin !== 'null') return origin
  // Such as that of a browser's extension.
  return host === '' ? undefined : `${protocol}//${host}`
}
