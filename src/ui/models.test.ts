import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { bioLines } from '../../test/support/tiny.ts'
import { readDataset, splitDataset } from '../data/index.ts'
import { fakeModels, writeRun } from './_testing.case.ts'
import { ErrorPages } from './error-pages.ts'
import { ModelCache } from './models.ts'
import { RunList } from './run-list.ts'

const folder = temporaryFolder()
const data = join(folder, 'places.bio')
writeFileSync(data, `${bioLines()}\n`)
for (const name of ['a', 'b', 'c'])
  writeRun(join(folder, name), { config: { data: { train: data, dev: null, test: null } } })
const list = new RunList(folder, () => '')
const run = (name: string) => list.get(name)
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('models are opened once, and the one asked longest ago is let go', async () => {
  const { open, opened, closed } = fakeModels()
  const cache = new ModelCache({ open, size: 2 })
  for (const name of ['a', 'b', 'a', 'c', 'a']) await cache.predict(run(name), '北京')
  await settled()
  expect(opened).toEqual(['a', 'b', 'c'].map((name) => join(folder, name)))
  expect(closed).toEqual([join(folder, 'b')])
  await cache.close()
  expect(closed).toHaveLength(3)
})

test('a model that is in use is closed only afterwards', async () => {
  const { open, closed } = fakeModels()
  const cache = new ModelCache({ open, size: 1 })
  await cache.use(run('a'), async () => {
    await cache.predict(run('b'), '北京')
    await settled()
    expect(closed).toEqual([])
  })
  await settled()
  expect(closed).toEqual([join(folder, 'a')])
})

test('a better model takes the place of the one before', async () => {
  const { open, opened, closed } = fakeModels()
  const cache = new ModelCache({ open })
  await cache.predict(run('a'), '北京')
  writeFileSync(join(folder, 'a', 'best', 'model.safetensors'), 'better weights')
  await cache.predict(run('a'), '北京')
  await settled()
  expect([opened.length, closed.length]).toEqual([2, 1])
})

test('a model that cannot be opened is tried anew', async () => {
  const { open } = fakeModels()
  let attempts = 0
  const cache = new ModelCache({
    async open(path) {
      if (attempts++ === 0) throw new Error('damaged')
      return open(path)
    },
  })
  await expect(cache.predict(run('a'), '北京')).rejects.toThrow('damaged')
  expect(await cache.predict(run('a'), '北京')).toMatchObject({ text: '北京' })
})

test('the error browser shows the dev set that was a part of the training file, and is made once', async () => {
  const { open } = fakeModels()
  let asked = 0
  const cache = new ModelCache({
    async open(path) {
      asked++
      return open(path)
    },
    size: 1,
  })
  const pages = new ErrorPages(cache)
  const ask = { set: 'dev', task: undefined, language: 'en' } as const
  const page = await pages.page(run('a'), ask)
  const { records } = readDataset(data, { task: 'ner' })
  const { dev } = splitDataset(records as never[], 0.25, 7) as {
    dev: { text: string; origin: { line: number } }[]
  }
  const items = JSON.parse(/id="data">(.*?)<\/script>/.exec(page)![1]!).items as {
    text: string
    place: string
  }[]
  expect(items.map(({ text }) => text).sort()).toEqual(dev.map(({ text }) => text).sort())
  await cache.predict(run('b'), '北京')
  expect(await pages.page(run('a'), ask)).toBe(page)
  expect(asked).toBe(2)
  await expect(pages.page(run('a'), { ...ask, task: 'poetry' })).rejects.toMatchObject({ code: 'E_UI_TASK' })
  await expect(pages.page(run('a'), { ...ask, set: 'test' })).rejects.toMatchObject({ code: 'E_UI_NO_DATA' })
  const many = await Promise.allSettled(Array.from({ length: 9 }, () => pages.page(run('a'), ask)))
  expect(many.filter(({ status }) => status === 'rejected')).toHaveLength(4)
})
