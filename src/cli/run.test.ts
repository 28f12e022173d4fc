import { expect, test } from 'vitest'
import { EXIT } from './exit-codes.ts'
import { run } from './run.ts'

test('Ctrl-C while a command’s code is read ends it', async () => {
  const running = run(['models'])
  process.emit('SIGINT')
  expect(await running).toBe(EXIT.interrupted)
})
