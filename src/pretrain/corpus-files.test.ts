import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { checkDistinct, checkTexts } from './corpus-files.ts'

function fileOf(content: string | Uint8Array): string {
  const file = join(temporaryFolder(), 'a.txt')
  writeFileSync(file, content)
  return file
}
const refused = (file: string) => expect(() => checkTexts([file]))
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

describe('texts that cannot be a corpus are refused with what helps', () => {
  test('compressed ones', () => {
    refused(fileOf(gzipSync('猫在吃鱼。'))).toThrow(/E_CORPUS_COMPRESSED.*a\.txt.*gzip[\s\S]*gunzip/)
    refused(fileOf(Buffer.from([0x50, 0x4b, 3, 4, 20, 0]))).toThrow(/E_CORPUS_COMPRESSED.*zip[\s\S]*unzip/)
    const bzip2 = Buffer.from([...Buffer.from('BZh9'), 0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
    refused(fileOf(bzip2)).toThrow(/E_CORPUS_COMPRESSED.*bzip2/)
    refused(fileOf('BZh9 is a name\n')).not.toThrow()
    // Nothing marks brotli: the line is told when it is read.
    refused(fileOf(brotliCompressSync('猫在吃鱼。'))).not.toThrow()
  })

  test('UTF-16, with a mark at its beginning or without, and UTF-32', () => {
    refused(fileOf(utf16('\ufeff猫在吃鱼。'))).toThrow(/E_CORPUS_WIDE.*utf-16[\s\S]*iconv -f utf-16 -t/)
    refused(fileOf(utf16('猫在吃鱼。\n狗在\n'))).toThrow(/E_CORPUS_WIDE[\s\S]*iconv -f utf-16le/)
    refused(fileOf(utf16('猫在吃鱼。\n').swap16())).toThrow(/E_CORPUS_WIDE[\s\S]*iconv -f utf-16be/)
    refused(fileOf(Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0]))).toThrow(/iconv -f utf-32/)
    refused(fileOf('\ufeff猫在吃鱼。\n\n狗\n')).not.toThrow()
    refused(fileOf('')).not.toThrow()
  })

  test('folders, and files that are not there', () => {
    const folder = temporaryFolder()
    refused(folder).toThrow(/E_CORPUS_FOLDER[\s\S]*\*\.txt/)
    refused(join(folder, 'none.txt')).toThrow('E_CORPUS_ABSENT')
    refused(join(fileOf('猫'), 'none.txt')).toThrow('E_CORPUS_ABSENT')
  })

  test.skipIf(process.platform === 'win32')('pipes and devices', () => {
    const pipe = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [pipe])
    refused(pipe).toThrow(/E_CORPUS_PIPE[\s\S]*file first/)
    refused('/dev/null').toThrow('E_CORPUS_PIPE')
  })

  test.skipIf(process.platform === 'win32')('files that cannot be opened', () => {
    const loop = join(temporaryFolder(), 'loop.txt')
    symlinkSync(loop, loop)
    refused(loop).toThrow('E_CORPUS_READ')
    const file = fileOf('猫')
    chmodSync(file, 0)
    // The administrator may read it all the same.
    if (process.getuid?.() !== 0) refused(file).toThrow(/E_CORPUS_READ.*EACCES/)
  })

  test('a text named twice, by whatever name', () => {
    const file = fileOf('猫')
    mkdirSync(join(file, '..', 'b'))
    expect(() => checkDistinct([file, join(file, '..', 'b', '..', 'a.txt')])).toThrow('E_CORPUS_TWICE')
    expect(() => checkDistinct([file, fileOf('猫')])).not.toThrow()
  })
})
