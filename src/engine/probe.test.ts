import { describe, expect, test } from 'vitest'
import type { OnnxGraph } from '../onnx/index.ts'
import { devicesAskedFor, devicesFound, tryDevice } from './probe.ts'
import { Session } from './session.ts'

test('WebGPU is tried only where it is asked for', () => {
  expect(devicesAskedFor({})).toEqual(['cpu'])
  expect(devicesAskedFor({ HANTUNE_WEBGPU: '0' })).toEqual(['cpu'])
  expect(devicesAskedFor({ HANTUNE_WEBGPU: '1' })).toEqual(['cpu', 'webgpu'])
})

describe.each(devicesAskedFor())('%s, asked for,', (device) => {
  test('runs a graph', async () => {
    await tryDevice(device)
    expect(await devicesFound()).toContain(device)
  })
})

test.runIf(devicesAskedFor().includes('webgpu'))('on WebGPU nothing falls back to the CPU', async () => {
  // LogSoftmax has no WebGPU kernel. When it gets one, name another operator here and let cross-entropy use it.
  const graph: OnnxGraph = {
    name: 'fall-back',
    nodes: [{ opType: 'LogSoftmax', domain: '', inputs: ['x'], outputs: ['y'], attributes: {} }],
    inputs: [{ name: 'x', dtype: 'float32', shape: [2, 2] }],
    outputs: [{ name: 'y', dtype: 'float32' }],
    initializers: [],
  }
  await expect(Session.create(graph, { device: 'webgpu', threads: 1 })).rejects.toThrow(
    /fallback to CPU EP has been explicitly disabled/,
  )
})
