import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fastify from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { HanTuneError } from '../base/errors.ts'
import { done, evaluation, fakeModels, step, writeRun } from './_testing.case.ts'
import { errorText } from './error-text.ts'
import type { RunAnswer, RunsAnswer } from './protocol.ts'
import { refusePath, type UiOptions, uiRoutes } from './routes.ts'
import { RunDesk } from './run-desk.ts'

const folder = temporaryFolder()
const runs = join(folder, 'runs')
const models = fakeModels()
const optionsOf = (patch: object) => Object.keys(patch).join()
const desk = new RunDesk({ folder: runs, optionsOf, lives: () => [], open: models.open })

const appOf = async (options: UiOptions) => {
  const app = fastify({ frameworkErrors: (_, request, reply) => void refusePath(request, 'zh', reply) })
  await app.register(uiRoutes, options)
  return app
}
type App = Awaited<ReturnType<typeof appOf>>
let app: App
let token: string
const tokenOf = async (own: App) => {
  const { body } = await own.inject('/')
  return (JSON.parse(/id="data">(.*?)<\/script>/.exec(body)![1]!) as { token: string }).token
}

beforeAll(async () => {
  writeRun(join(runs, 'a'), { rows: [step(1), step(2), evaluation(10, 0.5), evaluation(20, 0.75), done(3)] })
  writeRun(join(runs, 'seeds', 'seed-1'), { rows: [step(1), { event: 'error', code: 'E_TRAIN_NOT_FINITE' }] })
  writeRun(join(runs, 'young'), { rows: [step(1)], hasModel: false })
  writeRun(join(folder, 'secret'))
  const pair = { kind: 'pair', labels: ['no', 'yes'] }
  writeRun(join(runs, 'pairs'), { config: { tasks: { pair } } })
  mkdirSync(join(runs, 'broken'))
  writeFileSync(join(runs, 'broken', 'config.yaml'), 'hantune: [')
  mkdirSync(join(runs, 'pretraining'))
  writeFileSync(join(runs, 'pretraining', 'config.yaml'), 'hantune: 0.1.0\nmasking: wwm\n')
  app = await appOf({ desk })
  token = await tokenOf(app)
})

const post = (url: string, payload: object, headers: Record<string, string> = { 'x-hantune-token': token }) =>
  app.inject({ method: 'POST', url, payload, headers })
const codeOf = (answer: { json(): { error: { code: string } } }) => answer.json().error.code

describe('the page', () => {
  test('is one document that nobody may frame and that speaks to its server alone', async () => {
    const { body, headers } = await app.inject({
      url: '/',
      headers: { 'accept-language': 'fr, zh;q=0.8, en;q=0.5' },
    })
    expect(body).toContain('<html lang="zh-CN">')
    expect(body).toContain("connect-src 'self'")
    expect(body).not.toMatch(/<(img|iframe)\b|<link (?!rel="icon" [^>]*href="data:)|src=/)
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' })
  })

  test('of a service has no token, and no runs', async () => {
    const service = await appOf({ hosts: 'any' })
    expect(await tokenOf(service)).toBe('')
    expect((await service.inject({ url: '/', headers: { host: 'models.example' } })).statusCode).toBe(200)
    expect((await service.inject('/ui/api/runs')).statusCode).toBe(404)
  })
})

describe('what does not come from the page is refused', () => {
  test.each(['evil.example', 'evil.example:7861', '127.0.0.1.evil.example'])('host %s', async (host) => {
    const answer = await app.inject({ url: '/ui/api/runs', headers: { host } })
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'E_UI_HOST'])
  })

  test.each(['localhost', 'localhost:7861', '127.0.0.1:7861', '[::1]:7861'])('but not %s', async (host) => {
    expect((await app.inject({ url: '/ui/api/runs', headers: { host } })).statusCode).toBe(200)
  })

  test('what another site embeds or opens', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect(codeOf(await app.inject({ url: '/ui/api/runs/a/errors', headers }))).toBe('E_UI_SITE')
  })

  test('a POST without the token, or with another', async () => {
    const url = '/ui/api/runs/a/predict'
    expect(codeOf(await post(url, { text: '北京' }, {}))).toBe('E_UI_TOKEN')
    expect(codeOf(await post(url, { text: '北京' }, { 'x-hantune-token': `${token}x` }))).toBe('E_UI_TOKEN')
    expect(models.opened).toEqual([])
  })

  test('a body that is no JSON, has other fields, or is too large', async () => {
    const url = '/ui/api/runs/a/predict'
    expect(codeOf(await post(url, { text: 'x', texts: ['x'] }))).toBe('E_UI_FIELD')
    expect(codeOf(await post(url, { text: 7 }))).toBe('E_UI_BODY')
    expect((await post(url, {})).json().error.what).toMatch(
      /text: (missing, expected|缺少这一项，应为) string$/,
    )
    const large = await post(url, { text: 'x'.repeat(1_000_001) })
    expect([large.statusCode, codeOf(large)]).toEqual([413, 'E_UI_LARGE'])
    for (const payload of [
      '{',
      '['.repeat(20),
      '{"text":"a","text":"b"}',
      Buffer.from('{"text":"\xff"}', 'latin1'),
    ]) {
      const own = { 'x-hantune-token': token, 'content-type': 'application/json' }
      expect(codeOf(await app.inject({ method: 'POST', url, payload, headers: own }))).toBe('E_UI_BODY')
    }
    const headers = { 'x-hantune-token': token, 'content-type': 'text/plain' }
    const plain = await app.inject({ method: 'POST', url, payload: 'x', headers })
    expect([plain.statusCode, codeOf(plain)]).toEqual([415, 'E_UI_BODY'])
  })

  test('starting, where there is no form', async () => {
    expect(codeOf(await post('/ui/api/start', { values: {} }))).toBe('E_UI_PATH')
  })

  test.each(['/ui/api/nothing?x=1', '/favicon.ico', '/ui/api/runs/a/b', '/%'])('%s', async (url) => {
    const answer = await app.inject({ url, headers: { 'accept-language': 'zh' } })
    const path = url.split('?')[0]!
    expect([answer.statusCode, answer.json()]).toEqual([
      404,
      { error: { code: 'E_UI_PATH', what: `没有这个地址："GET ${path}"`, fix: '刷新页面' } },
    ])
  })

  test('a question with what it does not know', async () => {
    expect(codeOf(await app.inject('/ui/api/runs/a?befor=1'))).toBe('E_UI_FIELD')
    expect(codeOf(await app.inject('/ui/api/runs/a/errors?set=train'))).toBe('E_UI_BODY')
  })
})

describe('runs', () => {
  test('are told with what came out of them; a damaged one is named, a pre-training is none', async () => {
    const answer: RunsAnswer = (await app.inject('/ui/api/runs')).json()
    const states = Object.fromEntries(answer.runs.map(({ name, state }) => [name, state]))
    expect(states).toEqual({
      a: 'finished',
      'seeds/seed-1': 'failed',
      young: 'interrupted',
      broken: 'unreadable',
      pairs: 'interrupted',
    })
    expect(answer.runs.find(({ name }) => name === 'a')).toMatchObject({
      best: { metric: 'f1', value: 0.75, epoch: 2 },
      test: [{ task: 'ner', metric: 'f1', value: 0.75 }],
      ...{ epochs: 2, seconds: 3, peakMemoryMb: 100, hasModel: true, sets: ['dev'] },
    })
  })

  test.each([
    '../secret',
    '..%2Fsecret',
    '%2e%2e%2fsecret',
    'a%2F..%2F..%2Fsecret',
    'a%2Fbest',
    '.',
    '%00',
    '__proto__',
  ])('%s is no run', async (name) => {
    expect((await app.inject(`/ui/api/runs/${name}`)).statusCode).toBe(404)
    expect((await post(`/ui/api/runs/${name}/predict`, { text: 'x' })).statusCode).toBe(404)
  })

  test('a cursor gives only what is new, and everything when rows have changed', async () => {
    const ask = async (after = ''): Promise<RunAnswer> =>
      (await app.inject(`/ui/api/runs/young${after}`)).json()
    const first = await ask()
    expect(first).toMatchObject({ isWhole: true, config: { settings: { epochs: 2 } } })
    expect(first.rows.map(({ event }) => event)).toEqual(['step'])
    expect(await ask(`?after=${first.cursor}`)).toMatchObject({ isWhole: false, rows: [] })
    writeRun(join(runs, 'young'), { rows: [step(1), step(2)], hasModel: false })
    const more = await ask(`?after=${first.cursor}`)
    expect([more.isWhole, more.rows]).toMatchObject([false, [{ step: 2 }]])
    // Resumed from before its second step.
    writeRun(join(runs, 'young'), { rows: [step(1), step(3)], hasModel: false })
    expect(await ask(`?after=${more.cursor}`)).toMatchObject({
      isWhole: true,
      rows: [{ step: 1 }, { step: 3 }],
    })
  })

  test('the coach speaks both languages', async () => {
    const { rows }: RunAnswer = (await app.inject('/ui/api/runs/a')).json()
    expect(rows.find(({ event }) => event === 'coach')).toEqual({
      event: 'coach',
      step: null,
      findings: [
        expect.objectContaining({
          what: { zh: '慢', en: 'slow' },
          remedies: [{ options: 'epochs', why: { zh: '法', en: 'way' } }],
        }),
      ],
    })
  })

  test('a text is tried with the run’s model', async () => {
    const answer = await post('/ui/api/runs/a/predict', { text: '北京😀' })
    expect(answer.json()).toEqual({
      text: '北京😀',
      entities: [{ label: 'LOC', text: '北京', start: 0, end: 2, score: 0.5 }],
    })
    expect(models.opened).toEqual([join(runs, 'a')])
    const none = await post('/ui/api/runs/young/predict', { text: '北京' })
    expect([none.statusCode, codeOf(none)]).toEqual([422, 'E_UI_NO_MODEL'])
  })

  test.each([
    [{ text: ' \n　' }, 400, 'E_UI_BLANK'],
    [{ text: '' }, 400, 'E_UI_BLANK'],
    [{ text: '北京\ud83d' }, 400, 'E_UI_SURROGATE'],
    [{ text: '北'.repeat(100_001) }, 413, 'E_UI_LENGTH'],
    [{ text: '北京', pair: '上海' }, 400, 'E_UI_PAIR_EXCESS'],
  ])('%#: a text that no model should get is refused', async (body, status, code) => {
    const headers = { 'x-hantune-token': token, 'accept-language': 'zh' }
    const answer = await post('/ui/api/runs/a/predict', body, headers)
    expect([answer.statusCode, codeOf(answer)]).toEqual([status, code])
    const what = (answer.json() as { error: { what: string } }).error.what
    expect(what.replaceAll(/text|pair|"a"/g, '')).not.toMatch(/[a-z]/i)
  })

  test('a model of pairs wants both texts', async () => {
    const answer = await post('/ui/api/runs/pairs/predict', { text: '北京' })
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'E_UI_PAIR_ABSENT'])
    const both = await post('/ui/api/runs/pairs/predict', { text: '北京', pair: '上海' })
    expect(both.json()).toMatchObject({ text: '北京' })
  })

  test('an error says where; the tab of errors tells it as a page', async () => {
    const file = join(folder, 'torn.bio')
    writeFileSync(file, '北 B-LOC\n京 I-LOC\n\n我 X-Y-\n')
    writeRun(join(runs, 'torn'), { config: { data: { train: file, dev: null, test: null } } })
    const answer = await app.inject('/ui/api/runs/torn/errors?lang=en')
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([422, 'text/html; charset=utf-8'])
    expect(answer.body).toMatch(/<h1><code>E_DATA_\w+<\/code><\/h1>/)
    expect(answer.body).toContain('<a href="/#/run/torn">← torn</a>')
    expect(answer.body).toContain(`${file}:4`)
    const odd = await app.inject('/ui/api/runs/a/errors?task=poetry&lang=en')
    expect(odd.body).toContain(
      '<h1><code>E_UI_TASK</code></h1><p class="bad text">there is no task &quot;poetry&quot;',
    )
    const error = new HanTuneError(
      'E_X',
      { zh: { what: '', fix: '' }, en: { what: '', fix: '' } },
      {},
      { line: 4 },
    )
    expect([errorText(error, 'zh').where, errorText(error, 'en').where]).toEqual(['第 4 行', 'line 4'])
  })

  test('errors come in the language of the page', async () => {
    const what = async (language: string) => {
      const answer = await app.inject({ url: '/ui/api/runs/x', headers: { 'accept-language': language } })
      return (answer.json() as { error: { what: string } }).error.what
    }
    expect(await what('zh-CN')).toContain('没有名为 x 的训练')
    expect(await what('en')).toContain('there is no run x')
  })
})
