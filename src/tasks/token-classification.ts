import { defineErrors } from '../base/errors.ts'
import { type Origin, recordPlace } from '../base/origin.ts'
import type { Span, TaggedText } from '../data/index.ts'
import { rangeKey, scoreEntities, spansOfTags } from '../metrics/index.ts'
import type { CrfShape, HeadShape, TagPath } from '../models/index.ts'
import type { Token, Tokenizer } from '../tokenize/index.ts'
import { bestClasses } from './softmax.ts'
import type { Encoding, Entity, Example, NerReport, TaggingOutput, Task } from './task.ts'
import { windowsOf } from './windows.ts'

const fail = defineErrors({
  E_TASK_OVERLAP: {
    zh: {
      what: '实体“{first}”与“{second}”重叠，BIO 标注无法表示',
      fix: '每个字只能属于一个实体：删去其中一个，或改为嵌套的外层实体',
    },
    en: {
      what: 'the entities “{first}” and “{second}” overlap, which BIO tags cannot express',
      fix: 'a character belongs to one entity at most: remove one of the two',
    },
  },
  E_TASK_RANGE: {
    zh: {
      what: '实体 {label} 的范围 [{start}, {end}) 不在文本之内（文本长 {length}）',
      fix: '起止位置按 UTF-16 码元从 0 数起，左闭右开，并且 start < end ≤ 文本长度',
    },
    en: {
      what: 'the range [{start}, {end}) of an entity {label} is not within its text, which is {length} long',
      fix: 'offsets are UTF-16 code units from 0, the end not included, and start < end ≤ the length of the text',
    },
  },
  E_TASK_UNKNOWN_LABEL: {
    zh: {
      what: '标签 {label} 不在模型的标签 {labels} 之中',
      fix: '检查是否拼错，或把含有这个标签的数据放进训练集',
    },
    en: {
      what: 'the label {label} is none of the model’s: {labels}',
      fix: 'check its spelling, or train on data that has it',
    },
  },
  E_TASK_WINDOW: {
    zh: { what: '最大长度 {maxLength} 不可用', fix: '取 8 到模型上限 {limit} 之间的值' },
    en: {
      what: 'a maximum length of {maxLength} cannot be used',
      fix: 'choose one from 8 to {limit}, the limit of the model',
    },
  },
})

/** A window of a text, with where its tokens stand in the text. */
export interface TaggingExample extends Example {
  readonly tokens: readonly Token[]
  /** Tokens [from, to) of the window are decided by it; its neighbours decide the rest. */
  readonly own: readonly [from: number, to: number]
}

export interface TaggingOptions {
  /** The most tokens in one pass, [CLS] and [SEP] included. */
  readonly maxLength: number
  /** `character`: one token a character, as Chinese is tagged; `piece`: WordPiece tokens. */
  readonly granularity: 'character' | 'piece'
  /** How tags are chosen: each by itself, or the best path of a CRF; `softmax` where it is left out. */
  readonly decoder?: 'softmax' | 'crf'
}

/** Shares of a window that its neighbours see too. */
const OVERLAP = 1 / 4

/** Tagging of entities by BIO tags, with a softmax over them or a CRF. Long texts are read in overlapping windows. */
export class TokenClassification implements Task<TaggedText, TaggingOutput, TaggingExample, NerReport> {
  readonly kind = 'ner'
  readonly labels: readonly string[]
  readonly classes: readonly string[]
  readonly head: HeadShape
  readonly options: TaggingOptions
  readonly #tokenizer: Tokenizer
  readonly #classOf: ReadonlyMap<string, number>

  constructor(tokenizer: Tokenizer, labels: readonly string[], options: TaggingOptions) {
    this.#tokenizer = tokenizer
    this.labels = labels
    this.options = options
    this.classes = tagClasses(labels)
    this.#classOf = new Map(this.classes.map((name, i) => [name, i]))
    const crf = options.decoder === 'crf' ? { crf: bioRules(this.classes) } : {}
    this.head = { kind: 'token', classes: this.classes.length, ...crf }
  }

  /** @throws E_TASK_RANGE, E_TASK_OVERLAP, E_TASK_UNKNOWN_LABEL naming the record */
  encode(record: TaggedText): Encoding<TaggingExample> {
    const { text, entities } = record
    const tokens = this.#tokens(text)
    const targets = this.#targets(record, tokens)
    const keys = new Set(this.#rangesOf(tokens, [...targets]).map(rangeKey))
    const unlearnable = entities.filter((entity) => !keys.has(rangeKey(entity))).length
    return { text, examples: this.#windows(tokens, targets), unlearnable }
  }

  encodeText({ text }: { readonly text: string }): Encoding<TaggingExample> {
    const tokens = this.#tokens(text)
    const targets = new Int32Array(tokens.length).fill(-1)
    return { text, examples: this.#windows(tokens, targets), unlearnable: 0 }
  }

  /** @throws TypeError where the head has a CRF: a row's best class is not that of the best path */
  decode(encoding: Encoding<TaggingExample>, logits: readonly Float32Array[]): TaggingOutput {
    if (this.head.crf) throw new TypeError('the logits of a CRF are decoded by its paths')
    return this.decodeTags(encoding, bestClasses(this.emissions(encoding, logits), this.classes.length))
  }

  /** The rows that windows own, joined: [tokens, classes]. */
  emissions({ examples }: Encoding<TaggingExample>, logits: readonly Float32Array[]): Float32Array {
    const width = this.classes.length
    // Row 0 is [CLS].
    const owned = examples.map(({ own: [from, to] }, i) =>
      logits[i]!.subarray((from + 1) * width, (to + 1) * width),
    )
    const joined = new Float32Array(owned.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const rows of owned) {
      joined.set(rows, at)
      at += rows.length
    }
    return joined
  }

  decodeTags({ text, examples }: Encoding<TaggingExample>, path: TagPath): TaggingOutput {
    const tokens = examples.flatMap(({ tokens, own }) => tokens.slice(own[0], own[1]))
    const entities = this.#rangesOf(tokens, [...path.classes]).map(
      ({ from, to, start, end, label }): Entity => {
        const score = path.probabilities.slice(from, to).reduce((sum, p) => sum + p, 0) / (to - from)
        return { label, text: text.slice(start, end), start, end, score }
      },
    )
    return { text, entities }
  }

  /** The entities that classes of tokens say: tokens [from, to), characters [start, end). */
  #rangesOf(tokens: readonly Token[], classes: readonly number[]) {
    return spansOfTags(classes.map((index) => this.classes[index]!)).map(({ start, end, label }) => ({
      from: start,
      to: end,
      start: tokens[start]!.start,
      end: tokens[end - 1]!.end,
      label,
    }))
  }

  score(records: readonly TaggedText[], outputs: readonly TaggingOutput[]): NerReport {
    return scoreEntities(
      records.map(({ entities }) => entities),
      outputs.map(({ entities }) => entities),
    )
  }

  figureOfMerit(report: NerReport) {
    return { name: 'f1', value: report.f1 }
  }

  #tokens(text: string): Token[] {
    return this.options.granularity === 'character'
      ? this.#tokenizer.tokenizeCharacters(text)
      : this.#tokenizer.tokenize(text)
  }

  /** The class of each token: B where an entity's first token starts, I further inside, else O. */
  #targets({ entities, origin, text }: TaggedText, tokens: readonly Token[]): Int32Array {
    const targets = new Int32Array(tokens.length)
    const sorted = [...entities].sort((a, b) => a.start - b.start)
    let t = 0
    for (const [i, entity] of sorted.entries()) {
      const { label, start, end } = entity
      if (
        !(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= text.length)
      )
        throw fail('E_TASK_RANGE', { label, start, end, length: text.length }, recordPlace(origin))
      const before = sorted[i - 1]
      if (before && before.end > entity.start) {
        const values = {
          first: text.slice(before.start, before.end),
          second: text.slice(entity.start, entity.end),
        }
        throw fail('E_TASK_OVERLAP', values, {
          ...recordPlace(origin),
          characters: [entity.start, entity.end],
        })
      }
      while (t < tokens.length && tokens[t]!.end <= entity.start) t++
      for (let first = true; t < tokens.length && tokens[t]!.start < entity.end; t++, first = false) {
        targets[t] = this.#classFor(entity, first, origin)
      }
    }
    return targets
  }

  #classFor({ label, start, end }: Span, first: boolean, origin: Origin): number {
    const index = this.#classOf.get(`${first ? 'B' : 'I'}-${label}`)
    if (index !== undefined) return index
    throw fail(
      'E_TASK_UNKNOWN_LABEL',
      { label, labels: this.labels.join(', ') },
      { ...recordPlace(origin), characters: [start, end] },
    )
  }

  #windows(tokens: readonly Token[], targets: Int32Array): TaggingExample[] {
    const size = this.options.maxLength - 2
    const { cls, sep } = this.#tokenizer.special
    return windowsOf(tokens.length, size, Math.floor(size * OVERLAP)).map(
      ({ start, end, ownStart, ownEnd }) => {
        const seen = tokens.slice(start, end)
        const own = [ownStart - start, ownEnd - start] as const
        const rows = new Int32Array(seen.length + 2).fill(-1)
        rows.set(targets.subarray(ownStart, ownEnd), own[0] + 1)
        return {
          tokens: seen,
          own,
          tokenIds: Int32Array.from([cls, ...seen.map(({ id }) => id), sep]),
          targets: rows,
        }
      },
    )
  }
}

/** The BIO tags of entity types, in the order of the head's rows. */
export const tagClasses = (labels: readonly string[]): string[] => [
  'O',
  ...labels.flatMap((label) => [`B-${label}`, `I-${label}`]),
]

/** I-X follows B-X and I-X only, and begins no text. */
function bioRules(classes: readonly string[]): CrfShape {
  const forbidden: [number, number][] = []
  const forbiddenStart: number[] = []
  for (const [to, name] of classes.entries()) {
    if (!name.startsWith('I-')) continue
    forbiddenStart.push(to)
    for (const [from, before] of classes.entries())
      if (before !== name && before !== `B-${name.slice(2)}`) forbidden.push([from, to])
  }
  return { forbidden, forbiddenStart }
}

/** Checks a maximum length against a model's. @throws E_TASK_WINDOW */
export function checkMaxLength(maxLength: number, limit: number): number {
  if (!(Number.isInteger(maxLength) && maxLength >= 8 && maxLength <= limit)) {
    throw fail('E_TASK_WINDOW', { maxLength, limit })
  }
  return maxLength
}
