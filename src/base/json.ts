/**
 * The first key that stands twice in one object of a JSON text, or undefined. `JSON.parse` keeps the last of
 * two silently. The text must be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = []
  for (let at = 0; at < json.length; at++) {
    const char = json[at]
    if (char === '{') open.push(new Set())
    else if (char === '}') open.pop()
    else if (char === '"') {
      const end = endOfString(json, at)
      if (isKey(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string
        const keys = open.at(-1)
        if (keys?.has(key)) return key
        keys?.add(key)
      }
      at = end - 1
    }
  }
  return undefined
}

/** How deep a JSON text may nest, and how many objects, arrays and fields it may have. */
export interface JsonExtent {
  readonly depth: number
  readonly parts: number
}

/**
 * Whether a JSON text has more than that. Objects and arrays cost the parser far more time and memory than their letters
 * do: a megabyte of brackets takes a third of a second and 34 MB. The text need not be valid.
 */
export function isBeyond(json: string, most: JsonExtent): boolean {
  let [depth, parts] = [0, 0]
  for (let at = 0; at < json.length; at++) {
    const char = json[at]
    if (char === '"') at = endOfString(json, at) - 1
    else if (char === '{' || char === '[') {
      depth++
      parts++
    } else if (char === '}' || char === ']') depth--
    else if (char === ':') parts++
    if (depth > most.depth || parts > most.parts) return true
  }
  return false
}

/** The index behind the closing quote of the string that opens at `start`. */
function endOfString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

function isKey(json: string, behind: number): boolean {
  let at = behind
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\t' || json[at] === '\r') at++
  return json[at] === ':'
}

/**
 * A value as JSON, for messages. What JSON cannot write, as what nests thousands of levels deep or holds itself, is told
 * by its outside.
 */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    if (typeof value !== 'object') return String(value)
    return Array.isArray(value) ? '[…]' : '{…}'
  }
}
