import { loadWords, PlatformSegmenter, type Segmenter, WordListSegmenter } from '../masking/index.ts'
import type { PretrainSettings } from './settings.ts'

/**
 * What marks words in the corpus, with a text that tells it apart from others. Masking by characters needs none.
 *
 * @throws E_WORDS_READ, E_WORDS_LINE
 */
export function segmenterOf({ masking, words }: Pick<PretrainSettings, 'masking' | 'words'>): {
  readonly segmenter: Segmenter | undefined
  readonly recipe: string
} {
  if (masking === 'char') return { segmenter: undefined, recipe: 'characters' }
  const platform = new PlatformSegmenter()
  const recipe = `words of ICU ${process.versions.icu}`
  if (words === undefined) return { segmenter: platform, recipe }
  const own = loadWords(words)
  return { segmenter: new WordListSegmenter(platform, own), recipe: `${recipe} and ${own.join(' ')}` }
}
