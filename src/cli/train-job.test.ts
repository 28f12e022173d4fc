import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { newJob } from './train-job.ts'

const folder = temporaryFolder()
const write = (text: string): string => {
  const file = join(folder, 'c.yaml')
  writeFileSync(file, text)
  return file
}

describe('--config', () => {
  const text = `train: a.bio
dev: { x: b.bio }
model: some/model
out: runs/x
task: ner
epochs: 3
learningRate: 1e-4
`
  const whole = {
    train: 'a.bio',
    dev: { x: 'b.bio' },
    model: 'some/model',
    out: 'runs/x',
    task: 'ner',
    settings: { epochs: 3, learningRate: 1e-4 },
  }

  test('stands for the whole command line', () => {
    expect(newJob([], { config: write(text) })).toEqual(whole)
  })

  test('the command line wins, entry by entry', () => {
    const options = { config: write(text), epochs: 5, dev: ['d.bio'], task: 'cls', out: 'runs/y' }
    expect(newJob(['z.bio'], options)).toEqual({
      ...whole,
      train: 'z.bio',
      dev: 'd.bio',
      out: 'runs/y',
      task: 'cls',
      settings: { epochs: 5, learningRate: 1e-4 },
    })
  })

  test('a model and an earlier run take each other’s place', () => {
    const { model: _, ...rest } = whole
    expect(newJob([], { config: write(text), resumeFrom: 'runs/old' })).toEqual({
      ...rest,
      resumeFrom: 'runs/old',
    })
    const config = write('train: a.bio\nout: runs/x\nresumeFrom: runs/old')
    expect(newJob([], { config, model: 'm' })).toEqual({
      train: 'a.bio',
      out: 'runs/x',
      model: 'm',
      settings: {},
    })
  })

  test('data that a run had in memory', () => {
    const config = write('hantune: 0.1.0\ndata: { train: (3 records in memory), dev: b.bio }\nsettings: {}')
    expect(() => newJob([], { config })).toThrow(expect.objectContaining({ code: 'E_CONFIG_MEMORY' }))
    expect(newJob(['a.bio'], { config })).toMatchObject({ train: 'a.bio', dev: 'b.bio' })
  })

  test('no data at all, and a task that is none', () => {
    const missing = expect.objectContaining({ code: 'E_CLI_ARGUMENT_MISSING' })
    expect(() => newJob([], { config: write('epochs: 3') })).toThrow(missing)
    expect(() => newJob([], {})).toThrow(missing)
    expect(() => newJob([], { epochs: 3, dev: ['b.bio'] }, true)).toThrow(
      expect.objectContaining({ code: 'E_CLI_UI_DATA', values: { extra: '--epochs' } }),
    )
    expect(() => newJob(['a'], { config: write('task: nre') })).toThrow(
      expect.objectContaining({ code: 'E_CLI_VALUE', values: expect.objectContaining({ near: ' (≈ ner)' }) }),
    )
  })
})
