import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fakeModel, fakeService, until } from './_testing.case.ts'

/** The figures of a service by their names and labels. */
async function figuresOf(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith('hantune_'))
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice('hantune_'.length, at), Number(line.slice(at + 1))]
    }),
  )
}

test('what may happen is counted from 0 on, so that its first time is an increase', async () => {
  const { service } = await fakeService()
  expect(await figuresOf(service.url)).toMatchObject({
    'reloads_total{model="a",result="reloaded"}': 0,
    'reloads_total{model="a",result="refused"}': 0,
    'abandoned_total{reason="gone"}': 0,
    'abandoned_total{reason="timeout"}': 0,
    'worker_deaths_total{model="a"}': 0,
    'texts_total{model="a"}': 0,
    'characters_total{model="a"}': 0,
  })
})

test.each(['service.md', 'service.zh-CN.md'])('docs/%s has every figure with its labels', async (name) => {
  const { service, send } = await fakeService()
  await send({ text: '好' })
  await send({ text: '好', pair: '坏' })
  const text = readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
  const rows = [...text.matchAll(/^\| (`[^|]*) \|([^|]*)\|[^|]+\|$/gm)].map(
    ([, names, labels]) => [namesIn(names!), namesIn(labels!)] as const,
  )
  const count = async () => Object.keys(await figuresOf(service.url))
  await until(async () => (await count()).some((figure) => figure.includes('PAIR_EXCESS')))
  for (const figure of await count()) {
    const [, own, labels = ''] = /^(.*?)(?:_bucket|_sum|_count)?(?:\{(.*)\})?$/.exec(figure)!
    const row = rows.find(([names]) => names.includes(own!))
    const told = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!).filter((label) => label !== 'le')
    expect([figure, row?.[1]]).toEqual([figure, expect.arrayContaining(told)])
  }
})

const namesIn = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!)

test('answers and refusals are told apart, by the model where it is known', async () => {
  const { service, send } = await fakeService({ limits: { queue: 1 } })
  await send({ text: '好' })
  await send({})
  await send({ text: '好', pair: '坏' })
  await send({ text: ['好', '坏'] })
  const count = async () => Object.entries(await figuresOf(service.url))
  await until(async () => (await count()).some(([name]) => name.includes('E_SERVE_TEXTS')))
  const figures = await figuresOf(service.url)
  expect(figures).toMatchObject({
    'request_seconds_count{route="/predict",status="200"}': 1,
    'request_seconds_count{route="/predict",status="400"}': 2,
    'request_seconds_count{route="/predict",status="413"}': 1,
    'refusals_total{code="E_SERVE_TEXT_ABSENT"}': 1,
    'refusals_total{code="E_SERVE_PAIR_EXCESS",model="a"}': 1,
    'refusals_total{code="E_SERVE_TEXTS",model="a"}': 1,
  })
})

test('a text whose turn never came has waited, too', async () => {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const { service, send, model } = await fakeService(
    { limits: { timeout: 0.2 }, batching: { texts: 1 } },
    fakeModel({ onBatch: () => held }),
  )
  const answers = await Promise.all([send({ text: '一' }), send({ text: ['二', '三'] })])
  expect(answers.map(({ status }) => status)).toEqual([503, 503])
  const waits = async () => (await figuresOf(service.url))['queue_seconds_count{model="a"}']
  // The first is being read still.
  expect([model.batches.length, await waits()]).toEqual([1, 2])
  letGo()
  await until(async () => (await waits()) === 3)
})
