/** Names that files give to the text, the label and the id of a record; the first that is there counts. */
export const TEXT_NAMES = [
  'text', 'sentence', 'content', 'review', 'text_a', 'title', 'comment', 'query', 'originaltext',
  '文本', '内容', '正文', '标题', '评论', '句子',
] // biome-ignore format: a list to read across
export const LABEL_NAMES = [
  'label', 'labels', 'class', 'category', 'target', 'intent', 'tag', 'gold_label',
  '标签', '类别', '分类', '类型', '意图',
] // biome-ignore format: a list to read across
/** Names that files give to the two texts of a pair, the first pair that is there whole counts. */
export const PAIR_NAMES = [
  ['text', 'pair'], ['sentence1', 'sentence2'], ['premise', 'hypothesis'], ['text_a', 'text_b'], ['query', 'title'],
  ['question1', 'question2'], ['text1', 'text2'], ['sentence_a', 'sentence_b'],
  ['文本1', '文本2'], ['前提', '假设'], ['句子1', '句子2'], ['问题1', '问题2'],
] as const // biome-ignore format: a list to read across
export const ENTITY_NAMES = ['entities', 'label', 'labels', 'spans', 'annotations', '实体']
export const ID_NAMES = ['id', 'guid', 'uid', '编号']

/** Names that files give to the list of a sentence's tokens, and to the list of their tags. */
export const TOKENS_NAMES = ['tokens', 'words', 'chars', 'characters', '字', '词']
export const TAGS_NAMES = ['ner_tags', 'tags', 'bio_tags', 'ner', ...LABEL_NAMES]
/** How messages show tokens and tags in JSONL. */
export const TOKENS_EXAMPLE = '{"tokens": ["张", "三"], "tags": ["B-PER", "I-PER"]}'

/** The position of the first known name among the names of a header, or -1; case and outer blanks do not count. */
export function indexOfName(names: readonly string[], known: readonly string[]): number {
  const plain = names.map((name) => name.trim().toLowerCase())
  return known.map((name) => plain.indexOf(name)).find((index) => index >= 0) ?? -1
}

/** The positions of the two texts of a pair among the names of a header, or undefined. */
export function pairIndexes(names: readonly string[]): readonly [first: number, second: number] | undefined {
  for (const [first, second] of PAIR_NAMES) {
    const found = [indexOfName(names, [first]), indexOfName(names, [second])] as const
    if (found.every((index) => index >= 0)) return found
  }
  return undefined
}

/** Whether a header names a text, or two. */
export const namesTexts = (names: readonly string[]): boolean =>
  indexOfName(names, TEXT_NAMES) >= 0 || pairIndexes(names) !== undefined

/** A value of a column that is a label: 0, 1, False, True. */
export const FLAG = /^\s*([01]|true|false)\s*$/i
