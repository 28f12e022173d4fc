import { defineErrors } from '../base/errors.ts'

/** Errors of tables: their columns, and the options that name them. */
export const failTable = defineErrors({
  E_DATA_COLUMN_UNKNOWN: {
    zh: {
      what: '{option} 指定的列“{name}”不在表头里{near}',
      fix: '表头里有这些列：{names}；也可以用从 1 开始的列号',
    },
    en: {
      what: '{option} names the column "{name}", which the header does not have{near}',
      fix: 'the header names these columns: {names}; a number from 1 will do, too',
    },
  },
  E_DATA_COLUMN_NUMBER: {
    zh: { what: '{option} 指定第 {number} 列，而表格有 {width} 列', fix: '列号从 1 到 {width}' },
    en: {
      what: '{option} asks for column {number} of a table of {width} columns',
      fix: 'columns count from 1 to {width}',
    },
  },
  E_DATA_COLUMN_NEEDED: {
    zh: { what: '看不出哪一列应作 {option}', fix: '用 {option} 指明列名或列号；第一行是：{names}' },
    en: {
      what: 'no column can be told to be the {option}',
      fix: 'name it with {option}, by name or number; the first row is: {names}',
    },
  },
  E_DATA_HEADER_UNKNOWN: {
    zh: {
      what: '第一行像是表头（{names}），但看不出哪列是文本、哪列是标签',
      fix: '用列名指明，例如 --text-column {text} --label-column {label}（库中为 textColumn、labelColumn）；如果第一行就是数据，用列号：--text-column 1 --label-column 2',
    },
    en: {
      what: 'the first row looks like a header ({names}), but no column can be told to be the text or the label',
      fix: 'name them, as in --text-column {text} --label-column {label} (textColumn and labelColumn in the library); if the first row is data, name them by number: --text-column 1 --label-column 2',
    },
  },
  E_DATA_COLUMNS_UNNAMED: {
    zh: {
      what: '表格有 {width} 列，看不出哪列是文本、哪列是标签；第一行是：{names}',
      fix: '用列名或列号指明，例如 --text-column {text} --label-column {label}（库中为 textColumn、labelColumn）',
    },
    en: {
      what: 'the table has {width} columns, and nothing tells which hold text and label; the first row is: {names}',
      fix: 'name them by name or number, as in --text-column {text} --label-column {label} (textColumn and labelColumn in the library)',
    },
  },
  E_DATA_COLUMN_TWICE: {
    zh: { what: '{first} 和 {second} 都是第 {number} 列', fix: '给它们各指定一列' },
    en: { what: '{first} and {second} are both column {number}', fix: 'give each a column of its own' },
  },
  E_DATA_PAIR_LABELS: {
    zh: {
      what: '同时给了 pairColumn 和 labelSeparator，而文本对只能有一个标签',
      fix: '去掉其中一个',
    },
    en: {
      what: 'pairColumn and labelSeparator are both given, but a pair of texts has one label',
      fix: 'leave one of them out',
    },
  },
  E_DATA_NO_COLUMNS: {
    zh: {
      what: '指定了列（textColumn 等），而这个文件没有可以指定的列：{reason}',
      fix: '去掉这些选项，或换成 CSV、TSV、Excel、Parquet 或 JSONL 文件',
    },
    en: {
      what: 'columns are named (textColumn and the like), but the file has none to name: {reason}',
      fix: 'leave these options out, or give a CSV, TSV, Excel, Parquet or JSONL file',
    },
  },
  E_DATA_NO_GOLD: {
    zh: {
      what: '标签是“-”，表示标注者没有一致意见、没有标准答案（OCNLI 的写法）',
      fix: '删去这些记录，或用 --skip-unlabelled（库中为 skipUnlabelled: true）跳过它们',
    },
    en: {
      what: 'the label is "-": the annotators did not agree, there is no gold label (as in OCNLI)',
      fix: 'remove such records, or leave them out with --skip-unlabelled (in the library skipUnlabelled: true)',
    },
  },
  E_DATA_LABEL_LIST: {
    zh: {
      what: '标签列表“{labels}”里有空的标签',
      fix: '标签之间只写一个“{separator}”，首尾不写；没有标签就留空',
    },
    en: {
      what: 'an empty label stands in the list "{labels}"',
      fix: 'write one "{separator}" between labels, none at the ends; leave the cell empty for no label',
    },
  },
  E_DATA_LABEL_SEPARATOR: {
    zh: { what: 'labelSeparator 是空的', fix: '写出标签之间的分隔符，例如 |' },
    en: { what: 'the labelSeparator is empty', fix: 'name what separates the labels, such as |' },
  },
  E_DATA_LABEL_OBJECTS: {
    zh: {
      what: '标签单元格里是 JSON 对象（{labels}），不是标签；Label Studio 导出的 CSV 就是这样',
      fix: '在标注工具里改为导出 JSON（Label Studio：Export → JSON），直接读那个文件',
    },
    en: {
      what: 'the label cell holds JSON objects ({labels}) and no label, as CSV exported by Label Studio does',
      fix: 'export JSON from the annotation tool instead (Label Studio: Export, JSON) and read that file',
    },
  },
  E_DATA_LABEL_LITERAL: {
    zh: {
      what: '标签单元格里是写成文字的列表（{labels}），多半是 Python 或 JSON 的列表',
      fix: '标签之间写一个“|”，例如 {joined}；或导出为 JSONL，"labels" 写成列表（pandas：df.to_json("data.jsonl", orient="records", lines=True, force_ascii=False)）',
    },
    en: {
      what: 'the label cell holds a list written as text ({labels}), as Python or JSON writes lists',
      fix: 'write "|" between the labels, as in {joined}; or export JSONL with "labels" as a list (pandas: df.to_json("data.jsonl", orient="records", lines=True, force_ascii=False))',
    },
  },
  E_DATA_NO_LABEL_LISTS: {
    zh: {
      what: '给了 labelSeparator，而这个文件是 {found} 数据：{reason}',
      fix: '去掉 labelSeparator，或换成多标签分类的文件',
    },
    en: {
      what: 'a labelSeparator is given, but the file holds {found} data: {reason}',
      fix: 'leave the labelSeparator out, or give a file of texts with several labels',
    },
  },
  E_DATA_TAG_SEQUENCE: {
    zh: {
      what: '标签是一串实体标注（{tags}），不是整段文本的类别',
      fix: '实体数据请每行写一个字（词）和它的标签、空行分句；或每行写“张 三 在 TAB B-PER I-PER O”；或写成 JSONL：{json}',
    },
    en: {
      what: 'the label is a sequence of entity tags ({tags}), no class of the text',
      fix: 'for entities write a token and its tag a line with a blank line after each sentence, or a sentence a line as in "张 三 在 TAB B-PER I-PER O", or JSONL: {json}',
    },
  },
  E_DATA_TAG_NUMBERS: {
    zh: {
      what: '“{name}”里的标签是编号，文件没有写出它们的名称',
      fix: '把编号换成名称再导出，例如 {json}；在 Hugging Face datasets 里，名称在 dataset.features["{name}"].feature.names',
    },
    en: {
      what: 'the tags in "{name}" are numbers, and the file does not tell their names',
      fix: 'write names in their place, as in {json}; in Hugging Face datasets they are dataset.features["{name}"].feature.names',
    },
  },
  E_DATA_TOKEN_LISTS: {
    zh: {
      what: '这是实体数据：“{tokens}”列是词的列表，“{tags}”列是它们的标签，而表格里读不了这样的列表',
      fix: '导出为 JSONL，每行一个对象，标签写名称而不是编号，例如 {json}（pandas：df.to_json("data.jsonl", orient="records", lines=True, force_ascii=False)）',
    },
    en: {
      what: 'the table holds entities: column "{tokens}" lists tokens and column "{tags}" their tags, which tables are not read for',
      fix: 'export it as JSONL, one object a line, with names of tags and not numbers, as in {json} (pandas: df.to_json("data.jsonl", orient="records", lines=True, force_ascii=False))',
    },
  },
  E_DATA_CELL_LIST: {
    zh: {
      what: '“{name}”列应是文本，这里却是列表',
      fix: '换一列作文本，或先把列表连成一段文字；词和标签的列表请导出为 JSONL，例如 {json}',
    },
    en: {
      what: 'column "{name}" should hold a text, but this value is a list',
      fix: 'choose another column, or join the list to one text first; lists of tokens and tags are read from JSONL, as in {json}',
    },
  },
  E_DATA_FLAG: {
    zh: { what: '“{name}”列的值是“{value}”，应为 0 或 1', fix: '改成 0（没有这个标签）或 1（有）' },
    en: {
      what: 'the value in column "{name}" is "{value}", not 0 or 1',
      fix: 'write 0 (the label does not apply) or 1 (it does)',
    },
  },
  E_DATA_XLSX: {
    zh: { what: 'Excel 文件读不出来：{reason}', fix: '用 Excel 或 WPS 打开后另存一份；打不开就是文件已损坏' },
    en: {
      what: 'the Excel file cannot be read: {reason}',
      fix: 'open it in a spreadsheet program and save it anew; if that fails, the file is damaged',
    },
  },
  E_DATA_PARQUET: {
    zh: { what: 'Parquet 文件读不出来：{reason}', fix: '检查文件是否完整；或用 pandas 另存为 CSV 或 JSONL' },
    en: {
      what: 'the Parquet file cannot be read: {reason}',
      fix: 'check that the file is whole; or save it as CSV or JSONL with pandas',
    },
  },
  E_DATA_SHEET: {
    zh: { what: '没有工作表“{name}”{near}', fix: '文件里有这些工作表：{names}；也可以用从 1 开始的序号' },
    en: {
      what: 'there is no sheet "{name}"{near}',
      fix: 'the file has these sheets: {names}; a number from 1 will do, too',
    },
  },
  E_DATA_SHEET_FIRST: {
    zh: {
      what: '没有指定工作表，读的是第一个“{name}”，而它不像数据：{reason}',
      fix: '如果数据在别的工作表，用 --sheet 指明（库中为 sheet），例如 --sheet "{first}"；另外的工作表有：{names}。如果就是这一个：{fix}',
    },
    en: {
      what: 'no sheet was asked for, so the first, "{name}", was read, and it does not look like data: {reason}',
      fix: 'if the data are in another sheet, name it by --sheet (sheet in the library), as in --sheet "{first}"; the others are: {names}. If it is this one: {fix}',
    },
  },
  E_DATA_TITLE_ROW: {
    zh: {
      what: '第一行只有一格有内容（{title}），像是标题；表头看来在第 {line} 行：{names}',
      fix: '删去第 {line} 行之上的行，再用列名指明文本列和标签列：--text-column、--label-column（库中为 textColumn、labelColumn）',
    },
    en: {
      what: 'the first row has one filled cell ({title}), as a title has; the header seems to stand in row {line}: {names}',
      fix: 'remove the rows above row {line}, then name the columns of text and label by --text-column and --label-column (textColumn and labelColumn in the library)',
    },
  },
  E_DATA_MERGED_LABEL: {
    zh: {
      what: '这条记录没有标签：它的标签单元格属于合并单元格 {range}，只有左上角的格子有值',
      fix: '在 Excel 里取消合并，把值填进每一格',
    },
    en: {
      what: 'this record has no label: its cell is part of the merged range {range}, of which only the first cell has the value',
      fix: 'unmerge the cells in Excel and fill in the value in each',
    },
  },
  E_DATA_NO_SHEETS: {
    zh: { what: '指定了工作表 {name}，而这个文件不是 Excel 文件', fix: '去掉这个选项' },
    en: {
      what: 'the sheet {name} is asked for, but the file is no spreadsheet',
      fix: 'leave that option out',
    },
  },
  E_DATA_CELL_ERROR: {
    zh: { what: '单元格 {cell} 的值是错误 {value}', fix: '改正公式，或填上应有的值' },
    en: {
      what: 'the cell {cell} holds the error {value}',
      fix: 'mend the formula or put the value in its place',
    },
  },
  E_DATA_CELL_FORMULA: {
    zh: {
      what: '单元格 {cell} 是公式，文件里没有保存它的计算结果',
      fix: '用 Excel 或 WPS 打开并保存一次，结果会随文件保存',
    },
    en: {
      what: 'the cell {cell} is a formula whose result is not saved in the file',
      fix: 'open the file in a spreadsheet program and save it once: that stores the results',
    },
  },
  E_DATA_CELL_NESTED: {
    zh: { what: '“{name}”列的值是嵌套的结构或二进制数据', fix: '换一列，或先把这一列转成文本' },
    en: {
      what: 'the value in column "{name}" is a nested structure or binary data',
      fix: 'choose another column, or turn this one into text first',
    },
  },
  E_DATA_CELL_UTF8: {
    zh: { what: '“{name}”列的文本不是合法的 UTF-8', fix: '用正确的编码重新生成文件' },
    en: {
      what: 'the text in column "{name}" is not valid UTF-8',
      fix: 'write the file anew from text in the right encoding',
    },
  },
})
