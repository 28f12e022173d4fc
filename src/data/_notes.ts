import { defineTexts } from '../base/locale.ts'

const texts = {
  bom: { zh: '去掉了文件开头的 BOM', en: 'removed the BOM at the start of the file' },
  crlf: { zh: '{count} 行以 CRLF 结尾，已按 LF 处理', en: '{count} lines end in CRLF, read as LF' },
  crEnds: { zh: '{count} 行以 CR 结尾，已按 LF 处理', en: '{count} lines end in CR, read as LF' },
  joinedWithBlank: {
    zh: '{count} 处相邻的英文单词或数字之间补了一个空格',
    en: 'put a space between {count} pairs of neighbouring English words or numbers',
  },
  segmentation: {
    zh: '每个字后面都带分词位置数字（如“科0”），已从 {count} 个字上去掉',
    en: 'every token carries its position in a word ("科0"); removed from {count} tokens',
  },
  numberColumn: {
    zh: '第 1 列是逐句重新开始的序号，因此取第 2 列作词；如果第 1 列就是词，请用 --token-column 1（库中为 tokenColumn）',
    en: 'column 1 numbers the tokens of each sentence, so tokens are read from column 2; if column 1 does hold them, give --token-column 1 (tokenColumn in the library)',
  },
  repairedTags: {
    zh: '按 seqeval 的规则修复了 {count} 处不合法的标签',
    en: 'repaired {count} illegal tags as seqeval reads them',
  },
  documentMarks: {
    zh: '跳过了 {count} 行文档分隔标记 -DOCSTART-',
    en: 'skipped {count} document marks -DOCSTART-',
  },
  commentLines: {
    zh: '跳过了 {count} 行以 # 开头的注释',
    en: 'skipped {count} comment lines that begin with #',
  },
  blanksAfterTag: {
    zh: '{count} 行的标签后面有多余空白，已去掉',
    en: 'removed blanks after the tag on {count} lines',
  },
  blankLinesWithSpaces: {
    zh: '{count} 个空行里有空格或 TAB，按空行处理',
    en: '{count} blank lines hold spaces or tabs, read as blank',
  },
  titleRows: {
    zh: '表头在第 {line} 行，它上面的 {count} 行是标题，没有读取',
    en: 'the header stands in row {line}; {count} row(s) of a title above it were not read',
  },
  header: { zh: '第 {line} 行是表头：{names}', en: 'line {line} is a header: {names}' },
  maybeHeader: {
    zh: '第 1 行的标签“{label}”只出现这一次，如果它是表头，请删去或写成 label / text',
    en: 'the label "{label}" of line 1 stands nowhere else; if it is a header, remove it or name it label / text',
  },
  labelLists: {
    zh: '“{label}”列里用“{separator}”分隔多个标签，按多标签数据读取',
    en: 'the column "{label}" holds lists with "{separator}" between labels, read as several labels a text',
  },
  maybeLists: {
    zh: '{count} 种标签里有“{separator}”（如“{label}”），像是多个标签；如果是，请用 --label-separator "{separator}"（库中为 labelSeparator）',
    en: '{count} labels hold "{separator}" (such as "{label}") and look like lists of labels; if they are, give --label-separator "{separator}" (labelSeparator in the library)',
  },
  ignoredColumns: { zh: '没有用到的列：{names}', en: 'columns not used: {names}' },
  ignoredFields: { zh: '没有用到的字段：{names}', en: 'fields not used: {names}' },
  longFields: {
    zh: '{count} 条记录连同其他字段超过一行的上限（1 MiB），写出时没有带这些字段',
    en: '{count} record(s) with their other fields are longer than a line may be (1 MiB) and were written without them',
  },
  blankLines: { zh: '跳过了 {count} 个空行', en: 'skipped {count} blank lines' },
  trimmedLabels: {
    zh: '{count} 个标签前后有空白，已去掉',
    en: 'removed blanks around {count} label(s)',
  },
  keptQuotes: {
    zh: '{count} 个字段两端有双引号，TSV 中引号视为文本，已原样保留',
    en: '{count} fields stand in double quotes; quotes are text in TSV and were kept',
  },
  quotedTsv: {
    zh: '整个文件的单元格按 RFC 4180 加了双引号（如 pandas、Excel 导出的 TSV），已按此读取：引号不算文本，单元格内可以有 TAB 和换行',
    en: 'cells of this TSV stand in quotes as in RFC 4180 (as pandas and Excel write it) and were read so: outer quotes are no text, cells may hold TABs and line ends',
  },
  inclusiveEnds: {
    zh: '{count} 个实体的 end 包含在内（如 CLUENER 的写法），已换算成不包含',
    en: 'the ends of {count} entities are inclusive (as in CLUENER), read as exclusive',
  },
  exclusiveEnds: {
    zh: '{count} 个实体的 end 不包含在内，与 CLUENER 的习惯不同（实体文字如此，或按要求读取）',
    en: 'the ends of {count} entities are exclusive, unlike in CLUENER (their texts show it, or it was asked for)',
  },
  codepointOffsets: {
    zh: '{count} 条记录含有表情符号或生僻字（U+FFFF 以上），位置按码点计数，已换算成 UTF-16',
    en: '{count} records hold characters beyond U+FFFF; their offsets count code points, read as UTF-16 units',
  },
  unverifiedOffsets: {
    zh: '{count} 条记录含有表情符号或生僻字（U+FFFF 以上），文件没有写实体文字，无法核对位置；按{unit}计数读取，可用 --offsets（库中为 offsets）指定',
    en: '{count} records hold characters beyond U+FFFF and no entity text tells what their offsets count; read as {unit}; --offsets (offsets in the library) says otherwise',
  },
  cancelledAnnotations: {
    zh: '跳过了 {count} 份已取消的标注',
    en: 'skipped {count} cancelled annotations',
  },
  unannotatedTasks: {
    zh: '跳过了 {count} 个没有标注的任务',
    en: 'skipped {count} tasks without an annotation',
  },
  severalAnnotations: {
    zh: '{count} 个任务有多份标注：取标为 ground truth 的一份，没有则取第一份',
    en: '{count} tasks have several annotations: the ground truth counts, else the first',
  },
  repeatedTasks: {
    zh: '{count} 条记录与前面的记录编号相同（同一任务的多份标注），只取第一条',
    en: '{count} records repeat the id of an earlier one (several annotations of a task); the first counts',
  },
  unusedResults: {
    zh: '没有用到 {count} 个其他类型或其他控件的标注结果：{names}',
    en: '{count} results of other types or controls are not used: {names}',
  },
  taxonomyPaths: {
    zh: '{count} 个分类树（taxonomy）路径按类别读取，各级之间用“/”连接',
    en: 'read {count} paths of a taxonomy as classes, their steps joined by "/"',
  },
  skippedFiles: {
    zh: '目录中有 {count} 个不是数据的文件，没有读取：{names}',
    en: '{count} files of the folder are no data and were not read: {names}',
  },
  severalFiles: { zh: '读取了目录中的 {count} 个文件', en: 'read {count} files of the folder' },
  severalFormats: {
    zh: '目录中各文件的标签体系不同：{names}，已分别读取',
    en: 'the files of the folder use several schemes, each read as its own: {names}',
  },
  unusedAnnotations: {
    zh: '没有用到 {count} 个实体以外的标注（关系、事件、属性、备注等）',
    en: '{count} annotations that are no entities (relations, events, attributes, notes) are not used',
  },
  leftLines: {
    zh: '{count} 行文本随读不出的 brat 文档一起略去',
    en: '{count} line(s) of text were left out with the brat documents that cannot be read',
  },
  discontinuous: {
    zh: '按选项跳过了 {count} 个不连续的实体',
    en: 'skipped {count} discontinuous entities, as asked',
  },
  unusedRelations: {
    zh: '没有用到 {count} 个关系标注（relations）',
    en: '{count} annotated relations are not used',
  },
  flagColumns: {
    zh: '{count} 列只有 0 和 1，每列作为一个标签：{names}',
    en: '{count} columns hold only 0 and 1, each read as a label: {names}',
  },
  singleLabels: {
    zh: '{count} 条记录的标签列表都只有一个标签，已按单标签分类读取',
    en: 'the label lists of all {count} records have one label each, read as one class a text',
  },
  repeatedLabels: {
    zh: '去掉了 {count} 个在同一条记录里重复的标签',
    en: 'removed {count} label(s) that were given twice to one record',
  },
  skippedUnlabelled: {
    zh: '按要求跳过了 {count} 条没有标签的记录',
    en: 'left out {count} record(s) without a label, as asked',
  },
  skippedEmpty: {
    zh: '按要求跳过了 {count} 条文本为空的记录',
    en: 'left out {count} record(s) whose text is empty, as asked',
  },
  mergedCells: {
    zh: '{count} 处合并单元格：只有左上角的格子有值，其余为空',
    en: '{count} merged ranges: only their first cell has the value, the others are empty',
  },
  formulaCells: {
    zh: '{count} 个单元格是公式，取其保存的计算结果',
    en: '{count} cells are formulas; their saved results were read',
  },
  otherSheets: {
    zh: '读取工作表“{label}”，没有读取：{names}',
    en: 'read the sheet "{label}"; not read: {names}',
  },
} as const

const say = defineTexts(texts)

export type NoteCode = keyof typeof texts

/** The notes of what was changed or left out; the others tell how the file was understood. */
const CHANGING: readonly NoteCode[] = [
  'joinedWithBlank',
  'segmentation',
  'repairedTags',
  'ignoredColumns',
  'ignoredFields',
  'longFields',
  'trimmedLabels',
  'cancelledAnnotations',
  'unannotatedTasks',
  'severalAnnotations',
  'repeatedTasks',
  'unusedResults',
  'skippedFiles',
  'unusedAnnotations',
  'leftLines',
  'discontinuous',
  'unusedRelations',
  'repeatedLabels',
  'skippedUnlabelled',
  'skippedEmpty',
  'otherSheets',
]

/** Whether a note tells that something of the file was changed or left out. */
export const tellsChange = ({ code }: Note): boolean => CHANGING.includes(code)

/** Something about a file that its user should know. `count` says how often it was met. */
export interface Note {
  readonly code: NoteCode
  readonly text: string
  readonly count: number
}

const CODES = Object.keys(texts) as NoteCode[]

/** Notes in the order of their texts above: what is met first depends on whether a file is read in pieces. */
export const inOrder = (notes: readonly Note[]): readonly Note[] =>
  [...notes].sort((a, b) => CODES.indexOf(a.code) - CODES.indexOf(b.code))

/** Gathers notes while a file is read: each code once, with its count. */
export class Notes {
  readonly #counts = new Map<NoteCode, number>()
  readonly #values = new Map<NoteCode, Record<string, string | number>>()

  /** Counts a note; values other than `count` fill its text. */
  add(code: NoteCode, count = 1, values: Record<string, string | number> = {}): void {
    if (count === 0) return
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + count)
    this.#values.set(code, values)
  }

  /** Adds the notes of another. */
  addAll(other: Notes): void {
    for (const [code, count] of other.#counts) this.add(code, count, other.#values.get(code))
  }

  /** All notes, in the order in which they were first met. */
  list(): Note[] {
    return [...this.#counts].map(([code, count]) => {
      // Fallbacks for the type only: a note is added with the values that its text names.
      const values = {
        line: '',
        names: '',
        label: '',
        separator: '',
        unit: '',
        ...this.#values.get(code),
        count,
      }
      return { code, count, text: say(code, values) }
    })
  }
}
