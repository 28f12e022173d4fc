import { displayWidth } from '../metrics/index.ts'

const OPENING = '（“‘《「【'
const CLOSING = '，。、；：）”’》」】！？…'
/** What stays together: a Chinese character or a word, with the signs that must not be parted from it. */
const CHUNK = new RegExp(
  `\\s*[${OPENING}]*(?:\\p{Script=Han}|[^\\s\\p{Script=Han}${OPENING}${CLOSING}]+)?[${CLOSING}]*`,
  'gu',
)

/** Breaks a text into lines of so many cells: Chinese at any character, the rest at spaces. Its own lines stay. */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n')
}

function wrapLine(text: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const chunk of text.match(CHUNK) ?? []) {
    if (line === '' || displayWidth(line + chunk) <= width) {
      line += chunk
      continue
    }
    lines.push(line)
    line = chunk.trimStart()
  }
  return [...lines, line].join('\n')
}
