import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { prepareThread, takeThread } from './spare-threads.ts'

/** A thread that answers with its number. */
const CODE = `import { parentPort, threadId } from 'node:worker_threads'
parentPort.on('message', (message) => {
  if (message === 'close') process.exit(0)
  parentPort.postMessage({ id: message.id, kind: 'answer', answer: threadId })
})`

type Requests = { number: { ask: undefined; answer: number } }

function threadFile(): URL {
  const file = join(temporaryFolder(), 'thread.mjs')
  writeFileSync(file, CODE)
  return pathToFileURL(file)
}

test('a prepared thread is taken once', async () => {
  const url = threadFile()
  prepareThread(url)
  const later = takeThread<Requests>(new URL(`${url.href}?other`))
  const prepared = takeThread<Requests>(url)
  const next = takeThread<Requests>(url)
  const numbers = await Promise.all([prepared, later, next].map((own) => own.request('number', undefined)))
  await Promise.all([prepared, later, next].map((own) => own.close()))
  // Threads are numbered as they start.
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
  expect(new Set(numbers).size).toBe(3)
})

test('preparing twice starts one', async () => {
  const url = threadFile()
  prepareThread(url)
  prepareThread(url)
  const [prepared, next] = [takeThread<Requests>(url), takeThread<Requests>(url)]
  const numbers = await Promise.all([prepared, next].map((own) => own.request('number', undefined)))
  await Promise.all([prepared, next].map((own) => own.close()))
  expect(numbers[1]! - numbers[0]!).toBe(1)
})
