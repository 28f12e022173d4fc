import type { ErrorText } from '../protocol.ts'
import { TOKEN_HEADER } from '../protocol.ts'
import { ApiError, secondsOf } from './api-error.ts'
import { PAGE } from './page-data.ts'

export interface AskOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Asks the server, in the page's language. @throws ApiError; TypeError where it does not answer */
export async function ask<T>(path: string, { body, headers, signal }: AskOptions = {}): Promise<T> {
  const isPost = body !== undefined
  const response = await fetch(path, {
    method: isPost ? 'POST' : 'GET',
    headers: {
      'accept-language': document.documentElement.lang,
      ...(isPost && { 'content-type': 'application/json', [TOKEN_HEADER]: PAGE.token }),
      ...headers,
    },
    ...(isPost && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  const answer: unknown = await response.json()
  if (response.ok) return answer as T
  const { error } = answer as { error: ErrorText }
  throw new ApiError(response.status, error, secondsOf(response.headers.get('retry-after')))
}

export const runPath = (name: string): string => `/ui/api/runs/${encodeURIComponent(name)}`
