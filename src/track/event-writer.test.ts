import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { events, records } from '../../test/support/event-file.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { crc32c } from '../base/crc32c.ts'
import { EventWriter, firstEventTime } from './event-writer.ts'

const CLOCK = { host: 'host', now: () => 1_700_000_000.5 }

describe('the checksum', () => {
  // RFC 3720, B.4, and the check value of the CRC catalogue.
  test.each([
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Buffer.from('123456789'), 0xe3069283],
  ])('is CRC-32C', (bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected)
  })
})

test('a file begins with its version and a start; scalars follow', () => {
  const writer = EventWriter.open(temporaryFolder(), CLOCK)
  writer.scalar('train/loss', 1, 0.75)
  writer.scalar('dev/得分', 2, 0.5, 1_700_000_009)
  writer.close()
  expect(events(writer.path)).toEqual([
    { wallTime: 1_700_000_000.5, step: 0, version: 'brain.Event:2' },
    { wallTime: 1_700_000_000.5, step: 0, status: 1 },
    { wallTime: 1_700_000_000.5, step: 1, tag: 'train/loss', value: 0.75 },
    { wallTime: 1_700_000_009, step: 2, tag: 'dev/得分', value: 0.5 },
  ])
})

test('figures that are not finite and large steps survive', () => {
  const writer = EventWriter.open(temporaryFolder(), CLOCK)
  writer.scalar('a', 2 ** 40, Number.NaN)
  writer.scalar('a', 2 ** 40 + 1, Number.POSITIVE_INFINITY)
  writer.close()
  expect(events(writer.path).slice(2)).toMatchObject([
    { step: 2 ** 40, value: Number.NaN },
    { step: 2 ** 40 + 1, value: Number.POSITIVE_INFINITY },
  ])
})

test('what is written can be read before the file is closed, and after a cut anywhere', () => {
  const writer = EventWriter.open(temporaryFolder(), CLOCK)
  writer.scalar('loss', 1, 1)
  writer.scalar('loss', 2, 0.5)
  writer.flush()
  const whole = readFileSync(writer.path)
  expect(records(whole)).toHaveLength(4)
  const counts = Array.from(whole, (_, length) => records(whole.subarray(0, length)).length)
  expect(counts).toEqual([...counts].sort())
  expect(new Set(counts)).toEqual(new Set([0, 1, 2, 3]))
  writer.close()
  writer.close()
})

test('going on adds a file that sorts behind and starts after the checkpoint', () => {
  const folder = temporaryFolder()
  const paths = [
    EventWriter.open(folder, CLOCK),
    EventWriter.open(folder, { ...CLOCK, resumeAfter: 20 }),
  ].map((writer) => {
    writer.close()
    return writer.path
  })
  expect(
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  ).toEqual(paths)
  expect(events(paths[1]!)[1]).toMatchObject({ step: 21, status: 1 })
  expect(firstEventTime(folder)).toBe(Math.floor(CLOCK.now()))
  expect(firstEventTime(join(folder, 'none'))).toBeUndefined()
  expect(firstEventTime(temporaryFolder())).toBeUndefined()
  // A clock that was set back.
  const late = EventWriter.open(folder, { ...CLOCK, now: () => 1000 })
  late.close()
  expect(readdirSync(folder).sort().at(-1)).toBe(late.path.split(/[\\/]/).at(-1))
})

test('a place that cannot be written is told', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => EventWriter.open(file)).toThrow('E_TRACK_WRITE')
})
