import { Parser } from 'saxen'

/** What is done with the parts of an XML file. Names come without their namespace prefix. */
export interface XmlHandlers {
  /** `attributes` keep the prefixes of their names; their values are decoded. */
  open(name: string, attributes: () => Readonly<Record<string, string>>): void
  close?(name: string): void
  /** Text between tags, decoded; it may come in pieces. */
  text?(text: string): void
}

/** Office files nest about ten deep; a parser's memory grows with the depth. */
const MAX_DEPTH = 1000

/** Walks through XML in UTF-8. External entities and document types are not followed. @throws Error when it is broken */
export function walkXml(bytes: Uint8Array, handlers: XmlHandlers): void {
  const xml = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  const parser = new Parser()
  let depth = 0
  parser.on('openTag', (name, attributes) => {
    if (++depth > MAX_DEPTH) throw new Error(`elements nest more than ${MAX_DEPTH} deep`)
    handlers.open(plain(name), () => {
      const raw = attributes()
      return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(value)]))
    })
  })
  parser.on('closeTag', (name) => {
    depth--
    handlers.close?.(plain(name))
  })
  parser.on('text', (text) => handlers.text?.(decode(text)))
  parser.on('cdata', (text) => handlers.text?.(text))
  parser.on('error', (error) => {
    throw error
  })
  // What the parser could repair by a guess is damage to us.
  parser.on('warn', (warning) => {
    throw warning
  })
  parser.parse(xml)
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Puts characters for entities. The parser's own way knows no character beyond U+FFFF. */
function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;]*);?/g, (entity, name: string) => {
    const code = /^#x[0-9a-f]{1,6}$/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    const character = name.startsWith('#') ? String.fromCodePoint(code) : NAMED[name]
    if (character === undefined) throw new Error(`entity ${entity}`)
    return character
  })
}

function plain(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
