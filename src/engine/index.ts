export { DEVICES } from './devices.ts'
export { MaskBuffers, maskBytes } from './masks.ts'
export { ARENA_LIMIT_BYTES, Arena, alignFloats, StepBuffers, stepBytes } from './memory.ts'
export {
  type Moments,
  type OptimizerState,
  type Parameter,
  type ParameterShape,
  Parameters,
  type ParametersOptions,
  parameterBytes,
  type TrainingBlocks,
} from './parameters.ts'
export { devicesFound } from './probe.ts'
export { addRows } from './rows.ts'
export {
  byteTensor,
  type EngineOptions,
  type Feeds,
  floatTensor,
  halfTensor,
  intTensor,
  type OrtTensor,
  Session,
} from './session.ts'
export { addTo, ForwardStage, type Tape, TrainingStage, type TrainingStageOptions } from './stage.ts'
export {
  type Differentiate,
  type Dimensions,
  planStage,
  type StageGraph,
  type StagePlan,
  type TapeOptions,
  tapeBytes,
  tensorBytes,
} from './stage-plan.ts'
