import * as ort from 'onnxruntime-node'
import { refuseTelemetry } from '../base/telemetry.ts'
import { type OnnxGraph, writeSplit } from '../onnx/index.ts'
import { Runner } from '../predictor/index.ts'

/** Opens a whole model in this process, for low latency on the processor. @throws E_PREDICTOR_OPEN */
export function openRunner(model: OnnxGraph | Uint8Array, threads: number): Promise<Runner> {
  refuseTelemetry()
  const { model: bytes, externalData } =
    model instanceof Uint8Array ? { model, externalData: [] } : writeSplit(model)
  return Runner.open(ort, bytes, {
    externalData,
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Lengths change from run to run: a pattern of the last one does not fit.
    enableMemPattern: false,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1', force_spinning_stop: '1' } },
  })
}
