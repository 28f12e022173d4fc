import { pairNames, textNames } from './_asked-fields.ts'
import type { Reading } from './format.ts'
import { fieldOf, jsonRecords, sampleObjects } from './json-lines.ts'
import type { PlainText } from './text-table.ts'

/** The texts of JSONL to predict on: those under the usual names or the ones asked for. Broken records go to the faults. */
export function* jsonTexts(reading: Reading): Generator<PlainText> {
  const { options, sample } = reading
  const pairs = sampleObjects(sample).flatMap((object) => {
    const names = pairNames(Object.keys(object), options)
    return names ? [names] : []
  })
  const [first, second] = pairs[0] ?? [textNames(options)]
  for (const { object, text, origin } of jsonRecords(reading, second === undefined ? [] : [second], first)) {
    const pair = second === undefined ? undefined : fieldOf(object, second)?.value
    yield { text, ...(typeof pair === 'string' && { pair }), origin }
  }
}
