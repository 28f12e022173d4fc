import { type Augmentable, type Augmentation, augment, type Fill } from '../augment/index.ts'
import type { Settings } from '../config/index.ts'
import type { LoadedData } from './dataset.ts'
import type { OnEvent } from './events.ts'
import type { EncoderChoice } from './pretrained.ts'

/** Opens a model that guesses blanks; `mlm` needs one. */
export type OpenFill = (
  choice: EncoderChoice,
  threads: number,
) => Promise<{ readonly fill: Fill; readonly mask: string; release(): Promise<void> }>

/**
 * Adds records to the training data of every task, made of those there are; dev and test stay as they are, and no new
 * text equals one of theirs. The same data and seed give the same records.
 *
 * @param choice the encoder that is fine-tuned: with its pre-training head it guesses words for `mlm`
 * @throws E_AUGMENT_* and the errors of a model that guesses blanks
 */
export async function augmentAll(
  data: readonly LoadedData[],
  settings: Settings,
  choice: EncoderChoice,
  openFill: OpenFill | undefined,
  onEvent: OnEvent,
): Promise<readonly LoadedData[]> {
  const { augment: methods, augmentFactor: factor, seed, threads } = settings
  if (methods.length === 0) return data
  const filler = methods.includes('mlm') ? await openFill?.(choice, threads) : undefined
  try {
    const all: LoadedData[] = []
    for (const own of data) {
      const avoid = [...own.dev, ...(own.test ?? [])].map(({ text }) => text)
      const train = own.train as readonly Augmentable[]
      const guesses = filler && { fill: filler.fill, mask: filler.mask }
      const made: Augmentation<Augmentable> = await augment(train, {
        methods,
        factor,
        seed,
        avoid,
        ...guesses,
        onProgress: (made, wanted) => onEvent({ event: 'augmenting', task: own.name, made, wanted }),
      })
      const { records, added, missing } = made
      onEvent({ event: 'augment', task: own.name, before: train.length, added, missing })
      all.push({ ...own, train: records })
    }
    return all
  } finally {
    await filler?.release()
  }
}
