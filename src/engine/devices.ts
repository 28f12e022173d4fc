import type { DeviceName } from '../graph/index.ts'

interface Device {
  /** ONNX Runtime's execution providers, in order. */
  readonly providers: readonly string[]
  readonly sessionConfig: Readonly<Record<string, string>>
}

/** What each device needs of a session. */
export const DEVICES: Readonly<Record<DeviceName, Device>> = {
  cpu: { providers: ['cpu'], sessionConfig: {} },
  // Without a fall-back, so that an operator that WebGPU lacks is an error rather than a slow copy.
  webgpu: { providers: ['webgpu'], sessionConfig: { disable_cpu_ep_fallback: '1' } },
}

const NO_SCAN = 'Scan has no WebGPU kernel'

/** Operators that cannot run on a device, each with its reason: a graph that has one does not open there. */
export const EXCEPTIONS: Readonly<Record<DeviceName, Readonly<Record<string, string>>>> = {
  cpu: {},
  webgpu: { LinearChain: NO_SCAN, LinearChainGrad: NO_SCAN, Viterbi: NO_SCAN },
}
