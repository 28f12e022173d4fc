import type { RandomStream } from '../base/random.ts'
import type { MaskedWindow, Window } from '../masking/index.ts'

/**
 * Has [CLS] say, besides, what its window is about: `count` different tokens of the window are to be predicted where
 * [CLS] stands. Masked-language modelling alone never asks anything of [CLS], which is what a text is classified by.
 * Each different token is as likely to be asked for as any other, so that the frequent ones do not crowd out the rest.
 */
export function withGist(
  masked: MaskedWindow,
  { ids }: Window,
  count: number,
  special: ReadonlySet<number>,
  random: RandomStream,
): MaskedWindow {
  const distinct = [...new Set(ids)].filter((id) => !special.has(id))
  const asked = random.shuffle(distinct).slice(0, count)
  return {
    ids: masked.ids,
    positions: Int32Array.from([...asked.map(() => 0), ...masked.positions]),
    targets: Int32Array.from([...asked, ...masked.targets]),
  }
}
