import { WorkerClient } from './worker-client.ts'
import type { RequestTable } from './worker-protocol.ts'

// biome-ignore lint/suspicious/noExplicitAny: whoever takes one knows what it answers.
const spares = new Map<string, WorkerClient<any>>()

/** Starts a thread that will be needed: it reads its code while this one reads its own. @param url as for `WorkerClient` */
export function prepareThread(url: URL): void {
  if (!spares.has(url.href)) spares.set(url.href, new WorkerClient(url))
}

/** The thread that was prepared, or a new one. @param url as for `WorkerClient` */
export function takeThread<R extends RequestTable<R>>(url: URL): WorkerClient<R> {
  const spare = spares.get(url.href)
  spares.delete(url.href)
  return spare ?? new WorkerClient<R>(url)
}
