export { ChainDecoder, type ChainWeights } from './chain.ts'
export { FusedModel, type FusedTask, outputName } from './fused-model.ts'
export { BATCH_SLOTS, planPadded } from './plan-padded.ts'
export { type OnnxRuntime, type PaddedBatch, Runner } from './runner.ts'
