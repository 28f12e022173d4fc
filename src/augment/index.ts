export type { Augmentable } from './_pieces.ts'
export {
  AUGMENT_METHODS,
  type Augmentation,
  type AugmentMethod,
  type AugmentOptions,
  augment,
  methodsFor,
} from './augment.ts'
export type { Fill, Guess, Guessed } from './way.ts'
