import type { PageTask, RunsAnswer } from '../protocol.ts'
import { ask } from './api.ts'
import { ApiError, retryMs } from './api-error.ts'
import { type Polled, usePolled } from './hooks.ts'
import { PAGE } from './page-data.ts'
import type { Prediction } from './prediction.tsx'

/** A model that can be tried. */
export interface TryModel {
  readonly name: string
  readonly tasks: readonly PageTask[]
}

interface ServedModels {
  readonly models: readonly { readonly name: string; readonly tasks: readonly PageTask[] }[]
}

/** Keys are for services that ask for one. */
const headers = (key: string): Record<string, string> => (key === '' ? {} : { 'x-api-key': key })

export interface TryModels {
  readonly models: readonly TryModel[]
  /** Whether more are being loaded. */
  readonly isLoading: boolean
}

/** @throws ApiError, with status 401 where the service asks for a key */
async function listModels(key: string): Promise<TryModels> {
  if (PAGE.mode === 'service') {
    const [{ models }, isReady] = await Promise.all([
      ask<ServedModels>('/models', { headers: headers(key) }),
      fetch('/ready').then(({ ok }) => ok),
    ])
    return { models: models.map(({ name, tasks }) => ({ name, tasks })), isLoading: !isReady }
  }
  const { runs } = await ask<RunsAnswer>('/ui/api/runs')
  const models = runs.filter(({ hasModel }) => hasModel).map(({ name, tasks }) => ({ name, tasks }))
  return { models, isLoading: false }
}

export const isKeyRefused = (error: unknown): boolean => error instanceof ApiError && error.status === 401

const PAUSE_MS = { loading: 1000, runs: 4000, service: 60_000 }

/** The models that can be tried: of runs they come and go, those of a service are loaded when it starts. @param round a new one asks anew */
export function useModels(key: string, round: number): Polled<TryModels> {
  return usePolled(
    () => listModels(key),
    (value, failed) => {
      // Until there is another key.
      if (isKeyRefused(failed?.error)) return null
      if (failed) return retryMs(failed.error, failed.count)
      return PAUSE_MS[value?.isLoading ? 'loading' : PAGE.mode]
    },
    `${round} ${key}`,
  )
}

export interface TryInput {
  readonly text: string
  readonly pair?: string
}

/** @throws ApiError */
export function predict(
  model: string,
  input: TryInput,
  key: string,
  signal: AbortSignal,
): Promise<Prediction> {
  if (PAGE.mode === 'service')
    return ask('/predict', { body: { ...input, model, scores: true }, headers: headers(key), signal })
  return ask(`/ui/api/runs/${encodeURIComponent(model)}/predict`, { body: input, signal })
}
