import { defineTexts } from '../../base/locale.ts'
import { failLine } from '../_line-errors.ts'
import type { Span, TaggedText } from '../records.ts'
import { columnFault, type Separator, separatorOf, splitColumns } from './_column-line.ts'
import { PositionStripper, TokenJoiner } from './_tokens.ts'
import type { Format, Reading, ReadResult } from './format.ts'
import { parseTag, SpanBuilder, schemeOf, type TagFault, TagParser } from './tags.ts'

const say = defineTexts({
  reason: {
    zh: '每行两列、用{separator}分隔，第二列是 {scheme} 标签，空行分句',
    en: 'two columns separated by {separator}, the second a {scheme} tag, with blank lines between sentences',
  },
  tab: { zh: ' TAB ', en: 'TAB' },
  space: { zh: '空格', en: 'spaces' },
})

/** The lines that show a file's scheme. */
const SCHEME_LINES = 100_000

/** Column files: a token and its tag a line, a blank line between sentences (CoNLL 2002 with two columns). */
export const columns: Format = {
  task: 'ner',
  recognises(sample) {
    const tagged = sample.filter(
      (line) => parseTag(line.trimEnd().split(/[\t ]/).at(-1)!) && line.search(/[\t ]/) >= 0,
    )
    return tagged.length > 0 && tagged.length * 2 >= sample.length
  },
  read(reading) {
    return new ColumnReader(reading, isSegmented(reading)).read()
  },
}

/** Whether every token of the file carries its position in its word. Most files show on line 1 that they do not. */
function isSegmented(reading: Reading): boolean {
  const separator = separatorOf(reading.sample)
  const stripper = new PositionStripper()
  let tokens = 0
  let words = 0
  for (const { lines } of reading.lines()) {
    for (const line of lines) {
      const token = splitColumns(line.trimEnd(), separator)?.token
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
  readonly #separator: Separator
  readonly #parser: TagParser
  readonly #spans: SpanBuilder
  readonly #joiner = new TokenJoiner()
  readonly #stripper: PositionStripper | undefined
  readonly #records: TaggedText[] = []
  #firstLine = 0
  #line = 0
  #column = 0
  #stripped = 0
  #repaired = 0

  constructor(reading: Reading, isSegmented: boolean) {
    this.#reading = reading
    this.#separator = separatorOf(reading.sample)
    this.#parser = new TagParser(schemeOf(tagsOf(reading, this.#separator)))
    this.#spans = new SpanBuilder(this.#parser.scheme, (fault) => this.#onTagFault(fault))
    this.#stripper = isSegmented ? new PositionStripper() : undefined
  }

  read(): ReadResult<TaggedText> {
    const { notes } = this.#reading
    let spacedBlanks = 0
    let trimmed = 0
    let documents = 0
    for (const { first, lines } of this.#reading.lines()) {
      for (let i = 0; i < lines.length; i++) {
        let line = lines[i]!
        if (isBlank(line)) {
          if (line !== '') spacedBlanks++
          this.#endSentence()
          continue
        }
        this.#line = first + i
        if (line.endsWith(' ') || line.endsWith('\t')) {
          line = line.trimEnd()
          trimmed++
        }
        if (line.startsWith('-DOCSTART-')) documents++
        else this.#addLine(line)
      }
    }
    this.#endSentence()
    notes.add('blankLinesWithSpaces', spacedBlanks)
    notes.add('blanksAfterTag', trimmed)
    notes.add('documentMarks', documents)
    notes.add('segmentation', this.#stripped)
    notes.add('joinedWithBlank', this.#joiner.blanks)
    notes.add('repairedTags', this.#repaired)
    const { scheme } = this.#parser
    const separator = say(this.#separator === '\t' ? 'tab' : 'space', {})
    return {
      format: scheme,
      reason: say('reason', { separator, scheme: scheme.toUpperCase() }),
      records: this.#records,
    }
  }

  #addLine(line: string): void {
    const cells = splitColumns(line, this.#separator)
    if (!cells) {
      const fault = columnFault(line, this.#separator, this.#place())
      this.#reading.faults.add(fault.code, () => fault)
      return
    }
    let { token } = cells
    this.#column = line.length - cells.tag.length + 1
    const tag = this.#parser.parse(cells.tag)
    if (!tag) {
      this.#reading.faults.add('E_DATA_TAG', () => this.#parser.unknown(cells.tag, this.#place(this.#column)))
      return
    }
    if (this.#stripper) {
      token = this.#stripper.strip(token)!
      this.#stripped++
    }
    if (this.#joiner.text === '') this.#firstLine = this.#line
    const start = this.#joiner.append(token)
    this.#spans.add(tag, start, start + token.length)
  }

  #endSentence(): void {
    const { text } = this.#joiner
    if (text === '') return
    const { file, faults } = this.#reading
    const entities: Span[] = this.#spans.finish()
    const origin = { file, line: this.#firstLine }
    if (text.trim() === '') faults.add('E_DATA_EMPTY_TEXT', () => failLine('E_DATA_EMPTY_TEXT', {}, origin))
    else this.#records.push({ text, entities, origin })
    this.#joiner.reset()
    this.#stripper?.reset()
  }

  #onTagFault(fault: TagFault): void {
    if (this.#reading.options.repairTags) {
      this.#repaired++
      return
    }
    this.#reading.faults.add(fault.code, () =>
      fault.code === 'E_DATA_TAG_ORDER'
        ? failLine(
            fault.code,
            { tag: fault.tag.text, before: fault.before, label: fault.tag.label },
            this.#place(this.#column),
          )
        : failLine(fault.code, { tag: fault.tag, end: `E${fault.tag.slice(1)}` }, this.#place()),
    )
  }

  #place(column?: number) {
    return { file: this.#reading.file, line: this.#line, ...(column === undefined ? {} : { column }) }
  }
}

/** The tags of the first lines: enough to know the scheme. */
function* tagsOf(reading: Reading, separator: Separator): Generator<string> {
  for (const { lines } of reading.lines()) {
    for (const line of lines.slice(0, SCHEME_LINES)) {
      const tag = splitColumns(line.trimEnd(), separator)?.tag
      if (tag) yield tag
    }
    return
  }
}

/** Whether a line holds nothing but spaces and tabs; most lines show at their first character that they do. */
function isBlank(line: string): boolean {
  const first = line.charCodeAt(0)
  return line === '' || ((first === 32 || first === 9) && /^[ \t]*$/.test(line))
}
