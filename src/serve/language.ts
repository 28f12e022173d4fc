import { currentLanguage, type Language } from '../base/locale.ts'

/** The language of an answer: the first of `Accept-Language` that is spoken, by weight; else the service's own. */
export function languageOf(accepted: string | undefined): Language {
  const wishes = (accepted ?? '').split(',').map((wish, at) => {
    const [tag = '', ...parameters] = wish.trim().toLowerCase().split(';')
    const weight = parameters
      .map((own) => /^\s*q=([\d.]+)\s*$/.exec(own)?.[1])
      .find((own) => own !== undefined)
    return { tag: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight), at }
  })
  const spoken = wishes.filter(({ tag, weight }) => (tag === 'zh' || tag === 'en') && weight > 0)
  spoken.sort((a, b) => b.weight - a.weight || a.at - b.at)
  return (spoken[0]?.tag as Language | undefined) ?? currentLanguage()
}
