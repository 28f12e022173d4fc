/** Strings with what tells that they are names, and the brackets of objects. */
const PARTS = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}]/g

/**
 * A name that an object in valid JSON text has twice; undefined where there is none. `JSON.parse` keeps the last value
 * and says nothing of the others.
 */
export function repeatedName(json: string): string | undefined {
  const open: Set<string>[] = []
  for (const [part, written, colon] of json.matchAll(PARTS)) {
    if (part === '{') open.push(new Set())
    else if (part === '}') open.pop()
    else if (colon !== undefined) {
      const name = written!.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written!
      const names = open.at(-1)!
      if (names.has(name)) return name
      names.add(name)
    }
  }
  return undefined
}
