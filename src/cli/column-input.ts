import type { PlainText } from '../data/index.ts'

const TAGGED = /^\S{1,24}[\t ](?:O|[BIESM]-\S+)$/
const SOME = 5
const MOST = 0.9

/** Whether texts look like the lines of a column file (`字 TAB tag`), each of which would be taken for a text. */
export function looksLikeColumns(texts: readonly PlainText[]): boolean {
  const tagged = texts.filter(({ text }) => TAGGED.test(text)).length
  return tagged >= SOME && tagged >= MOST * texts.length
}
