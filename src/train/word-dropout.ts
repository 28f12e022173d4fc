import { RandomStream } from '../base/random.ts'
import type { Example } from '../tasks/index.ts'

/**
 * Examples in which random tokens are [MASK]; [CLS] and every [SEP] stay. The choice depends on the seed and the step
 * only, so a step can be repeated.
 */
export function dropWords(
  examples: readonly Example[],
  { rate, mask, sep, seed, step }: { rate: number; mask: number; sep: number; seed: number; step: number },
): readonly Example[] {
  if (rate === 0) return examples
  const random = new RandomStream(seed, 'words:', step)
  return examples.map((example) => {
    const last = example.tokenIds.length - 1
    const tokenIds = example.tokenIds.map((id, i) =>
      i > 0 && i < last && random.uniform() < rate && id !== sep ? mask : id,
    )
    return { ...example, tokenIds }
  })
}
