import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
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

test('a copied run has started when its original has; without TensorBoard’s files their own time must do', () => {
  const folder = temporaryFolder()
  const copied = new Date('2025-03-01T00:00:00Z')
  for (const [name, files] of Object.entries({
    // Resumed once.
    old: ['events.out.tfevents.1735900000.host', 'events.out.tfevents.1735787045.host', 'notes.txt'],
    new: ['events.out.tfevents.1737000000.host'],
    bare: [],
    odd: ['events.out.tfevents.x.host', 'events.out.tfevents.99999999999999.host'],
  })) {
    writeRun(join(folder, name), { rows: [step(1)] })
    mkdirSync(join(folder, name, 'tensorboard'))
    for (const file of files) writeFileSync(join(folder, name, 'tensorboard', file), '')
    utimesSync(join(folder, name, 'config.yaml'), copied, copied)
  }
  writeRun(join(folder, 'none'))
  utimesSync(join(folder, 'none', 'config.yaml'), copied, copied)
  expect(
    listOf(folder)
      .list()
      .map(({ name, started }) => [name, started]),
  ).toEqual([
    ['bare', copied.toISOString()],
    ['none', copied.toISOString()],
    ['odd', copied.toISOString()],
    ['new', '2025-01-16T04:00:00.000Z'],
    ['old', '2025-01-02T03:04:05.000Z'],
  ])
})
