export {
  Conversions,
  drawInference,
  drawInSteps,
  INPUTS,
  type InferenceHead,
  type InferenceSource,
  type Precision,
  type WeightGroup,
  weightGroups,
} from './graph.ts'
export {
  type InferenceModel,
  type InferenceOptions,
  openInference,
} from './open.ts'
export { openRunner } from './runtime.ts'
export { crfOf, fusedModel, sourceOf } from './source.ts'
