import { defineTexts } from '../../base/locale.ts'
import { failFile } from '../_errors.ts'
import { failLine } from '../_line-errors.ts'
import type { TaggedText } from '../records.ts'
import { type ColumnLayout, columnFault, layoutOf, splitLine } from './_column-line.ts'
import { SentenceBuilder } from './_sentence.ts'
import { PositionStripper } from './_tokens.ts'
import { excerpt, type Format, type Reading, type ReadResult } from './format.ts'

const say = defineTexts({
  reason: {
    zh: '每行两列、用{separator}分隔，第二列是 {scheme} 标签，空行分句',
    en: 'two columns separated by {separator}, the second a {scheme} tag, with blank lines between sentences',
  },
  wide: {
    zh: '每行 {width} 列、用{separator}分隔，第 {token} 列是词，第 {tag} 列是 {scheme} 标签，空行分句',
    en: '{width} columns separated by {separator}: tokens in column {token}, {scheme} tags in column {tag}, blank lines between sentences',
  },
  tab: { zh: ' TAB ', en: 'TAB' },
  space: { zh: '空格', en: 'spaces' },
})

/** The lines that show a file's scheme. */
const SCHEME_LINES = 100_000

/**
 * Column files (CoNLL): a token and its tag a line, the token first and the tag last unless the options say otherwise, a
 * blank line between sentences.
 */
export const columns: Format = {
  task: 'ner',
  recognises(sample, options) {
    if (options.tokenColumn !== undefined || options.tagColumn !== undefined) return true
    const layout = layoutOf(sample, options)
    return layout !== undefined && layout.tagged * 2 >= sample.length
  },
  read(reading) {
    const layout = checkedLayout(reading)
    return new ColumnReader(reading, layout, isSegmented(reading, layout)).read()
  },
}

function checkedLayout({ file, sample, options }: Reading): ColumnLayout {
  const layout = layoutOf(sample, options)
  const columns = [options.tokenColumn ?? 1, options.tagColumn ?? layout?.width ?? 0]
  const isSound = columns.every((column) => Number.isInteger(column) && column >= 1)
  if (layout && isSound && layout.token < layout.width && layout.token !== layout.tag) return layout
  const [token, tag] = [options.tokenColumn ?? 1, options.tagColumn ?? '-']
  throw failFile('E_DATA_COLUMN_CHOICE', { token, tag, line: excerpt(sample[0]!) }, { file })
}

/** Whether every token of the file carries its position in its word. Most files show on line 1 that they do not. */
function isSegmented(reading: Reading, layout: ColumnLayout): boolean {
  const stripper = new PositionStripper()
  let tokens = 0
  let words = 0
  for (const { lines } of reading.lines()) {
    for (const line of lines) {
      const token = splitLine(line.trimEnd(), layout)?.token
      if (token === undefined) {
        stripper.reset()
        continue
      }
      const stripped = stripper.strip(token)
      if (stripped === undefined) return false
      tokens++
      if (!/^\d+$/.test(stripped)) words++
    }
  }
  return tokens > 3 && words * 2 > tokens
}

class ColumnReader {
  readonly #reading: Reading
  readonly #layout: ColumnLayout
  readonly #sentence: SentenceBuilder
  readonly #stripper: PositionStripper | undefined
  /** The line on which a sentence begins, be it at fault or not; 0 between sentences. */
  #firstLine = 0
  #line = 0
  #stripped = 0

  constructor(reading: Reading, layout: ColumnLayout, isSegmented: boolean) {
    this.#reading = reading
    this.#layout = layout
    this.#sentence = new SentenceBuilder(reading, firstTags(reading, layout))
    this.#stripper = isSegmented ? new PositionStripper() : undefined
  }

  read(): ReadResult<TaggedText> {
    const { notes } = this.#reading
    let spacedBlanks = 0
    let trimmed = 0
    let documents = 0
    let comments = 0
    for (const { first, lines } of this.#reading.lines()) {
      for (let i = 0; i < lines.length; i++) {
        let line = lines[i]!
        if (isBlank(line)) {
          if (line !== '') spacedBlanks++
          this.#endSentence()
          continue
        }
        if (isDocumentMark(line)) {
          documents++
          this.#endSentence()
          continue
        }
        this.#line = first + i
        if (line.endsWith(' ') || line.endsWith('\t')) {
          line = line.trimEnd()
          trimmed++
        }
        if (this.#isComment(line)) comments++
        else this.#addLine(line)
      }
    }
    this.#endSentence()
    notes.add('blankLinesWithSpaces', spacedBlanks)
    notes.add('blanksAfterTag', trimmed)
    notes.add('documentMarks', documents)
    notes.add('commentLines', comments)
    notes.add('segmentation', this.#stripped)
    notes.add('numberColumn', this.#layout.isNumbered ? 1 : 0)
    this.#sentence.note()
    const { scheme, records } = this.#sentence
    return { format: scheme, reason: this.#reason(), records }
  }

  #reason(): string {
    const { separator, width, token, tag } = this.#layout
    const values = {
      separator: say(separator === '\t' ? 'tab' : 'space', {}),
      scheme: this.#sentence.scheme.toUpperCase(),
    }
    if (width === 2 && tag === 1) return say('reason', values)
    return say('wide', { ...values, width, token: token + 1, tag: tag + 1 })
  }

  /** Files of many columns have lines "# id …" about a sentence; in those of two, # may be a token. */
  #isComment(line: string): boolean {
    return line.startsWith('# ') && this.#layout.width > 2 && !splitLine(line, this.#layout)
  }

  #addLine(line: string): void {
    const { file, faults } = this.#reading
    const place = { file, line: this.#line }
    if (this.#firstLine === 0) this.#firstLine = this.#line
    const begin = { file, line: this.#firstLine }
    if (line.includes('\r')) {
      // It may hold several lines, and ends of sentences among them.
      faults.addUnbounded('E_DATA_CR', () => failLine('E_DATA_CR', { line: excerpt(line) }, place))
      return
    }
    const cells = splitLine(line, this.#layout)
    if (!cells) {
      const fault = columnFault(line, this.#layout, place)
      faults.add(fault.code, () => fault, begin)
      this.#stripper?.reset()
      return
    }
    // Before the tag: a token whose tag is bad counts for the position of the next.
    const token = this.#stripper?.strip(cells.token) ?? cells.token
    if (this.#stripper) this.#stripped++
    const isLast = this.#layout.tag === this.#layout.width - 1
    const column = isLast ? { column: line.length - cells.tag.length + 1 } : {}
    this.#sentence.add(token, cells.tag, { ...place, ...column }, begin)
  }

  #endSentence(): void {
    // Where every token is at fault, there is no sentence to end, but the next one begins all the same.
    if (this.#firstLine === 0) return
    this.#sentence.end({ file: this.#reading.file, line: this.#firstLine })
    this.#stripper?.reset()
    this.#firstLine = 0
  }
}

/** The tags of the first lines, enough to know the scheme; an empty one for a blank line. */
function firstTags(reading: Reading, layout: ColumnLayout): string[] {
  for (const { lines } of reading.lines())
    return lines.slice(0, SCHEME_LINES).map((line) => splitLine(line.trimEnd(), layout)?.tag ?? '')
  return []
}

/** Whether a line marks the start of a document (CoNLL 2003): it ends the sentence before it, and is none itself. */
export const isDocumentMark = (line: string): boolean => line.startsWith('-DOCSTART-')

/** Whether a line holds nothing but spaces and tabs; most lines show at their first character that they do. */
function isBlank(line: string): boolean {
  const first = line.charCodeAt(0)
  return line === '' || ((first === 32 || first === 9) && /^[ \t]*$/.test(line))
}
