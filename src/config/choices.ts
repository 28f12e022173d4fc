import type { Settings } from './schema.ts'

/**
 * The values of each setting that is one of a few words. Written out, and compared with the schema by a test: every
 * message of the command line is told by them, and reading the schema takes longer than a short command.
 */
export const CHOICES: { readonly [name in keyof Settings]?: readonly string[] } = {
  schedule: ['linear', 'cosine', 'constant'],
  head: ['softmax', 'crf'],
  granularity: ['character', 'piece'],
  offsets: ['utf16', 'codepoint'],
  ends: ['exclusive', 'inclusive'],
  discontinuous: ['refuse', 'skip'],
  activations: ['float32', 'float16'],
  optimizerState: ['float32', 'bfloat16'],
}
