/** How tokenizer.json says that a text is parted before pieces are looked up. */
export const PRE_TOKENIZERS = {
  piece: { type: 'BertPreTokenizer' },
  /** Words first, so that white space goes; then every character is a word. */
  character: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'BertPreTokenizer' },
      { type: 'Split', pattern: { Regex: '.' }, behavior: 'Isolated', invert: false },
    ],
  },
} as const

const CHARACTERS = JSON.stringify(PRE_TOKENIZERS.character)

/** Whether a pre-tokenizer is the one that we write for characters. */
export const isCharacters = (value: unknown): boolean => JSON.stringify(value) === CHARACTERS
