/** Names that files give to the text, the label and the id of a record; the first that is there counts. */
export const TEXT_NAMES = [
  'text', 'sentence', 'content', 'review', 'text_a', 'title', 'comment', 'query',
  '文本', '内容', '正文', '标题', '评论', '句子',
] // biome-ignore format: a list to read across
export const LABEL_NAMES = [
  'label', 'labels', 'class', 'category', 'target', 'intent', 'tag',
  '标签', '类别', '分类', '类型', '意图',
] // biome-ignore format: a list to read across
export const ENTITY_NAMES = ['entities', 'label', 'labels', 'spans', 'annotations', '实体']
export const ID_NAMES = ['id', 'guid', 'uid', '编号']

/** The position of the first known name among the names of a header, or -1; case and outer blanks do not count. */
export function indexOfName(names: readonly string[], known: readonly string[]): number {
  const plain = names.map((name) => name.trim().toLowerCase())
  return known.map((name) => plain.indexOf(name)).find((index) => index >= 0) ?? -1
}
