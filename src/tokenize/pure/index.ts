// What needs no file system: for code that runs in browsers, too.
export { decodeText, type FolderTexts } from '../_texts.ts'
export { parseTokenizer } from '../parse.ts'
export { type Token, Tokenizer } from '../tokenizer.ts'
