export {
  MASKINGS,
  type MaskedWindow,
  Masker,
  type MaskerOptions,
  type Masking,
  type Window,
} from './masker.ts'
export {
  loadWords,
  PlatformSegmenter,
  type SegmentedTokens,
  type Segmenter,
  segmentTokens,
  WordListSegmenter,
} from './segment.ts'
export { findSimilarWords, type SavedSimilarWords, SimilarWords } from './similar.ts'
