import { currentLanguage, LANGUAGES, type Language } from './locale.ts'

const spoken = (tag: string): Language | undefined => LANGUAGES.find((own) => own === tag)

/**
 * The language to answer in: of those that `Accept-Language` wishes for and we speak the one with the most weight.
 *
 * @param otherwise where none of them is spoken
 */
export function acceptedLanguage(header: string | undefined, otherwise = currentLanguage()): Language {
  const wishes = (header ?? '').split(',').flatMap((wish) => {
    const [tag = '', ...parameters] = wish.toLowerCase().split(';')
    const language = spoken(tag.trim().split('-')[0]!)
    const weight = Number(/^\s*q=([\d.]+)\s*$/.exec(parameters.join(';'))?.[1] ?? 1)
    return language && weight > 0 ? [{ language, weight }] : []
  })
  // Sorting is stable: of equal weights the first.
  return wishes.sort((a, b) => b.weight - a.weight)[0]?.language ?? otherwise
}
