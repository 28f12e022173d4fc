/** A field of a message in protobuf's text format: a scalar as it is written (strings without quotes), or a message. */
export interface Field {
  readonly name: string
  readonly value?: string
  readonly message?: readonly Field[]
}

const TOKEN = /\s+|#[^\n]*|"(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w.]*|-?\d[\w.+-]*|[{}[\]:,;]/y

/**
 * Reads protobuf's text format as far as model configurations use it: scalars, messages, and lists of either in
 * brackets, which count as the field repeated.
 *
 * @throws SyntaxError naming what stands where it should not
 */
export function parseTextProto(text: string): Field[] {
  const tokens = tokensOf(text)
  let at = 0
  const peek = () => tokens[at]
  const take = (expected?: string): string => {
    const token = tokens[at++]
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new SyntaxError(`${expected ?? 'a value'} expected, found ${token ?? 'the end'}`)
    return token
  }
  const skip = (...separators: string[]) => {
    while (separators.includes(peek() ?? '')) at++
  }
  const message = (end: string | undefined): Field[] => {
    const fields: Field[] = []
    for (skip(',', ';'); peek() !== end; skip(',', ';')) fields.push(...field())
    return fields
  }
  const one = (name: string): Field => {
    if (peek() !== '{') return { name, value: unquoted(take()) }
    take('{')
    const inner = message('}')
    take('}')
    return { name, message: inner }
  }
  const field = (): Field[] => {
    const name = take()
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new SyntaxError(`a field expected, found ${name}`)
    if (peek() === ':') take(':')
    if (peek() !== '[') return [one(name)]
    take('[')
    const list: Field[] = []
    for (; peek() !== ']'; skip(',')) list.push(one(name))
    take(']')
    return list
  }
  return message(undefined)
}

/** The value of a scalar field that stands there once; undefined else. */
export function scalar(fields: readonly Field[], name: string): string | undefined {
  const found = fields.filter((field) => field.name === name)
  return found.length === 1 ? found[0]!.value : undefined
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex
    const found = TOKEN.exec(text)?.[0]
    if (found === undefined)
      throw new SyntaxError(`cannot read ${JSON.stringify(text.slice(from, from + 10))}`)
    if (!/^[\s#]/.test(found)) tokens.push(found)
  }
  return tokens
}

const unquoted = (token: string): string => (token.startsWith('"') ? (JSON.parse(token) as string) : token)
