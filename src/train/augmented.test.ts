import { describe, expect, test } from 'vitest'
import { TINY_SETTINGS } from '../../test/support/tiny.ts'
import { tinyFiles } from './_testing.case.ts'
import type { AugmentEvent, TrainEvent } from './events.ts'
import { fit as runJob } from './fit.ts'
import { prepareAlone } from './ready.ts'

const SETTINGS = { ...TINY_SETTINGS, epochs: 2, augment: ['entities', 'join'], augmentFactor: 0.5 }

describe('augmentation in a run', () => {
  test('adds to training data only, told and repeatable', async () => {
    const { bio, model, out } = tinyFiles()
    const job = { train: bio, model, out, settings: SETTINGS }
    const events: TrainEvent[] = []
    const ready = await prepareAlone(job, (event) => events.push(event))
    const again = await prepareAlone(job, () => {})
    const plain = await prepareAlone({ ...job, settings: { ...SETTINGS, augment: [] } }, () => {})
    const [made, bare] = [ready.data[0]!, plain.data[0]!]
    expect(made.dev).toEqual(bare.dev)
    expect(made.train.slice(0, bare.train.length)).toEqual(bare.train)
    const { added, before, missing } = events.find(({ event }) => event === 'augment') as AugmentEvent
    expect(before).toBe(bare.train.length)
    const fresh = made.train.length - bare.train.length
    expect(fresh + missing).toBe(Math.round(bare.train.length / 2))
    expect(Object.values(added).reduce((sum, count) => sum + count, 0)).toBe(fresh)
    expect(fresh).toBeGreaterThan(5)
    const devTexts = made.dev.map(({ text }) => text)
    for (const { text } of made.train.slice(bare.train.length)) expect(devTexts).not.toContain(text)
    expect(again.fingerprint).toEqual(ready.fingerprint)
    expect(plain.fingerprint.data).not.toBe(ready.fingerprint.data)
  })

  test('by a model needs one, and the task must have the method', async () => {
    const { bio, tsv, model, out } = tinyFiles()
    const run = (train: string, augment: string[]) =>
      runJob({ train, model, out, settings: { ...SETTINGS, augment } })
    await expect(run(bio, ['mlm'])).rejects.toThrow('E_AUGMENT_FILL')
    await expect(run(tsv, ['entities'])).rejects.toThrow('E_AUGMENT_METHOD')
  })
})
