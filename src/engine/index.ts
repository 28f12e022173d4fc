export { DEVICES } from './devices.ts'
export { ARENA_LIMIT_BYTES, Arena, alignFloats, StepBuffers } from './memory.ts'
export { type Parameter, type ParameterShape, Parameters, type TrainingBlocks } from './parameters.ts'
export {
  byteTensor,
  type EngineOptions,
  type Feeds,
  floatTensor,
  intTensor,
  type OrtTensor,
  Session,
} from './session.ts'
export {
  type Differentiate,
  type Dimensions,
  Stage,
  type StageGraph,
  type StageOptions,
  type Tape,
} from './stage.ts'
