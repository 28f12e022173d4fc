import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import type { OnnxGraph } from '../onnx/index.ts'
import { parseTextProto, scalar } from './text-proto.ts'
import { checkTritonConfig, requireTritonName, tritonConfig } from './triton.ts'

const ids = (name: string) => ({ name, dtype: 'int64', shape: ['batch', 'length'] }) as const
const graph: OnnxGraph = {
  name: 'inference',
  nodes: [],
  initializers: [],
  inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map(ids),
  outputs: [
    { name: 'logits_ner', dtype: 'float32', shape: ['batch', 'length', 7] },
    { name: 'logits_cls', dtype: 'float32', shape: ['batch', 2] },
  ],
}
const config = tritonConfig('places', graph)

test('the configuration says what the graph takes and gives, without the batch', () => {
  const fields = parseTextProto(config)
  const tensors = (kind: string) =>
    fields
      .filter(({ name }) => name === kind)
      .map(({ message }) => [
        scalar(message!, 'name'),
        scalar(message!, 'data_type'),
        ...message!.filter(({ name }) => name === 'dims').map(({ value }) => Number(value)),
      ])
  expect(tensors('input')).toEqual([
    ['input_ids', 'TYPE_INT64', -1],
    ['attention_mask', 'TYPE_INT64', -1],
    ['token_type_ids', 'TYPE_INT64', -1],
  ])
  expect(tensors('output')).toEqual([
    ['logits_ner', 'TYPE_FP32', -1, 7],
    ['logits_cls', 'TYPE_FP32', 2],
  ])
  expect(() => checkTritonConfig(config, 'places', graph)).not.toThrow()
})

describe('a configuration of another graph is refused', () => {
  test.each<[string, string | RegExp, string, string]>([
    ['another name', '"places"', '"other"', 'name is other'],
    ['another backend', 'onnxruntime', 'pytorch', 'backend is pytorch'],
    ['no batches', 'max_batch_size: 32', 'max_batch_size: 0', 'max_batch_size'],
    ['no dynamic batching', /dynamic_batching.*/, '', 'dynamic_batching'],
    ['an input of another name', '"input_ids"', '"ids"', 'input ids is none'],
    ['an output twice', '"logits_cls"', '"logits_ner"', 'logits_ner is none of the graph’s, or there twice'],
    ['another type', 'TYPE_FP32', 'TYPE_FP16', 'logits_ner is TYPE_FP16'],
    ['another width', '-1, 7', '-1, 9', 'logits_ner has dims -1,9'],
    ['a missing bracket', /\]\s*$/, '', 'expected'],
    ['something else', 'max_batch_size', '§', 'cannot read'],
  ])('%s', (_, from, to, message) => {
    const changed = config.replace(from, to)
    expect(changed === config && to !== '').toBe(false)
    const text = from instanceof RegExp && String(from).includes('\\]') ? `${config}input [ {` : changed
    expect(() => checkTritonConfig(text, 'places', graph)).toThrow(message)
  })

  test('a graph without batches', () => {
    const fixed = { ...graph, inputs: graph.inputs.map((value) => ({ ...value, shape: [1, 'length'] })) }
    expect(() => checkTritonConfig(config, 'places', fixed)).toThrow('no batch dimension')
  })
})

test('the text format: comments, lists of messages and scalars, strings with quotes', () => {
  expect(parseTextProto('a: 1 # one\nb { c: "x\\"y" }; d: [ -1, 2 ] e [ { f: G }, { f: H } ]')).toEqual([
    { name: 'a', value: '1' },
    { name: 'b', message: [{ name: 'c', value: 'x"y' }] },
    { name: 'd', value: '-1' },
    { name: 'd', value: '2' },
    { name: 'e', message: [{ name: 'f', value: 'G' }] },
    { name: 'e', message: [{ name: 'f', value: 'H' }] },
  ])
  expect(() => parseTextProto('a: {')).toThrow(SyntaxError)
  expect(() => parseTextProto('5: a')).toThrow('a field expected')
})

test.each([
  ['runs/模型', 'mv runs/模型 runs/my-model'],
  ['runs/a b', "mv 'runs/a b' runs/my-model"],
  ['runs/a b/best', "mv 'runs/a b' runs/my-model"],
])('a run that is called as no model of Triton can be is told how to change it: %s', (run, fix) => {
  const name = run.split('/')[1]!
  expect(() => requireTritonName(run, name)).toThrow(`${fix};`)
  expect(() => requireTritonName('runs/a.b-c_1', 'a.b-c_1')).not.toThrow()
})

test.each(['.', 'best', '..'])('a run that one stands in is named in full: %s', (run) => {
  const folder = join(realpathSync(temporaryFolder()), '模型')
  mkdirSync(join(folder, 'best'), { recursive: true })
  vi.spyOn(process, 'cwd').mockReturnValue(run === '..' ? join(folder, 'best') : folder)
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  expect(() => requireTritonName(run, '模型')).toThrow(`mv ${folder} ${join(folder, '../my-model')};`)
})
