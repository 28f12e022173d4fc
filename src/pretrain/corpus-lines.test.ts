import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { documents, tinyCorpus } from '../../test/support/tiny-corpus.ts'
import { tinyPretrain } from './_testing.case.ts'
import { type CorpusLine, linesOf } from './corpus-lines.ts'

async function read(content: string | Uint8Array): Promise<CorpusLine[]> {
  const file = join(temporaryFolder(), 'a.txt')
  writeFileSync(file, content)
  const lines: CorpusLine[] = []
  for await (const line of linesOf(file)) lines.push(line)
  return lines
}

describe('lines', () => {
  test('come one by one, without their ends and a mark of UTF-8', async () => {
    const lines = await read('\ufeff猫\r\n\n\ufeff狗')
    expect(lines.map(({ text }) => text)).toEqual(['猫', '', '\ufeff狗'])
    expect(lines.every(({ starts, ends }) => starts && ends)).toBe(true)
  })

  test.each([
    ['within what is read at a time', 200_000],
    ['longer than it', 700_000],
  ])('a long one, %s, comes in pieces that end behind punctuation', async (_, characters) => {
    const sentence = '猫在吃鱼，狗在看。'
    const long = sentence.repeat(Math.ceil(characters / sentence.length))
    const lines = await read(`一\n${long}\n二\n`)
    const pieces = lines.slice(1, -1)
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces.map(({ text }) => text).join('')).toBe(long)
    for (const { text } of pieces) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1 << 18)
      expect(text.at(-1)).toBe('。')
    }
    expect(pieces.map(({ starts }) => starts)).toEqual(pieces.map((_, i) => i === 0))
    expect(pieces.map(({ ends }) => ends)).toEqual(pieces.map((_, i) => i === pieces.length - 1))
    expect(lines.at(-1)).toMatchObject({ text: '二', starts: true, ends: true })
    expect(lines.at(-1)!.bytes).toBe(Buffer.byteLength(`一\n${long}\n二\n`))
  })

  test('one without punctuation is cut between characters', async () => {
    const long = `a${'猫'.repeat(100_000)}`
    const pieces = await read(long)
    expect(pieces.map(({ text }) => text).join('')).toBe(long)
  })

  test('count as one in messages, however many pieces they come in', async () => {
    const bytes = Buffer.concat([Buffer.from(`${'猫'.repeat(100_000)}\n`), Buffer.from([0xd0, 0xc4, 0x0a])])
    await expect(read(bytes)).rejects.toThrow(/E_CORPUS_ENCODING.*a\.txt:2/)
  })
})

describe('a corpus with a very long line', () => {
  test('can be stopped within it; then nothing is saved. Begun anew, it takes the line for one document', async () => {
    const corpus = tinyCorpus()
    const long = documents(12).join('').repeat(300)
    writeFileSync(corpus.texts, `${[long, ...documents(60)].join('\n')}\n`)
    const settings = { masking: 'wwm', steps: 1 }
    const { done, out } = await tinyPretrain(corpus, { settings }, { isInterrupted: () => true })
    expect(done).toMatchObject({ reason: 'interrupted', saved: false, steps: 0 })
    expect(existsSync(join(out, 'model'))).toBe(false)
    const resumed = await tinyPretrain(corpus, { resume: true })
    expect(resumed.done).toMatchObject({ saved: true, steps: 1 })
    const facts = resumed.events.find(({ event }) => event === 'corpus')
    expect(facts).toMatchObject({ documents: 61, characters: long.length + 1800 })
  })
})
