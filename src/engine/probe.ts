import type { DeviceName } from '../graph/index.ts'
import { DEVICES } from './devices.ts'
import { floatTensor, Session } from './session.ts'

/**
 * The devices that run a graph here, tried by running one. WebGPU is only tried where HANTUNE_WEBGPU=1 asks for
 * it: a driver that fails takes the process with it.
 */
export async function devicesFound(env: NodeJS.ProcessEnv = process.env): Promise<DeviceName[]> {
  const found: DeviceName[] = []
  for (const device of Object.keys(DEVICES) as DeviceName[]) {
    if (device === 'webgpu' && env.HANTUNE_WEBGPU !== '1') continue
    if (await runs(device)) found.push(device)
  }
  return found
}

async function runs(device: DeviceName): Promise<boolean> {
  try {
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
    return y[0] === 4
  } catch {
    return false
  }
}
