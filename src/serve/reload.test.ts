import { createHash } from 'node:crypto'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { hantune } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { writeTiny } from '../../test/support/tiny.ts'
import { writeFolderAtomic } from '../base/files.ts'
import { fakeService, until } from './_testing.case.ts'
import { modelsAnswer } from './schemas.ts'
import { openWorker } from './serve-worker.ts'

const folder = temporaryFolder()
const { bio, model } = writeTiny(folder)

beforeAll(async () => {
  for (const seed of ['1', '2']) {
    const args = ['train', bio, '--model', model, '--threads', '1', '--batch-size', '8', '--lr', '0.01']
    const rest = ['--epochs', '4', '--patience', '0', '--seed', seed, '--out', `runs/${seed}`]
    expect(await hantune([...args, ...rest], { cwd: folder })).toMatchObject({ code: 0 })
  }
  cpSync(join(folder, 'runs/1/best'), join(folder, 'live'), { recursive: true })
  writeFileSync(join(folder, 'words.tsv'), '天气\tTHING\n')
})

/** A service of a real model in a worker, looked at often. */
const start = () =>
  fakeService({
    models: [{ name: 'a', run: join(folder, 'live'), lexicon: join(folder, 'words.tsv') }],
    open: openWorker,
    threads: 1,
    reload: 0.05,
  })

interface Answer {
  readonly hash: string
  readonly lexicon: string
  readonly entities: readonly { readonly label: string; readonly text: string; readonly source?: string }[]
}

test('a changed model or lexicon is served without dropping a request; a broken one is refused', async () => {
  const { service, send, events, lines } = await start()
  const ask = async (): Promise<Answer> => {
    const answer = await send({ text: '北京的天气如何' })
    expect(answer.status).toBe(200)
    return (await answer.json()) as Answer
  }
  const seen = new Set<string>()
  let isAsking = true
  const asking = (async () => {
    while (isAsking) {
      seen.add((await ask()).hash)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  const count = (name: string) => events.filter(({ event }) => event === name).length
  const before = await ask()
  expect(before.entities.filter(({ source }) => source === 'rule')).toMatchObject([
    { label: 'THING', text: '天气' },
  ])

  writeFolderAtomic(join(folder, 'live'), (fresh) =>
    cpSync(join(folder, 'runs/2/best'), fresh, { recursive: true }),
  )
  await until(() => count('reloaded') === 1)
  const after = await ask()
  expect(after.hash).not.toBe(before.hash)

  // Weights that are not those of the description: its samples tell.
  const weights = join(folder, 'live/model.safetensors')
  writeFileSync(weights, readFileSync(join(folder, 'runs/1/best/model.safetensors')))
  await until(() => count('refused') === 1)
  expect((await ask()).hash).toBe(after.hash)
  const refusedIn = async (language: string) => {
    const answer = await fetch(`${service.url}/models`, { headers: { 'accept-language': language } })
    const { models } = (await answer.json()) as { models: { refused?: { code: string; what: string } }[] }
    return models[0]!.refused!
  }
  expect((await refusedIn('en')).code).toBe('E_RUN_SAMPLES')
  const [zh, en] = [await refusedIn('zh'), await refusedIn('en')]
  expect(en.what).toMatch(/^the loaded model/)
  expect(zh.what).toMatch(/^\p{Script=Han}/u)
  // Its samples are training data, which neither clients nor the log are to see.
  const described = readFileSync(join(folder, 'live/hantune.json'), 'utf8')
  const { tasks } = JSON.parse(described) as { tasks: { samples: { text: string }[] }[] }
  const told = `${en.what}${zh.what}${JSON.stringify([events, lines])}`
  expect(tasks[0]!.samples.filter(({ text }) => told.includes(text))).toEqual([])
  expect(tasks[0]!.samples.length).toBeGreaterThan(0)
  expect(await (await fetch(`${service.url}/metrics`)).text()).toContain(
    'hantune_reloads_total{model="a",result="refused"} 1',
  )

  rmSync(join(folder, 'live/hantune.json'))
  await until(() => count('refused') === 2)
  expect((await ask()).hash).toBe(after.hash)

  writeFolderAtomic(join(folder, 'live'), (fresh) =>
    cpSync(join(folder, 'runs/1/best'), fresh, { recursive: true }),
  )
  await until(() => count('reloaded') === 2)
  expect((await ask()).hash).toBe(before.hash)

  writeFileSync(join(folder, 'words.tsv'), '天气\tOTHER\n')
  await until(() => count('reloaded') === 3)
  const renamed = await ask()
  expect(renamed.entities).toContainEqual(expect.objectContaining({ label: 'OTHER', text: '天气' }))
  // Whoever keeps answers can tell by what they were made.
  const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
  expect([before, renamed].map(({ lexicon }) => lexicon)).toEqual(
    ['天气\tTHING\n', '天气\tOTHER\n'].map(digestOf),
  )
  expect(renamed.hash).toBe(before.hash)
  const { models } = modelsAnswer.strict().parse(await (await fetch(`${service.url}/models`)).json())
  expect(models).toMatchObject([{ hash: renamed.hash, lexicon: renamed.lexicon }])
  writeFileSync(join(folder, 'words.tsv'), '天气\n')
  await until(() => count('refused') === 3)
  // Whoever runs the service is told where, and what to do.
  expect(lines.filter(({ msg }) => msg === 'refused').at(-1)).toMatchObject({
    code: 'E_RULES_LINE',
    place: `${join(folder, 'words.tsv')}:1`,
    fix: expect.stringMatching(/\S/),
  })
  expect((await ask()).entities).toContainEqual(expect.objectContaining({ label: 'OTHER', text: '天气' }))

  // Types that the model has not learnt are told when a lexicon is opened, and when another takes its place.
  const notes = lines.filter(({ msg }) => msg === 'lexicon-note').map(({ text }) => String(text))
  expect(notes[0]).toContain('THING')
  expect(notes.at(-1)).toContain('OTHER')

  isAsking = false
  await asking
  expect([...seen].sort()).toEqual([before.hash, after.hash].sort())
})
