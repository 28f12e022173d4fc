/**
 * The values of each setting that is one of a few words, from which the schema has them. They stand apart from it: every
 * message of the command line is told by them, and reading the schema takes longer than a short command.
 */
export const CHOICES = {
  schedule: ['linear', 'cosine', 'constant'],
  head: ['softmax', 'crf'],
  granularity: ['character', 'piece'],
  offsets: ['utf16', 'codepoint'],
  ends: ['exclusive', 'inclusive'],
  discontinuous: ['refuse', 'skip'],
  activations: ['float32', 'float16'],
  optimizerState: ['float32', 'bfloat16'],
} as const

/** The values that a setting chooses from; undefined for any other. */
export const choicesFor = (setting: string): readonly string[] | undefined =>
  (CHOICES as Readonly<Record<string, readonly string[]>>)[setting]
