export { checkGraph } from './checker.ts'
export type { AttributeValue, Dim, OnnxGraph, OnnxInitializer, OnnxNode, OnnxValue } from './model.ts'
export {
  checkModelBytes,
  IR_VERSION,
  MICROSOFT_DOMAIN,
  modelParts,
  OPSET,
  type SplitModel,
  writeModel,
  writeSplit,
} from './writer.ts'
