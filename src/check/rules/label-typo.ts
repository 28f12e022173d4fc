import { distance } from 'fastest-levenshtein'
import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import type { Finding } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import { bareLabel } from '../label-forms.ts'
import { beginAlike } from '../sounds.ts'
import type { Rule } from './rule.ts'

const say = defineBoth({
  typo: {
    zh: '标签 {rare}（{count} 次）与 {frequent}（{many} 次）只差一两个字符，像是拼错了',
    en: 'the label {rare} ({count} times) is a character or two from {frequent} ({many} times): it looks mistyped',
  },
})

/** Shorter names that differ by a character are mostly meant so; exchanged neighbours are a typo from three on. */
const SHORTEST = 4
const SHORTEST_EXCHANGED = 3
/** A typo is so much rarer than what was meant. */
const RATIO = 5
/** Names from two characters on may be mistyped where they are met so seldom, and so much more seldom than the other. */
const SHORTEST_RARE = 2
const RARE = 3
const RARE_RATIO = 10

/** Labels that look like a frequent one mistyped. */
export const labelTypo: Rule = {
  code: 'label-typo',
  begin: (inspection) => ({ findings: () => typos(inspection) }),
}

function typos(inspection: Inspection): Finding[] {
  const counts = inspection.labelOccurrences()
  const labels = [...counts.keys()].filter((label) => [...label].length >= SHORTEST_RARE)
  const pairs = closePairs(labels).map((pair) => pair.sort((x, y) => counts.get(y)! - counts.get(x)!))
  // The more frequent names that each change was made to.
  const changed = new Map<string, Set<string>>()
  for (const [frequent, rare] of pairs) {
    if (!isTypo(frequent, rare) && counts.get(frequent)! < counts.get(rare)! * RATIO) continue
    const change = changeOf(frequent, rare)
    changed.set(change, (changed.get(change) ?? new Set()).add(frequent))
  }
  return pairs.flatMap(([frequent, rare]): Finding[] => {
    const [many, count] = [counts.get(frequent)!, counts.get(rare)!]
    if (many < count * RATIO) return []
    if (!isTypo(frequent, rare) && (count > RARE || many < count * RARE_RATIO)) return []
    // PER.NAM and PER.NOM, LOC.NAM and LOC.NOM: the same change in several names is a system.
    const isSystem = changed.get(changeOf(frequent, rare))!.size > 1
    if (isSystem && !isStrange(differing(frequent, rare), counts)) return []
    return [
      {
        rule: 'label-typo',
        severity: 'warning',
        text: say('typo', { rare: quote(rare), frequent: quote(frequent), count, many }),
        count,
        records: inspection.withLabels([rare]),
      },
    ]
  })
}

/**
 * Pairs of labels one change apart, or with two neighbours exchanged. Labels meet by what is left when one character
 * is taken away, so that no pair of strangers is compared.
 */
function closePairs(labels: readonly string[]): [string, string][] {
  const meeting = new Map<string, string[]>()
  for (const label of labels)
    for (const left of new Set([label, ...withoutOne(label)])) {
      const there = meeting.get(left)
      if (there) there.push(label)
      else meeting.set(left, [label])
    }
  const pairs = new Map<string, [string, string]>()
  for (const met of meeting.values())
    for (const [i, a] of met.entries())
      for (const b of met.slice(0, i))
        if (isTypo(a, b) || isShortTypo(a, b)) pairs.set([a, b].sort().join('\0'), [a, b])
  return [...pairs.values()]
}

const withoutOne = (label: string): string[] =>
  Array.from(label, (_, at) => label.slice(0, at) + label.slice(at + 1))

/** Different numbers are meant to be different, and what differs in form only is another rule's. */
function isTypo(a: string, b: string): boolean {
  const isNumbered = a.replace(/\d+/g, '') === b.replace(/\d+/g, '')
  const length = Math.min([...a].length, [...b].length)
  const isLong = length >= SHORTEST || (length >= SHORTEST_EXCHANGED && isExchanged(a, b))
  return isLong && !isNumbered && bareLabel(a) !== bareLabel(b) && distance(a, b) <= 2
}

/**
 * What a slip makes of a short name: a letter too many or too few, or a Chinese character for one that sounds alike at
 * its beginning. Others (DIS and DIE, 内科 and 外科) are mostly meant to differ.
 */
function isShortTypo(a: string, b: string): boolean {
  const [one, two] = [[...a], [...b]]
  if (Math.min(one.length, two.length) >= SHORTEST) return false
  if (LETTERS.test(a) && LETTERS.test(b))
    return Math.abs(a.length - b.length) === 1 && bareLabel(a) !== bareLabel(b) && distance(a, b) === 1
  return differing(a, b) !== undefined
}

/** The one Chinese character by which a name differs from another that sounds alike, as the second name has it. */
function differing(a: string, b: string): string | undefined {
  const [one, two] = [[...a], [...b]]
  if (one.length !== two.length) return undefined
  const [at, ...more] = one.flatMap((character, i) => (character === two[i] ? [] : [i]))
  const isOne = at !== undefined && more.length === 0
  return isOne && beginAlike(one[at]!, two[at]!) ? two[at] : undefined
}

/** Whether a character stands in rare names only: 呼吸课 and 神经内课 are one slip, not a system beside that of 科. */
const isStrange = (character: string | undefined, counts: ReadonlyMap<string, number>): boolean =>
  character !== undefined &&
  [...counts].every(([label, count]) => count <= RARE || !label.includes(character))

const LETTERS = /^[a-z]+$/i

/** Whether two labels have the same characters, in another order. */
const isExchanged = (a: string, b: string): boolean => [...a].sort().join('') === [...b].sort().join('')

/** What differs between two labels, in the order of code units. */
function changeOf(one: string, two: string): string {
  const [a, b] = one < two ? [one, two] : [two, one]
  let start = 0
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return `${a.slice(start, a.length - end)}\0${b.slice(start, b.length - end)}`
}
