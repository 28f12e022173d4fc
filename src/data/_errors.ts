import { defineErrors } from '../base/errors.ts'

/** Errors of a whole file: it cannot be opened, decoded or recognised, or holds nothing to learn from. */
export const failFile = defineErrors({
  E_DATA_CHANGED: {
    zh: { what: '读取期间文件变了', fix: '等文件写完之后再执行' },
    en: { what: 'the file changed while it was read', fix: 'run again when nobody writes to it' },
  },
  E_DATA_NOT_FOUND: {
    zh: { what: '找不到这个文件', fix: '检查路径是否写对；相对路径从当前目录 {folder} 算起' },
    en: { what: 'no such file', fix: 'check the path; relative paths start from {folder}' },
  },
  E_DATA_FOLDER: {
    zh: { what: '这是一个目录，这里需要一个数据文件', fix: '写出目录中具体的文件，例如 {example}' },
    en: { what: 'this is a folder; a data file is needed', fix: 'name a file in it, such as {example}' },
  },
  E_DATA_NOT_FILE: {
    zh: {
      what: '这不是普通文件（而是管道或设备），无法从头再读一遍',
      fix: '先把内容存成文件，再给出它的路径；预测的文本可以不写 --input，直接从管道输入',
    },
    en: {
      what: 'this is no regular file but a pipe or a device, which cannot be read twice',
      fix: 'save it as a file and name that; texts to predict on can be piped in, without --input',
    },
  },
  E_DATA_UNREADABLE: {
    zh: { what: '文件打不开：{reason}', fix: '检查文件权限，以及它是不是普通文件' },
    en: {
      what: 'cannot read the file: {reason}',
      fix: 'check its permissions and that it is a regular file',
    },
  },
  E_DATA_TOO_LARGE: {
    zh: { what: '文件有 {size}，超过上限 {limit}', fix: '把文件拆成几份，或先抽取一部分记录' },
    en: {
      what: 'the file has {size}, over the limit of {limit}',
      fix: 'split the file or take a part of its records',
    },
  },
  E_DATA_MEMORY: {
    zh: {
      what: '记录太多，读不进 Node.js 的内存（上限 {limit} MiB）',
      fix: '把文件拆成几份，或先抽取一部分；内存足够时可以调高上限：NODE_OPTIONS=--max-old-space-size=8192',
    },
    en: {
      what: 'the records do not fit into the memory of Node.js (at most {limit} MiB)',
      fix: 'split the file or take a part of it; where there is memory, raise the limit: NODE_OPTIONS=--max-old-space-size=8192',
    },
  },
  E_DATA_GZIP: {
    zh: { what: 'gzip 数据损坏：{reason}', fix: '重新下载或重新压缩这个文件；用 gzip -t 可以检查它' },
    en: { what: 'the gzip data is broken: {reason}', fix: 'fetch or pack the file again; gzip -t checks it' },
  },
  E_DATA_GZIP_BOMB: {
    zh: {
      what: '解压后的数据超过压缩文件的 {ratio} 倍，像是解压炸弹，已停止读取',
      fix: '若确认文件可信，请先自行解压，再给出解压后的文件',
    },
    en: {
      what: 'the file unpacks to more than {ratio} times its size, as a decompression bomb does; reading stopped',
      fix: 'if you trust the file, unpack it yourself and name the unpacked file',
    },
  },
  E_DATA_EMPTY: {
    zh: { what: '文件里没有任何记录', fix: '检查文件是否导出完整' },
    en: { what: 'the file holds no record', fix: 'check that the file was exported whole' },
  },
  E_DATA_BINARY: {
    zh: {
      what: '这不是文本文件：{kind}（字节偏移 {offset}）',
      fix: '换成 UTF-8 文本文件；压缩包请先解压，表格请另存为 CSV UTF-8',
    },
    en: {
      what: 'this is not a text file: {kind} (byte offset {offset})',
      fix: 'give a UTF-8 text file; unpack an archive first, and save a spreadsheet as CSV UTF-8',
    },
  },
  E_DATA_UTF16: {
    zh: {
      what: '文件是 {kind} 编码',
      fix: '先转换编码：iconv -f UTF-16 -t UTF-8 原文件 > 新文件；或在原来的软件里另存为 UTF-8',
    },
    en: {
      what: 'the file is in {kind}',
      fix: 'convert it first: iconv -f UTF-16 -t UTF-8 OLD > NEW; or save it again as UTF-8 where it comes from',
    },
  },
  E_DATA_NOT_UTF8: {
    zh: {
      what: '文件不是合法的 UTF-8：偏移 {offset} 处的字节 {byte} 无法解码',
      fix: '用原来的编码重新导出为 UTF-8；不要让工具把坏字节替换成 �，那样会改动文本',
    },
    en: {
      what: 'the file is not valid UTF-8: byte {byte} at offset {offset} cannot be decoded',
      fix: 'export it again as UTF-8; do not let a tool put � for the bad bytes, which would change the text',
    },
  },
  E_DATA_GBK: {
    zh: {
      what: '文件不是合法的 UTF-8（偏移 {offset} 处的字节 {byte}），看起来是 GBK / GB18030 编码',
      fix: '先转换编码：在 Excel 里另存为“CSV UTF-8”，或在记事本里另存为、编码选 UTF-8；也可以用命令 {command}',
    },
    en: {
      what: 'the file is not valid UTF-8 (byte {byte} at offset {offset}); it looks like GBK / GB18030',
      fix: 'convert it first: save it as "CSV UTF-8" in Excel, or with the encoding UTF-8 in Notepad; or run {command}',
    },
  },
  E_DATA_LINE_TOO_LONG: {
    zh: { what: '这一行超过了 1 MiB', fix: '检查换行符是否丢失；一行应只放一条记录' },
    en: {
      what: 'this line is longer than 1 MiB',
      fix: 'check whether line ends were lost; a line holds one record',
    },
  },
  E_DATA_LINE_ENDS: {
    zh: {
      what: '文件的换行不一致：前面的行以 CR 结尾，后面出现了 LF',
      fix: '用编辑器把全部换行统一成 LF 后另存',
    },
    en: {
      what: 'line ends differ: the first lines end in CR, later ones in LF',
      fix: 'save the file anew in an editor with LF at the end of every line',
    },
  },
  E_DATA_ELEMENT_TOO_LONG: {
    zh: { what: '从这一行开始的记录超过了 16 MiB', fix: '检查引号和括号是否配对；把过长的文档拆成几条记录' },
    en: {
      what: 'the record that begins on this line is longer than 16 MiB',
      fix: 'check whether quotes and brackets match; split a long document into records',
    },
  },
  E_DATA_ARRAY_CUT: {
    zh: { what: 'JSON 数组没有结束：缺少收尾的 ]', fix: '文件可能没有写完，请重新导出' },
    en: {
      what: 'the JSON array has no end: its ] is missing',
      fix: 'the file may be cut off; export it again',
    },
  },
  E_DATA_ARRAY_REST: {
    zh: {
      what: 'JSON 数组结束之后还有内容',
      fix: '一个文件只放一个数组；多个数组请分成几个文件，或改成每行一个对象的 JSONL',
    },
    en: {
      what: 'something follows the end of the JSON array',
      fix: 'keep one array in a file: make several files, or JSONL with one object a line',
    },
  },
  E_DATA_ARRAY_EMPTY: {
    zh: { what: 'JSON 数组里有多余的逗号', fix: '删去这个逗号，或重新导出文件' },
    en: { what: 'the JSON array holds a comma too many', fix: 'remove the comma or export the file again' },
  },
  E_DATA_COLUMN_CHOICE: {
    zh: {
      what: '按选定的列（词：第 {token} 列，标签：第 {tag} 列）读不出标签；第一行是：{line}',
      fix: '列号从 1 数起，两列不能相同，也不能超过文件的列数',
    },
    en: {
      what: 'the chosen columns (tokens: {token}, tags: {tag}) hold no tags; the file begins: {line}',
      fix: 'columns count from 1, must differ and must not exceed those of the file',
    },
  },
  E_DATA_QUESTIONS: {
    zh: {
      what: '文件里有几个选择题的答案：{names}，无法当作同一组类别',
      fix: '用 --label-column 指明读哪一个（库中为 labelColumn），或导出前只保留一个选择题',
    },
    en: {
      what: 'the file answers several questions, which are no classes of one task: {names}',
      fix: 'name the one to read by --label-column (labelColumn in the library), or keep one question in the export',
    },
  },
  E_DATA_FOLDER_EMPTY: {
    zh: { what: '目录里没有数据文件', fix: '检查路径；以点开头的文件、README 和 *.md 等说明文件不算数据' },
    en: {
      what: 'the folder holds no data file',
      fix: 'check the path; hidden files and documents such as README and *.md do not count',
    },
  },
  E_DATA_FOLDER_MIXED: {
    zh: {
      what: '目录中的文件格式不一：{first} 是 {firstFormat}，{other} 是 {otherFormat}',
      fix: '一个目录只放一种格式、一种任务的数据，或逐个给出文件',
    },
    en: {
      what: 'the files of the folder differ: {first} is {firstFormat}, {other} is {otherFormat}',
      fix: 'keep one format and task in a folder, or name single files',
    },
  },
  E_DATA_PAIR: {
    zh: { what: 'brat 的文件不成对：缺少 {missing}', fix: '补上缺少的文件，或移走这一个' },
    en: {
      what: 'a file of brat lacks its other: {missing}',
      fix: 'add the missing file or move this one away',
    },
  },
  E_DATA_UNLABELLED: {
    zh: {
      what: '文件里只有文本，没有标注（例如：{line}）',
      fix: '训练需要标注：实体用两列的 BIO，分类用“文本 TAB 标签”；如果是表格或 JSON，用 --text-column、--label-column 指明文本和标签所在的列或字段；只做预测时可以直接用这个文件',
    },
    en: {
      what: 'the file holds texts without labels (such as: {line})',
      fix: 'training needs labels: two-column BIO for entities, "text TAB label" for classes; of a table or JSON name columns or fields by --text-column and --label-column; for prediction the file will do',
    },
  },
  E_DATA_FORMAT: {
    zh: {
      what: '认不出文件的格式，第一行是：{line}',
      fix: '支持的格式：BIO / IOB1 / BIOES / BMES 列文件、“文本 TAB 标签”、带表头的 CSV / TSV、JSONL 或 JSON 数组、doccano、Label Studio、brat、xlsx、Parquet',
    },
    en: {
      what: 'the format of the file is not recognised; it begins: {line}',
      fix: 'known formats: columns in BIO / IOB1 / BIOES / BMES, "text TAB label", CSV / TSV with a header, JSONL or a JSON array, doccano, Label Studio, brat, xlsx, Parquet',
    },
  },
  E_DATA_TASK: {
    zh: {
      what: '这里要的是 {asked} 数据，而文件是 {found} 数据：{reason}',
      fix: '如果它确实是 {asked} 数据，说明怎样读它，如 labelSeparator、pairColumn；否则换成 {asked} 的数据文件，或去掉自己指定的任务',
    },
    en: {
      what: '{asked} data are wanted here, but the file holds {found} data: {reason}',
      fix: 'if it does hold {asked} data say how to read it, as by labelSeparator or pairColumn; else give a file of {asked} data, or leave out the task if you named one',
    },
  },
  E_DATA_ONE_CLASS: {
    zh: {
      what: '{records} 条记录全都属于同一个类别“{label}”',
      fix: '分类至少需要两个类别；检查标签列是否选对、文件是否被筛选过',
    },
    en: {
      what: 'all {records} records are of the one class "{label}"',
      fix: 'classification needs two classes at least; check the label column, and whether the file was filtered',
    },
  },
  E_DATA_NO_ENTITIES: {
    zh: {
      what: '{records} 条记录里一个实体也没有',
      fix: '检查标签列是否都是 O、标注是否随文件一起导出',
    },
    en: {
      what: 'there is not one entity in {records} records',
      fix: 'check whether all tags are O, and whether the labels were exported with the file',
    },
  },
})

/** Errors in splitting and writing records. */
export const failRecords = defineErrors({
  E_DATA_NEAR: {
    zh: { what: '近似重复的阈值是 {threshold}', fix: '阈值应大于 0.2 且不超过 1，例如 0.9' },
    en: {
      what: 'the threshold of near-duplicates is {threshold}',
      fix: 'give one above 0.2 and at most 1, such as 0.9',
    },
  },
  E_DATA_SHARE: {
    zh: { what: '验证集比例是 {share}', fix: '比例应大于 0 且小于 1，例如 0.1' },
    en: { what: 'the dev share is {share}', fix: 'give a share above 0 and below 1, such as 0.1' },
  },
  E_DATA_SPLIT: {
    zh: {
      what: '{records} 条记录分不出验证集：每个类别在训练集里至少要留一条，相同的文本必须在同一侧',
      fix: '增加数据，或另外提供验证集文件',
    },
    en: {
      what: 'no dev set can be split from {records} records: train must keep every class, and equal texts stay on one side',
      fix: 'add records, or give a dev file of its own',
    },
  },
  E_DATA_NOT_BIO_TEXT: {
    zh: {
      what: '这条记录的文本写不成 BIO / BIOES / BMES：它是空白的，或含有换行、NUL、不成对的代理字符',
      fix: '改用 JSONL 保存这条记录',
    },
    en: {
      what: 'the text of this record cannot be written as BIO / BIOES / BMES: it is blank or holds a line end, NUL or a lone surrogate',
      fix: 'keep this record as JSONL',
    },
  },
  E_DATA_NOT_BIO_SPAN: {
    zh: {
      what: '实体“{label}”写不成 BIO / BIOES / BMES：它与前一个实体重叠、超出文本、切断了一个字符，或标签名里有空白',
      fix: '改正这个实体，或改用 JSONL 保存这条记录',
    },
    en: {
      what: 'the entity "{label}" cannot be written as BIO / BIOES / BMES: it overlaps the one before, leaves the text, cuts a character, or its label holds blanks',
      fix: 'mend the entity or keep this record as JSONL',
    },
  },
})
