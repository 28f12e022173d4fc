export { openSafetensors, type SafetensorsFile } from './reader.ts'
export { openSafetensorsIndex, shardsOf } from './sharded.ts'
export { type TensorToWrite, writeSafetensors } from './writer.ts'
