import type { PageTask, RunsAnswer } from '../protocol.ts'
import { ask } from './api.ts'
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

/** @throws ApiError, with status 401 where the service asks for a key */
export async function listModels(key: string): Promise<TryModel[]> {
  if (PAGE.mode === 'service') {
    const { models } = await ask<ServedModels>('/models', { headers: headers(key) })
    return models.map(({ name, tasks }) => ({ name, tasks }))
  }
  const { runs } = await ask<RunsAnswer>('/ui/api/runs')
  return runs.filter(({ hasModel }) => hasModel).map(({ name, tasks }) => ({ name, tasks }))
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
