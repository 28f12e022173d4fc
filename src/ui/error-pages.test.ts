import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { bioLines } from '../../test/support/tiny.ts'
import { readDataset, splitDataset } from '../data/index.ts'
import type { TextRecord } from '../tasks/index.ts'
import { recordsDigest } from '../train/index.ts'
import { fakeModels, writeRun } from './_testing.case.ts'
import { ErrorPages } from './error-pages.ts'
import { ModelCache } from './models.ts'
import { RunList } from './run-list.ts'

const folder = temporaryFolder()
const data = join(folder, 'places.bio')
const ALL = `${bioLines()}\n`
writeFileSync(data, ALL)
const records: readonly TextRecord[] = readDataset(data).records
const dev = splitDataset(records, 0.25, 7).dev

const runs = new RunList(join(folder, 'runs'), () => '')
const pages = new ErrorPages(new ModelCache({ open: fakeModels().open }))
const ask = { set: 'dev', task: undefined, language: 'en' } as const
const changed = expect.objectContaining({ code: 'E_UI_DATA_CHANGED' })

/** A run that knows what its data were; without a digest, one of an older version. */
function runOf(name: string, part: { train: string; dev: string | null }, digest?: string) {
  const digests = digest === undefined ? {} : { digests: { dev: digest, test: null } }
  const tasks = { ner: { kind: 'ner', labels: ['LOC'], ...digests } }
  writeRun(join(runs.folder, name), { config: { tasks, data: { ...part, test: null } } })
  return runs.get(name)
}

beforeEach(() => writeFileSync(data, ALL))

describe('errors of a run are shown on the data that it had', () => {
  test.each([
    ['a part of the training file', { train: data, dev: null }, dev],
    ['a file of their own', { train: 'gone.bio', dev: data }, records],
  ] as const)('%s', async (name, part, had) => {
    const run = runOf(name, part, recordsDigest(had))
    const page = await pages.page(run, ask)
    expect(page).not.toContain('Not checked')
    const links = [`/#/run/${encodeURIComponent(name)}`, '?lang=zh&amp;set=dev&amp;task=ner']
    for (const link of links) expect(page).toContain(`href="${link}"`)
    // Other records, although a page of this file is kept.
    writeFileSync(data, ALL.split('\n\n').slice(3).join('\n\n'))
    await expect(pages.page(run, ask)).rejects.toEqual(changed)
    // The same texts, with another annotation.
    writeFileSync(data, ALL.replaceAll('-LOC', '-ORG'))
    await expect(pages.page(run, ask)).rejects.toEqual(changed)
    writeFileSync(data, ALL)
    expect(await pages.page(run, ask)).toBe(page)
    rmSync(data)
    await expect(pages.page(run, ask)).rejects.toMatchObject({ code: 'E_UI_NO_FILE' })
  })

  test('an older run says that nobody checked', async () => {
    const run = runOf('old', { train: data, dev: null })
    expect(await pages.page(run, ask)).toContain('<p class="warn">Not checked: an older version')
    expect(await pages.page(run, { ...ask, language: 'zh' })).toContain('没有核对')
  })
})
