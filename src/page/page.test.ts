import { createHash } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHtml, page } from './index.ts'

const HOSTILE = `</script><script>alert(1)</script><!-- " onload='x' & </title><img src=x onerror=alert(1)> \u2028`

/** What stands in the elements of one name, with their attributes. */
const elements = (html: string, name: string) =>
  [...html.matchAll(new RegExp(`<${name}([^>]*)>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, attributes, text]) => ({
      attributes: attributes!,
      text: text!,
    }),
  )

const policyOf = (html: string) => /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Runs the page's script as a browser would, with a document that holds the data alone. */
function run(html: string): unknown {
  const [json, code] = elements(html, 'script')
  const context = { seen: undefined, document: { getElementById: () => ({ textContent: json!.text }) } }
  runInNewContext(code!.text, context)
  return context.seen
}

describe('page', () => {
  it('lets only its own script and style run', () => {
    const html = page({
      title: 't',
      language: 'en',
      style: 'p{color:red}\r\n',
      body: '',
      script: 'let a\r\n',
    })
    const [style] = elements(html, 'style')
    const [, script] = elements(html, 'script')
    expect(policyOf(html)).toContain(`style-src ${hash(style!.text)};`)
    expect(policyOf(html)).toContain(`script-src ${hash(script!.text)};`)
    expect(policyOf(html)).toMatch(/^default-src 'none'/)
    expect(html).not.toMatch(/unsafe|https?:/)
  })

  it('brings its icon along', () => {
    const html = page({ title: 't', language: 'en', body: '' })
    const [, icon] = /<link rel="icon"[^>]* href="data:image\/svg\+xml;base64,([^"]+)">/.exec(html)!
    expect(Buffer.from(icon!, 'base64').toString()).toMatch(/^<svg [^>]*>.*<\/svg>$/s)
    expect(html.match(/<link/g)).toHaveLength(1)
    expect(policyOf(html)).toContain('img-src data:;')
  })

  it('allows no script at all where it has none', () => {
    const html = page({ title: 't', language: 'zh', body: '<p>好</p>' })
    expect(policyOf(html)).toContain("script-src 'none'")
    expect(html).toContain('<html lang="zh-CN">')
    expect(html).not.toContain('<script')
  })

  it('talks to nobody, unless it may talk to its own server', () => {
    const parts = { title: 't', language: 'en', body: '', script: 'let a' } as const
    expect(policyOf(page(parts))).not.toContain('connect-src')
    expect(policyOf(page({ ...parts, callsHome: true }))).toContain("connect-src 'self';")
  })

  it('hands data to the script as it was, whatever it holds', () => {
    const script = 'seen = data'
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, title) => {
        const data = [value, HOSTILE, '\ud800']
        const html = page({ title: title + HOSTILE, language: 'en', body: '', script, data })
        expect(elements(html, 'script')).toHaveLength(2)
        expect(elements(html, 'title')).toHaveLength(1)
        expect(JSON.stringify(run(html))).toBe(JSON.stringify(data))
      }),
    )
  })

  it('refuses a script or a style that would end its element', () => {
    const parts = { title: 't', language: 'en', body: '' } as const
    expect(() => page({ ...parts, script: 'x = "</script>"' })).toThrowError(/script/)
    expect(() => page({ ...parts, style: '</STYLE>' })).toThrowError(/style/)
  })
})

describe('escapeHtml', () => {
  it('leaves no character that means something in HTML', () => {
    expect(escapeHtml(`<a href="x" b='y'>&amp;`)).toBe('&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;')
    expect(escapeHtml(HOSTILE)).not.toMatch(/[<>"']/)
  })
})
