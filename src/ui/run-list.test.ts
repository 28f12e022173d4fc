import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { step, writeRun } from './_testing.case.ts'
import { RunList } from './run-list.ts'

const listOf = (folder: string) => new RunList(folder, () => '')
const statesOf = (list: RunList) => Object.fromEntries(list.list().map(({ name, state }) => [name, state]))

test('a damaged model makes its own run unreadable, not the list; mended, it is read again', () => {
  const folder = temporaryFolder()
  const config = { tasks: { topics: { kind: 'multi', labels: ['a', 'b'] } } }
  const description = join(folder, 'torn', 'best', 'hantune.json')
  for (const name of ['sound', 'torn']) writeRun(join(folder, name), { rows: [step(1)], config })
  const list = listOf(folder)
  for (const damage of ['{"tasks":[{"name":"top', '{"tasks":7}']) {
    writeFileSync(description, damage)
    expect(statesOf(list)).toEqual({ sound: 'interrupted', torn: 'unreadable' })
    expect(list.get('torn').summary.tasks).toEqual([{ name: 'topics', kind: 'multi', labels: ['a', 'b'] }])
  }
  writeFileSync(description, '{"tasks":[{"name":"topics","threshold":0.3}]}')
  expect(list.get('torn').summary).toMatchObject({
    state: 'interrupted',
    tasks: [{ thresholds: [0.3, 0.3] }],
  })
  writeFileSync(description, '{"tasks":[{"name":"topics","thresholds":[0.3,0.6]}]}')
  expect(list.get('torn').summary).toMatchObject({ tasks: [{ thresholds: [0.3, 0.6] }] })
})

test('a run may be called as what a run holds', () => {
  const folder = temporaryFolder()
  const names = ['attempts', 'best', 'checkpoints', 'corpus', 'last', 'model', 'tensorboard']
  for (const name of names) writeRun(join(folder, name), { rows: [step(1)] })
  // What such a folder holds inside of a run is none.
  writeRun(join(folder, 'best', 'last'))
  mkdirSync(join(folder, 'seeds'))
  writeRun(join(folder, 'seeds', 'model'))
  const found = listOf(folder).list()
  expect(found.map(({ name }) => name).sort()).toEqual([...names, 'seeds/model'].sort())
})
