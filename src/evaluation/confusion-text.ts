import { defineTexts, type Language } from '../base/locale.ts'
import type { Confusion } from './evaluate.ts'
import { say } from './texts.ts'

const sayHere = defineTexts({
  rows: { zh: '行是标准答案，列是预测。', en: 'Rows are the truth, columns the prediction.' },
  shades: { zh: '颜色深浅按行内占比。', en: 'The shade is the share within a row.' },
  types: {
    zh: '对角线上是类型对的实体，边界不对的也算在内。',
    en: 'The diagonal holds entities of the right type, those with wrong boundaries among them.',
  },
  many: {
    zh: '类别有 {labels} 个，矩阵太大；下面是最常见的混淆（共 {all} 种，列出 {shown} 种）。',
    en: 'A matrix of {labels} labels is too large to read; these are the most frequent confusions ({shown} of {all}).',
  },
  count: { zh: '次数', en: 'times' },
})

/** A confusion as it is shown, in the terminal and on the page. */
export interface ConfusionTable {
  readonly isMatrix: boolean
  /** Of a matrix what stands in its corner, then the names of columns. */
  readonly head: readonly string[]
  /** Of a matrix a name and then counts; else truth, prediction and count. Where nobody counts, nothing stands. */
  readonly rows: readonly (readonly [name: string, ...cells: string[]])[]
  readonly note: string
}

/**
 * @param most labels beyond which there is no matrix
 * @param shown the confusions that are named instead
 */
export function confusionTable(
  { labels, hasNone, counts }: Confusion,
  { most, shown, hasShades }: { readonly most: number; readonly shown: number; readonly hasShades: boolean },
  language: Language,
): ConfusionTable {
  const names = [...labels, ...(hasNone ? [say('none', {}, language)] : [])]
  const [gold, predicted] = [say('gold', {}, language), say('predicted', {}, language)]
  const joined = (keys: readonly ('rows' | 'shades' | 'types')[]) =>
    keys.map((key) => sayHere(key, {}, language)).join(language === 'zh' ? '' : ' ')
  if (labels.length <= most)
    return {
      isMatrix: true,
      head: [`${gold} ↓ ${predicted} →`, ...names],
      rows: counts.map((row, g) => [
        names[g]!,
        // Nobody counts what is rightly nothing.
        ...row.map((count, p) => (hasNone && g === p && g === labels.length ? '' : String(count))),
      ]),
      note: joined([
        'rows',
        ...(hasShades ? (['shades'] as const) : []),
        ...(hasNone ? (['types'] as const) : []),
      ]),
    }
  const all = counts
    .flatMap((row, g) => row.map((count, p) => ({ g, p, count })))
    .filter(({ g, p, count }) => count > 0 && g !== p)
    .sort((a, b) => b.count - a.count)
  const worst = all.slice(0, shown)
  return {
    isMatrix: false,
    head: [gold, predicted, sayHere('count', {}, language)],
    rows: worst.map(({ g, p, count }) => [names[g]!, names[p]!, String(count)]),
    note: sayHere('many', { labels: labels.length, all: all.length, shown: worst.length }, language),
  }
}
