import { expect, test } from 'vitest'
import { fakeService } from './_testing.case.ts'
import { STATUS } from './errors.ts'
import { openApi } from './openapi.ts'
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
    servers: object
    paths: object
    components: { schemas: object }
  }
  expect(document.openapi).toBe('3.1.0')
  expect(document.servers).toEqual([{ url: '/' }])
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name]) => name,
  )
  expect(references.length).toBeGreaterThan(10)
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(references)]))
  for (const path of Object.keys(document.paths))
    expect((await fetch(service.url + path)).status).not.toBe(404)
})

/** Every description and summary of a document. */
const prosesOf = (document: object): string[] =>
  [...JSON.stringify(document).matchAll(/"(?:description|summary)":"((?:[^"\\\\]|\\\\.)*)"/g)].map(
    ([, text]) => text!,
  )
const HAN = /\p{Script=Han}/u

test('the document speaks the language of the reader, and says the same in both', async () => {
  const { service } = await fakeService()
  const get = async (language: string) => {
    const answer = await fetch(`${service.url}/openapi.json`, { headers: { 'accept-language': language } })
    return (await answer.json()) as object
  }
  const [zh, en] = [await get('zh-CN'), await get('en')]
  expect(prosesOf(zh).length).toBeGreaterThan(60)
  expect(prosesOf(zh).filter((text) => !HAN.test(text))).toEqual([])
  expect(prosesOf(en).filter((text) => HAN.test(text))).toEqual([])
  const shape = (document: object) =>
    JSON.parse(JSON.stringify(document), (key, value) => (/^(?:description|summary)$/.test(key) ? '' : value))
  expect(shape(zh)).toEqual(shape(en))
})

test('the document has the statuses that a path may answer, with their codes', () => {
  type Answers = Record<string, { description: string }>
  const { paths } = openApi() as { paths: Record<string, Record<string, { responses: Answers }>> }
  const answersOf = (path: string) => Object.values(paths[path]!)[0]!.responses
  const broken = ['400', '408', '417', '431', '500']
  expect(Object.keys(answersOf('/predict')).map(Number)).toEqual([
    200, 400, 401, 404, 408, 413, 415, 417, 429, 431, 500, 503,
  ])
  for (const path of ['/models', '/metrics'])
    expect(Object.keys(answersOf(path)).sort()).toEqual(['200', '401', ...broken].sort())
  expect(Object.keys(answersOf('/health')).sort()).toEqual(['200', ...broken].sort())
  expect(Object.keys(answersOf('/ready')).sort()).toEqual(['200', '503', ...broken].sort())
  expect(answersOf('/models')['400']!.description).toContain('`E_SERVE_HTTP`.')
  // Every code but those of other paths and methods, and of answers that are never sent.
  const told = Object.values(answersOf('/predict')).flatMap(
    ({ description }) => description.match(/E_SERVE_\w+/g) ?? [],
  )
  const other = ['E_SERVE_PATH', 'E_SERVE_METHOD', 'E_SERVE_GONE', 'E_SERVE_CUT']
  expect(told.sort()).toEqual(
    Object.keys(STATUS)
      .filter((code) => !other.includes(code))
      .sort(),
  )
})

test('the page shows the document in the language of the reader and loads nothing from elsewhere', async () => {
  const { service } = await fakeService()
  const page = await fetch(`${service.url}/docs`, { headers: { 'accept-language': 'zh-CN' } })
  expect(page.status).toBe(200)
  const html = await page.text()
  expect(html).toContain('HanTune 服务接口')
  expect(html).toContain('/predict')
  expect(html).toContain('PredictRequest')
  expect(html).toContain('请求没有按时发完。代码：<code>E_SERVE_SLOW</code>')
  expect(html).toContain('要预测的文本。')
  expect(html).not.toContain('The ')
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
