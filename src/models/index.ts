export { type PackedBatch, packBatch } from './batch.ts'
export { type BertConfig, parseBertConfig, readBertConfig } from './bert/config.ts'
export type { CrfShape } from './bert/crf.ts'
export { CrfDecoder, type TagPath } from './bert/crf-decoder.ts'
export { BertEncoder, type EncoderTape, encoderParameters } from './bert/encoder.ts'
export { type DropoutRates, type HeadKind, NO_DROPOUT, WORD_EMBEDDINGS } from './bert/graphs.ts'
export { BertHead, type HeadLoss, headParameters, type Targets } from './bert/head.ts'
export type { HeadShape } from './bert/head-graphs.ts'
export { type EncoderMemory, encoderMemory } from './bert/learning.ts'
export { type LossSettings, PLAIN_LOSS } from './bert/losses.ts'
export { type MaskedTokens, MlmHead, type MlmLoss, maskedModelParameters, mlmParameters } from './bert/mlm.ts'
export {
  type FreshParameters,
  initialise,
  type LoadReport,
  loadFolder,
  loadWeights,
  openWeights,
} from './bert/weights.ts'
