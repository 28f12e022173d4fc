import { HanTuneError } from './errors.ts'

/** What a worker thread can be asked for, by name, with its answers. */
export type RequestTable<R> = { [N in keyof R]: { ask: unknown; answer: unknown } }

export type NameIn<R> = keyof R & string
export type AskIn<R extends RequestTable<R>, N extends keyof R> = R[N]['ask']
export type AnswerIn<R extends RequestTable<R>, N extends keyof R> = R[N]['answer']

/** A message to the thread. */
export interface WorkerRequest<R> {
  readonly id: number
  readonly name: NameIn<R>
  readonly ask: unknown
}

/** A message from the thread. */
export type WorkerReply<Event> =
  | { readonly id: number; readonly kind: 'event'; readonly event: Event }
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly error: PackedError }

/** Asks long work to end in order, with what it has. */
export const INTERRUPT = 'interrupt'

/** Ends the thread as soon as no graph runs; what is still asked of it is given up. */
export const CLOSE = 'close'

/** An error as data: structured cloning would lose the class and the code of a HanTuneError. */
export type PackedError =
  | { readonly hantune: ReturnType<HanTuneError['toJSON']> }
  | { readonly name: string; readonly message: string; readonly stack: string | undefined }

export function packError(error: unknown): PackedError {
  if (error instanceof HanTuneError) return { hantune: error.toJSON() }
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack }
  return { name: 'Error', message: String(error), stack: undefined }
}

export function unpackError(packed: PackedError): Error {
  if ('hantune' in packed) return HanTuneError.fromJSON(packed.hantune)
  const error = new Error(packed.message)
  error.name = packed.name
  if (packed.stack !== undefined) error.stack = packed.stack
  return error
}
