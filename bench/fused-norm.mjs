// A product's bias, its residual and LayerNorm as one operator of ONNX Runtime against three, in turns: why the graphs
// for prediction hold the three (docs/decisions/inference-graph.md).
//   node bench/fused-norm.mjs [--rows 62] [--width 768] [--rounds 50] [--threads 2]
// Prints the least and the median microseconds that one takes of a chain of 24.
import { parseArgs } from 'node:util'
import * as ort from 'onnxruntime-node'
import { Emitter } from '../dist/graph/index.js'
import { writeModel } from '../dist/onnx/index.js'

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '62' },
    width: { type: 'string', default: '768' },
    rounds: { type: 'string', default: '50' },
    threads: { type: 'string', default: '2' },
  },
})
const [rows, width] = [Number(options.rows), Number(options.width)]
const shapes = { x: [1, rows, width], skip: [1, rows, width], bias: [width], gamma: [width], beta: [width] }
const epsilon = { epsilon: { float: 1e-12 } }
const CHAIN = 24
const draw = {
  fused: (emitter, x) =>
    emitter.contrib('SkipLayerNormalization', [x, 'skip', 'gamma', 'beta', 'bias'], epsilon),
  apart: (emitter, x) => {
    const sum = emitter.node('Add', [emitter.node('Add', [x, 'bias']), 'skip'])
    return emitter.node('LayerNormalization', [sum, 'gamma', 'beta'], epsilon)
  },
}

const feeds = Object.fromEntries(
  Object.entries(shapes).map(([name, shape]) => {
    const size = shape.reduce((product, side) => product * side, 1)
    const numbers = Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898 + name.length))
    return [name, new ort.Tensor('float32', numbers, shape)]
  }),
)
const runs = []
for (const [name, drawn] of Object.entries(draw)) {
  const emitter = new Emitter('cpu')
  let y = 'x'
  for (let i = 0; i < CHAIN; i++) y = drawn(emitter, y)
  const inputs = Object.entries(shapes).map(([input, shape]) => ({ name: input, dtype: 'float32', shape }))
  const graph = { name, nodes: emitter.nodes, initializers: emitter.initializers, inputs }
  const model = writeModel({ ...graph, outputs: [{ name: y, dtype: 'float32' }] })
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(options.threads),
    graphOptimizationLevel: 'disabled',
    extra: { session: { force_spinning_stop: '1' } },
  })
  runs.push({ name, session, times: [] })
}
for (let round = -5; round < Number(options.rounds); round++) {
  for (const { session, times } of runs) {
    const start = performance.now()
    await session.run(feeds)
    if (round >= 0) times.push(((performance.now() - start) * 1000) / CHAIN)
  }
}
for (const { name, session, times } of runs) {
  times.sort((a, b) => a - b)
  const [least, median] = [times[0], times[times.length >> 1]].map(Math.round)
  console.log(JSON.stringify({ operators: name, rows, width, least, median }))
  await session.release()
}
