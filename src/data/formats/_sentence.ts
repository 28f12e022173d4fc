import type { Place } from '../../base/errors.ts'
import { refuseEmptyText } from '../_empty-text.ts'
import { failLine } from '../_line-errors.ts'
import { type Origin, recordPlace, type TaggedText } from '../records.ts'
import { surveyTags } from './_tag-survey.ts'
import { TokenJoiner } from './_tokens.ts'
import type { Reading } from './format.ts'
import { type Scheme, SpanBuilder, type TagFault, TagParser } from './tags.ts'

/** Makes records of sentences whose tokens have a tag each, in the scheme that the tags of a sample show. */
export class SentenceBuilder {
  readonly records: TaggedText[] = []
  readonly #reading: Reading
  readonly #parser: TagParser
  readonly #spans: SpanBuilder
  readonly #joiner = new TokenJoiner()
  #place: Place = {}
  /** What the sentence is known by. */
  #record: Place = {}
  #repaired = 0

  /** @param tags those of a sample in their order, an empty string at each end of a sentence */
  constructor(reading: Reading, tags: readonly string[]) {
    this.#reading = reading
    const { scheme, style } = surveyTags(tags)
    this.#parser = new TagParser(scheme, style)
    this.#spans = new SpanBuilder(scheme, (fault) => this.#onTagFault(fault))
  }

  get scheme(): Scheme {
    return this.#parser.scheme
  }

  /** Whether the sentence has no token so far. */
  get isEmpty(): boolean {
    return this.#joiner.text === ''
  }

  /**
   * Appends a token; a tag that the scheme does not know goes to the faults.
   *
   * @param record where the sentence begins, if not at this place
   */
  add(token: string, text: string, place: Place, record: Place = place): void {
    this.#place = place
    this.#record = record
    const tag = this.#parser.parse(text)
    if (!tag) {
      this.#reading.faults.add('E_DATA_TAG', () => this.#parser.unknown(text, place), record)
      return
    }
    const start = this.#joiner.append(token)
    this.#spans.add(tag, start, start + token.length)
  }

  /** Ends the sentence: a record, if there was a token. */
  end(origin: Origin): void {
    const { text } = this.#joiner
    if (text === '') return
    const entities = this.#spans.finish()
    if (text.trim() === '') refuseEmptyText(this.#reading, recordPlace(origin))
    else this.records.push({ text, entities, origin })
    this.#joiner.reset()
  }

  /** Notes what was done to tokens and tags. */
  note(): void {
    const { notes } = this.#reading
    notes.add('joinedWithBlank', this.#joiner.blanks)
    notes.add('repairedTags', this.#repaired)
  }

  #onTagFault(fault: TagFault): void {
    if (this.#reading.options.repairTags) {
      this.#repaired++
      return
    }
    const { tag } = fault
    const place = this.#place
    const { column: _, ...line } = place
    const make = () =>
      fault.code === 'E_DATA_TAG_UNFINISHED'
        ? failLine(fault.code, { tag: tag.text, end: this.#parser.endOf(tag) }, line)
        : failLine(fault.code, { tag: tag.text, before: fault.before, label: tag.label }, place)
    this.#reading.faults.add(fault.code, make, this.#record)
  }
}
