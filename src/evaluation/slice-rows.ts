import { defineTexts, type Language } from '../base/locale.ts'
import { type Interval, percent } from '../metrics/index.ts'
import type { TaskKind } from '../tasks/index.ts'
import type { Sources } from './evaluate.ts'
import type { Slice } from './slices.ts'
import { intervalOf, say, sliceKind, sliceName, wholeName } from './texts.ts'

const sayHere = defineTexts({
  training: { zh: '训练集：{train}', en: 'Training data: {train}' },
})

/** Slices as they are shown, in the terminal and on the page. */
export interface SliceTable {
  readonly head: readonly string[]
  readonly rows: readonly {
    readonly kind: string
    readonly name: string
    /** What stands between the name and the interval. */
    readonly cells: readonly string[]
    readonly interval: string
    readonly f1: Interval | null
  }[]
}

export function sliceRows(task: TaskKind, slices: readonly Slice[], language: Language): SliceTable {
  // Of one class a text the share that is right is the micro F1.
  const hasWhole = task === 'ner' || task === 'multi'
  const wholeOf = ({ accuracy }: Slice) => (accuracy === undefined ? '–' : percent(accuracy))
  return {
    head: [
      say('slice', {}, language),
      say('records', {}, language),
      say('support', {}, language),
      ...(hasWhole ? [wholeName(task, language)] : []),
      say('microF1', {}, language),
      say('interval', { level: '95%' }, language),
    ],
    rows: slices.map((slice) => ({
      kind: sliceKind(slice, language),
      name: sliceName(slice, language),
      cells: [
        String(slice.records),
        String(slice.support),
        ...(hasWhole ? [wholeOf(slice)] : []),
        slice.f1 ? percent(slice.f1.value) : '–',
      ],
      interval: intervalOf(slice.f1, slice.holders),
      f1: slice.f1,
    })),
  }
}

/** What the intervals of slices rest on, where there are any. */
export function holdersOfSlices(slices: readonly Slice[]): number[] {
  return slices.flatMap(({ f1, holders }) => (f1 ? [holders] : []))
}

/** What knows entities and texts, if it has a name. */
export function trainNote({ train }: Sources, language: Language): string[] {
  return train === undefined ? [] : [sayHere('training', { train }, language)]
}
