import type * as fs from 'node:fs'
import { expect, test, vi } from 'vitest'
import { exportTiny, trainTiny } from '../../test/support/tiny-run.ts'
import { openInference } from './open.ts'

const read: string[] = []
vi.mock('node:fs', async (original) => {
  const own = await original<typeof fs>()
  const readFileSync = (path: string, ...rest: never[]) => {
    read.push(String(path))
    return own.readFileSync(path, ...rest)
  }
  return { ...own, readFileSync }
})

// Read twice, the hash could be of another version than the model.
test('an exported graph is read once', async () => {
  const folder = await exportTiny(await trainTiny({ head: 'softmax' }))
  read.length = 0
  const model = await openInference(folder, { threads: 1 })
  await model.release()
  expect(read.filter((path) => path.endsWith('.onnx'))).toHaveLength(1)
})
