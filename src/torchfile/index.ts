export { openTorchFile } from './reader.ts'
