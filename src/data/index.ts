export { binaryKind, looksLikeGbk } from './_encoding.ts'
export { type Fault, placeKey } from './_faults.ts'
export { dataPaths } from './_folder.ts'
export { type Note, type NoteCode, tellsChange } from './_notes.ts'
export { comparableText } from './_shingles.ts'
export type { Dataset, FormatName, OffsetUnit, ReadOptions } from './dataset.ts'
export { type Description, describe, type Lengths } from './describe.ts'
export { FirstIndex } from './first-index.ts'
export type { PlainText, TextOptions } from './formats/text-table.ts'
export { labelsOf, recordLabels } from './labels.ts'
export { NEAR_THRESHOLD, NearDuplicateFinder, nearDuplicates } from './near-duplicates.ts'
export { PART_NAMES, type PartName } from './parts/assign.ts'
export { comparedText, requireGroups, type Together } from './parts/facts.ts'
export type { Kept, SplitReport } from './parts/report.ts'
export { type SplitFile, type SplitFileOptions, type SplitProgress, splitFile } from './parts/split-file.ts'
export { type SplitOptions, type SplitParts, splitParts } from './parts/split-parts.ts'
export { readDataset } from './read.ts'
export { type ReaderChange, readerChanges } from './reader-changes.ts'
export type { RecordList } from './record-list.ts'
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
export { inputKey, recordPlace, recordTexts, taskOfRecord } from './records.ts'
export {
  SCENARIO_RECORDS,
  SCENARIOS,
  type ScenarioName,
  type WrittenScenario,
  writeScenario,
} from './sample/scenarios.ts'
export { type UnseenNames, type UnseenShare, unseenNames } from './sample/unseen.ts'
export { SAMPLE_SEED, writeSample } from './sample/write.ts'
export { type SoundOptions, type SoundRecords, soundRecords } from './sound/sound-records.ts'
export { type Split, splitDataset } from './split.ts'
export { type RecordStream, streamRecords } from './stream.ts'
export { readTexts, type Texts } from './texts.ts'
export {
  besideFields,
  formatRecords,
  jsonlLine,
  KEEP_FIELDS,
  WRITE_FORMATS,
  type WriteFormat,
} from './write/format-records.ts'
export { withinLines } from './write/long-fields.ts'
export { formatBio } from './write-bio.ts'
