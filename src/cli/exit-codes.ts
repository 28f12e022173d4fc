import { HanTuneError } from '../base/errors.ts'

/** What the process ends with. */
export const EXIT = {
  ok: 0,
  failure: 1,
  badInput: 2,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const

/** Errors that no other input would have avoided (the machine's, or ours), and what a check was asked to find. */
const NOT_THE_INPUT =
  /^E_(CHECK_FINDINGS|DOCTOR|ENGINE|FILE|GRAPH|HUB_(ANSWER|CHECKSUM|LOCKED|SPACE|UNREACHABLE)|MEMORY|METRICS|ONNX|OUTPUT|PRETRAIN_NOT|SERVE_(LISTEN|UNFINISHED)|TRAIN|WORKER)(_|$)/

/** 2 when the user can mend it by another command line or other data, else 1. */
export function exitCodeOf(error: unknown): number {
  return error instanceof HanTuneError && !NOT_THE_INPUT.test(error.code) ? EXIT.badInput : EXIT.failure
}
