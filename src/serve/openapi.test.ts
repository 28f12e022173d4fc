import { expect, test } from 'vitest'
import { fakeService } from './_testing.case.ts'
import { errorAnswer, healthAnswer, manyAnswer, modelsAnswer, readyAnswer, singleAnswer } from './schemas.ts'

test('answers are what the document says, and every reference in it leads somewhere', async () => {
  const { service, send } = await fakeService()
  const get = async (path: string) => (await fetch(service.url + path)).json()
  singleAnswer.strict().parse(await (await send({ text: '好' })).json())
  manyAnswer.strict().parse(await (await send({ text: ['好'] })).json())
  errorAnswer.strict().parse(await (await send({})).json())
  modelsAnswer.strict().parse(await get('/models'))
  healthAnswer.strict().parse(await get('/health'))
  readyAnswer.strict().parse(await get('/ready'))
  const document = (await get('/openapi.json')) as {
    openapi: string
    paths: object
    components: { schemas: object }
  }
  expect(document.openapi).toBe('3.1.0')
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name]) => name,
  )
  expect(references.length).toBeGreaterThan(10)
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(references)]))
  for (const path of Object.keys(document.paths))
    expect((await fetch(service.url + path)).status).not.toBe(404)
})

test('the page shows the document in the language of the reader and loads nothing from elsewhere', async () => {
  const { service } = await fakeService()
  const page = await fetch(`${service.url}/docs`, { headers: { 'accept-language': 'zh-CN' } })
  expect(page.status).toBe(200)
  const html = await page.text()
  expect(html).toContain('HanTune 服务接口')
  expect(html).toContain('/predict')
  expect(html).toContain('PredictRequest')
  expect(html).toContain("connect-src 'self'")
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
})

test('the page to try models is at the root, and is no way round the keys', async () => {
  const { service } = await fakeService()
  const page = await fetch(service.url, { headers: { 'accept-language': 'en' } })
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain('"mode":"service"')
  for (const path of ['/ui/api/runs', '/ui/api/form'])
    expect((await fetch(service.url + path)).status).toBe(404)
})
