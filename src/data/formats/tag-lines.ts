import { defineTexts } from '../../base/locale.ts'
import { failLine } from '../_line-errors.ts'
import { indexOfName, TAGS_NAMES } from './_fields.ts'
import { SentenceBuilder } from './_sentence.ts'
import { excerpt, type Format, type Sample } from './format.ts'
import { styledTags } from './tags.ts'

const say = defineTexts({
  reason: {
    zh: '每行一句：TAB 前是用空格隔开的词，TAB 后是同样多的 {scheme} 标签',
    en: 'a sentence a line: tokens with spaces between them, a TAB, and as many {scheme} tags',
  },
})

/** A sentence and its tags on one line: `张 三 在 TAB B-PER I-PER O`. */
export const tagLines: Format = {
  task: 'ner',
  recognises(sample, options) {
    if (options.tokenColumn !== undefined || options.tagColumn !== undefined) return false
    const lines = sample.flatMap((line) => partsOf(line) ?? [])
    const isTag = styledTags(lines.flatMap(({ tags }) => tags))
    const tagged = lines.filter(({ tags }) => tags.every(isTag))
    return tagged.length * 2 > sample.length && tagged.some(({ tags }) => tags.length > 1)
  },
  read(reading) {
    const { file, faults, notes } = reading
    const sentence = new SentenceBuilder(reading, tagsOf(reading.sample))
    let blank = 0
    let isFirst = true
    for (const { first, lines } of reading.lines()) {
      for (let i = 0; i < lines.length; i++) {
        const line = lines[i]!
        const place = { file, line: first + i }
        if (line.trim() === '') {
          blank++
          continue
        }
        const parts = partsOf(line)
        const isHeader = isFirst && parts !== undefined && indexOfName(parts.tags, TAGS_NAMES) === 0
        isFirst = false
        if (isHeader) {
          notes.add('header', 1, { line: place.line, names: line.split('\t').join(', ') })
        } else if (line.includes('\r')) {
          // It may hold several sentences.
          faults.addUnbounded('E_DATA_CR', () => failLine('E_DATA_CR', { line: excerpt(line) }, place))
        } else if (!parts) {
          const found = line.split('\t').length
          const shown = { expected: 2, found, line: excerpt(line) }
          faults.add('E_DATA_COLUMNS', () => failLine('E_DATA_COLUMNS', shown, place))
        } else if (parts.tokens.length !== parts.tags.length) {
          const counts = { tokens: parts.tokens.length, tags: parts.tags.length, line: excerpt(line) }
          faults.add('E_DATA_TAG_COUNT', () => failLine('E_DATA_TAG_COUNT', counts, place))
        } else {
          for (const [index, token] of parts.tokens.entries()) sentence.add(token, parts.tags[index]!, place)
          sentence.end(place)
        }
      }
    }
    notes.add('blankLines', blank)
    sentence.note()
    const { scheme, records } = sentence
    return { format: 'tag-lines', reason: say('reason', { scheme: scheme.toUpperCase() }), records }
  },
}

/** The tokens and tags of a line; undefined where it is not two cells. */
function partsOf(line: string): { readonly tokens: string[]; readonly tags: string[] } | undefined {
  const [text = '', tags = '', more] = line.split('\t')
  const pieces = (cell: string) => cell.split(' ').filter((piece) => piece !== '')
  const parts = { tokens: pieces(text), tags: pieces(tags) }
  return more === undefined && parts.tokens.length > 0 && parts.tags.length > 0 ? parts : undefined
}

/** The tags of the first lines, with an empty one at each end. */
const tagsOf = (sample: Sample): string[] => sample.flatMap((line) => [...(partsOf(line)?.tags ?? []), ''])
