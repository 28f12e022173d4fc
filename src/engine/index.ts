export { DEVICES } from './devices.ts'
export { MaskBuffers, maskBytes } from './masks.ts'
export { ARENA_LIMIT_BYTES, Arena, alignFloats, StepBuffers } from './memory.ts'
export { type Parameter, type ParameterShape, Parameters, type TrainingBlocks } from './parameters.ts'
export { devicesFound } from './probe.ts'
export { addRows } from './rows.ts'
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
  ForwardStage,
  type StageGraph,
  type Tape,
  TrainingStage,
  type TrainingStageOptions,
} from './stage.ts'
