import { distance } from 'fastest-levenshtein'
import { quote } from '../../base/quote.ts'
import { defineBoth } from '../_texts.ts'
import { bareLabel, labelFrequencies } from '../label-forms.ts'
import type { Rule } from './_rule.ts'
import { recordsWith } from './_with-labels.ts'

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

/** Labels that look like a frequent one mistyped. */
export const labelTypo: Rule = {
  code: 'label-typo',
  check(inspection) {
    const counts = labelFrequencies(inspection.parts.flatMap(({ records }) => records))
    const pairs = closePairs([...counts.keys()].filter((label) => [...label].length >= SHORTEST_EXCHANGED))
    const changes = new Map<string, number>()
    for (const pair of pairs) {
      const change = changeOf(...pair)
      changes.set(change, (changes.get(change) ?? 0) + 1)
    }
    return pairs.flatMap((pair) => {
      const [frequent, rare] = pair.sort((a, b) => counts.get(b)! - counts.get(a)!)
      const [many, count] = [counts.get(frequent)!, counts.get(rare)!]
      // PER.NAM and PER.NOM, LOC.NAM and LOC.NOM: the same change in several names is a system.
      if (many < count * RATIO || changes.get(changeOf(...pair))! > 1) return []
      return [
        {
          rule: 'label-typo',
          severity: 'warning',
          text: say('typo', { rare: quote(rare), frequent: quote(frequent), count, many }),
          count,
          records: inspection.parts
            .flatMap(({ part }) => recordsWith(inspection, new Set([rare]), part))
            .slice(0, inspection.options.listed),
        },
      ]
    })
  },
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
      for (const b of met.slice(0, i)) if (isTypo(a, b)) pairs.set([a, b].sort().join('\0'), [a, b])
  return [...pairs.values()]
}

const withoutOne = (label: string): string[] =>
  Array.from(label, (_, at) => label.slice(0, at) + label.slice(at + 1))

/** Different numbers are meant to be different, and what differs in form only is another rule's. */
function isTypo(a: string, b: string): boolean {
  const isNumbered = a.replace(/\d+/g, '') === b.replace(/\d+/g, '')
  const isLong = Math.min([...a].length, [...b].length) >= SHORTEST
  return !isNumbered && bareLabel(a) !== bareLabel(b) && distance(a, b) <= 2 && (isLong || isExchanged(a, b))
}

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
