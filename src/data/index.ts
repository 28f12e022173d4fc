export type { Note, NoteCode } from './_notes.ts'
export type { Dataset, FormatName, OffsetUnit, ReadOptions } from './dataset.ts'
export { type Description, describe, type Lengths } from './describe.ts'
export { labelsOf, recordLabels } from './labels.ts'
export { readDataset } from './read.ts'
export type {
  AnyRecord,
  DataTask,
  LabelledPair,
  LabelledText,
  MultiLabelText,
  Origin,
  RecordOf,
  Span,
  TaggedText,
} from './records.ts'
export { taskOfRecord } from './records.ts'
export { SAMPLE_SEED, writeSample } from './sample/write.ts'
export { type Split, splitDataset } from './split.ts'
export { type PlainText, readTexts, type Texts } from './texts.ts'
export { formatRecords, WRITE_FORMATS, type WriteFormat } from './write/format-records.ts'
export { formatBio } from './write-bio.ts'
