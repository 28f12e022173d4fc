import type { Environment } from '../base/locale.ts'
import type { DeviceName } from '../graph/index.ts'
import { DEVICES } from './devices.ts'
import { floatTensor, Session } from './session.ts'

/** The devices to try: WebGPU only where HANTUNE_WEBGPU=1 asks for it, for a driver that fails takes the process with it. */
export const devicesAskedFor = (env: Environment = process.env): DeviceName[] =>
  (Object.keys(DEVICES) as DeviceName[]).filter((device) => device !== 'webgpu' || env.HANTUNE_WEBGPU === '1')

/** Those of the devices asked for that run a graph here. */
export async function devicesFound(env: Environment = process.env): Promise<DeviceName[]> {
  const found: DeviceName[] = []
  for (const device of devicesAskedFor(env)) {
    try {
      await tryDevice(device)
      found.push(device)
    } catch {
      // Whoever wants to know why calls tryDevice.
    }
  }
  return found
}

/**
 * Runs a small graph on a device.
 *
 * @throws Error with ONNX Runtime's reason if there is no such device here, or it computes wrongly
 */
export async function tryDevice(device: DeviceName): Promise<void> {
  const graph = {
    name: 'probe',
    nodes: [{ opType: 'Add', domain: '', inputs: ['x', 'x'], outputs: ['y'], attributes: {} }],
    inputs: [{ name: 'x', dtype: 'float32', shape: [1] }],
    outputs: [{ name: 'y', dtype: 'float32' }],
    initializers: [],
  } as const
  const session = await Session.create(graph, { device, threads: 1 })
  const y = new Float32Array(1)
  await session.run({ x: floatTensor(Float32Array.of(2), [1]) }, { y: floatTensor(y, [1]) })
  await session.release()
  if (y[0] !== 4) throw new RangeError(`${device}: 2 + 2 = ${y[0]}`)
}
