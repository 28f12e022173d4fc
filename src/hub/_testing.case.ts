import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { startHub } from '../../test/support/hub-server.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import type { DownloadEvent } from './download.ts'
import { type LocateOptions, locateModel } from './locate.ts'

export const WEIGHTS = randomBytes(300_000)
/** What a model has in its repository, more than is needed of it. */
export const FILES = {
  'config.json': Buffer.from('{"model_type":"bert"}'),
  'vocab.txt': Buffer.from('[PAD]\n'),
  'model.safetensors': WEIGHTS,
  'pytorch_model.bin': randomBytes(10),
  'README.md': Buffer.from('#'),
}
export const MODELS = { 'org/tiny': FILES }

/** A hub with a cache of the user's, and a short patience. */
export async function setUp(options: Partial<Parameters<typeof startHub>[0]> = {}) {
  const hub = await startHub({ models: MODELS, ...options })
  const cache = temporaryFolder()
  const env = { HF_HUB_CACHE: cache, HF_ENDPOINT: hub.url, XDG_CACHE_HOME: cache, HF_HOME: cache }
  const events: DownloadEvent[] = []
  const locate = (model = 'org/tiny', more: LocateOptions = {}) =>
    locateModel(model, {
      env,
      retryMs: 1,
      stallMs: 150,
      attempts: 3,
      onEvent: (event) => events.push(event),
      ...more,
      ...(more.env && { env: { ...env, ...more.env } }),
    })
  return { hub, cache, locate, events }
}

export const refused = (promise: Promise<unknown>, code: string) =>
  expect(promise).rejects.toMatchObject({ code })
