import { HanTuneError } from '../base/errors.ts'
import type { ServeWorker } from './serve-worker.ts'

/** All, or none: those that are open are closed where one fails. */
export async function openAll(count: number, open: () => Promise<ServeWorker>): Promise<ServeWorker[]> {
  // The first by itself: a broken model is refused without the cost of all.
  const workers = [await open()]
  const others = await Promise.allSettled(new Array(count - 1).fill(undefined).map(open))
  const failed = others.find((result) => result.status === 'rejected')
  for (const result of others) if (result.status === 'fulfilled') workers.push(result.value)
  if (!failed) return workers
  await Promise.all(workers.map((worker) => worker.close()))
  throw failed.reason
}

/** What the system, or ONNX Runtime, says where it lacks something for the moment. */
const SCARCITY =
  /\b(?:EMFILE|ENFILE|ENOMEM|EAGAIN|EBUSY|EIO|ESTALE|ETIMEDOUT)\b|bad.?alloc|allocat|out of memory/i

/** Whether the same model may be opened another time: the reason lies in the machine, or is not known. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof HanTuneError) || error.code === 'E_WORKER_DIED') return true
  return Object.values(error.values).some((value) => SCARCITY.test(String(value)))
}
