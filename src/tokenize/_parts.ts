import type { Place } from '../base/errors.ts'
import type { AddedToken } from './_added.ts'
import { fail, shown } from './_errors.ts'
import type { NormalizerSettings } from './_normalize.ts'
import type { WordPieceSettings } from './_wordpiece.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The parts that special tokens play, in the order in which files list them. */
export const SPECIAL_ROLES = ['unk', 'sep', 'pad', 'cls', 'mask'] as const
export type SpecialRole = (typeof SPECIAL_ROLES)[number]

/** What BERT calls its special tokens. */
export const BERT_NAMES: Readonly<Record<SpecialRole, string>> = {
  unk: '[UNK]',
  sep: '[SEP]',
  pad: '[PAD]',
  cls: '[CLS]',
  mask: '[MASK]',
}

/** The ids of the special tokens; a vocabulary need not have a mask. */
export interface SpecialIds extends Record<Exclude<SpecialRole, 'mask'>, number> {
  readonly mask: number | undefined
}

/** All that a tokenizer is made of. */
export interface TokenizerParts extends WordPieceSettings {
  readonly vocabulary: Vocabulary
  readonly normalizer: NormalizerSettings
  readonly specialNames: Readonly<Record<SpecialRole, string>>
  /** Tokens that are found whole; ids after the vocabulary's are theirs, without holes. */
  readonly addedTokens: readonly AddedToken[]
  /** The most tokens that the model takes, special ones included, where the files say so. */
  readonly modelMaxLength: number | undefined
}

/**
 * Checks that the parts fit together.
 *
 * @returns every piece by its id, added tokens included, and the ids of the special tokens
 * @throws E_TOKENIZER_ADDED when an added token's id is not the vocabulary's, or leaves a hole
 * @throws E_TOKENIZER_DUPLICATE when an added token stands twice
 * @throws E_TOKENIZER_SPECIAL when a special token other than the mask is missing
 */
export function checkParts(
  parts: TokenizerParts,
  place: Place,
): { pieces: readonly string[]; special: SpecialIds } {
  const pieces = [...parts.vocabulary.pieces]
  const more = new Map<string, number>()
  for (const { content, id } of [...parts.addedTokens].sort((a, b) => a.id - b.id)) {
    const expected = parts.vocabulary.idOf(content) ?? pieces.length
    const first = more.get(content)
    if (first !== undefined)
      throw fail('E_TOKENIZER_DUPLICATE', { piece: shown(content), first, second: id }, place)
    if (id !== expected) throw fail('E_TOKENIZER_ADDED', { piece: shown(content), id, expected }, place)
    if (id === pieces.length) pieces.push(content)
    more.set(content, id)
  }
  const find = (role: SpecialRole) =>
    parts.vocabulary.idOf(parts.specialNames[role]) ?? more.get(parts.specialNames[role])
  const need = (role: SpecialRole) => {
    const id = find(role)
    if (id === undefined)
      throw fail('E_TOKENIZER_SPECIAL', { piece: shown(parts.specialNames[role]), role }, place)
    return id
  }
  const special = {
    pad: need('pad'),
    unk: need('unk'),
    cls: need('cls'),
    sep: need('sep'),
    mask: find('mask'),
  }
  return { pieces, special }
}

/** The added tokens, and those special tokens that stand in the vocabulary but are not among them. */
export function withSpecialTokens(
  added: readonly AddedToken[],
  names: Iterable<string>,
  vocabulary: Vocabulary,
): AddedToken[] {
  const known = new Set(added.map((token) => token.content))
  const plain = { singleWord: false, lstrip: false, rstrip: false, normalized: false }
  const missing = [...new Set(names)].flatMap((content) => {
    const id = vocabulary.idOf(content)
    return id === undefined || known.has(content) ? [] : [{ id, content, special: true, ...plain }]
  })
  return [...added, ...missing].sort((a, b) => a.id - b.id)
}
