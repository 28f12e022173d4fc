import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { readLexicon } from './lexicon.ts'

test('a model of several tasks: types that none knows take no room, and are told to do nothing', () => {
  const file = join(temporaryFolder(), 'words.tsv')
  writeFileSync(file, '阿司匹林肠溶片\tXXX\n阿司匹林\tDRU\n')
  const lexicon = readLexicon(file)
  const tasks = [
    { name: 'notes', kind: 'ner', labels: ['DIS', 'DRU'] },
    { name: 'topic', kind: 'cls', labels: ['a', 'b'] },
  ] as const
  const text = '口服阿司匹林肠溶片'
  const prediction = {
    text,
    tasks: { notes: { text, entities: [] }, topic: { text, label: 'a', scores: {} } },
  }
  const model = { folder: 'run', tasks }
  expect(lexicon.notesFor(model)).toEqual([expect.stringMatching(/XXX.*(do nothing|不起作用)/)])
  expect(lexicon.override(prediction as never, model)).toMatchObject({
    tasks: { notes: { entities: [{ label: 'DRU', text: '阿司匹林' }] }, topic: { label: 'a' } },
  })
})
