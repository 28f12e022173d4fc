import { walkXml } from './_xml.ts'

/** Numbers of built-in formats that show dates or times, the East Asian ones among them. */
const DATE_FORMATS = [[14, 22], [27, 36], [45, 47], [50, 58]] as const // biome-ignore format: ranges
const DAY_MS = 86_400_000
/** Day 0 of the two calendars that a workbook may count from. */
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)

/** Whether a number with each cell style is a date or a time; the index is the style's. */
export function dateStyles(styles: Uint8Array): boolean[] {
  const custom = new Map<string, boolean>()
  const found: boolean[] = []
  let isInCellStyles = false
  walkXml(styles, {
    open(name, attributes) {
      if (name === 'numFmt') {
        const { numFmtId, formatCode } = attributes()
        if (numFmtId !== undefined && formatCode !== undefined) custom.set(numFmtId, showsDate(formatCode))
      } else if (name === 'cellXfs') isInCellStyles = true
      else if (name === 'xf' && isInCellStyles) {
        const id = attributes().numFmtId ?? '0'
        const isBuiltIn = DATE_FORMATS.some(([from, to]) => Number(id) >= from && Number(id) <= to)
        found.push(custom.get(id) ?? isBuiltIn)
      }
    },
    close(name) {
      if (name === 'cellXfs') isInCellStyles = false
    },
  })
  return found
}

/** Whether a format such as `yyyy"年"m"月"` shows a date or a time: quoted, escaped and bracketed parts do not count. */
function showsDate(code: string): boolean {
  const parts = code.replace(/"[^"]*"|\\.|_.|\*./gs, '').replace(/\[(?!h+\]|m+\]|s+\])[^[\]]*\]/gi, '')
  return /[ymdhs]/i.test(parts) && !/general/i.test(parts)
}

/**
 * A day number as text: `2024-05-01`, `2024-05-01 08:30:00`, or the time alone when there is no day. Undefined when it
 * is no date that there is.
 */
export function dateText(serial: number, from1904: boolean): string | undefined {
  // The calendar of 1900 holds a 29 February that there was not; days before it are off by one.
  const shift = !from1904 && serial >= 1 && serial < 60 ? DAY_MS : 0
  const seconds = Math.round(serial * 86_400)
  const time = new Date((from1904 ? EPOCH_1904 : EPOCH_1900) + shift + seconds * 1000)
  if (!(serial >= 0) || Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999) return undefined
  return serial < 1 && seconds < 86_400 ? time.toISOString().slice(11, 19) : plainDate(time)
}

/** A date as text, without the time at midnight. */
export function plainDate(time: Date): string {
  const text = time
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '')
  return text.endsWith(' 00:00:00') ? text.slice(0, -9) : text
}
