import { defineErrors } from '../base/errors.ts'

/** Errors of one line or record: the place names it. */
export const failLine = defineErrors({
  E_DATA_COLUMNS: {
    zh: { what: '这一行应有 {expected} 列，实际是 {found} 列', fix: '检查分隔符和换行；这一行是：{line}' },
    en: {
      what: '{expected} columns are expected here; {found} found',
      fix: 'check separators and line ends; the line is: {line}',
    },
  },
  E_DATA_SEPARATOR_SPACE: {
    zh: {
      what: '这一行的两列用空格分隔，而文件其余部分用 TAB',
      fix: '整个文件只用一种分隔符；这一行是：{line}',
    },
    en: {
      what: 'the columns of this line are separated by a space, those of the file by TAB',
      fix: 'use one separator in the whole file; the line is: {line}',
    },
  },
  E_DATA_SEPARATOR_TAB: {
    zh: {
      what: '这一行的两列用 TAB 分隔，而文件其余部分用空格',
      fix: '整个文件只用一种分隔符；这一行是：{line}',
    },
    en: {
      what: 'the columns of this line are separated by TAB, those of the file by a space',
      fix: 'use one separator in the whole file; the line is: {line}',
    },
  },
  E_DATA_CR: {
    zh: {
      what: '这一行里有单独的 CR（\\r），像是丢了换行',
      fix: '用编辑器把全部换行统一成 LF 后另存；这一行是：{line}',
    },
    en: {
      what: 'a CR (\\r) stands inside this line, as where line ends were lost',
      fix: 'save the file anew in an editor with LF at the end of every line; the line is: {line}',
    },
  },
  E_DATA_TAG: {
    zh: {
      what: '标签“{tag}”不属于文件所用的 {scheme} 体系',
      fix: '可用的标签：{allowed}（X 是实体类型）',
    },
    en: {
      what: 'the tag "{tag}" does not belong to {scheme}, which the file uses',
      fix: 'tags it may have: {allowed} (X is an entity type)',
    },
  },
  E_DATA_TAG_BLANK: {
    zh: {
      what: '标签“{tag}”里有空白',
      fix: '如果这是几个标签，每行只写一个词和它的标签；如果空白属于实体类型的名称，换成下划线',
    },
    en: {
      what: 'the tag "{tag}" holds a blank',
      fix: 'if these are several tags, write one token and its tag a line; if the blank belongs to the name of the entity type, put an underscore in its place',
    },
  },
  E_DATA_TAG_COUNT: {
    zh: {
      what: '这一句有 {tokens} 个词，却有 {tags} 个标签',
      fix: '每个词（字）配一个标签，词与词、标签与标签之间都用空格隔开；这一句是：{line}',
    },
    en: {
      what: 'this sentence has {tokens} token(s) but {tags} tag(s)',
      fix: 'give each token one tag, with spaces between tokens and between tags; the sentence is: {line}',
    },
  },
  E_DATA_TAG_ORDER: {
    zh: {
      what: '标签“{tag}”不能跟在“{before}”之后：没有可以接续的 {label} 实体',
      fix: '改正标注；若确认是截断或 IOB1 写法造成的，可用 --repair-tags（库中为 repairTags: true）按 seqeval 的规则修复',
    },
    en: {
      what: 'the tag "{tag}" cannot follow "{before}": there is no {label} entity to continue',
      fix: 'mend the tags; if cutting or the IOB1 scheme caused this, --repair-tags (in the library repairTags: true) reads them as seqeval does',
    },
  },
  E_DATA_TAG_IOB1: {
    zh: {
      what: '文件用 IOB1 写法，标签“{tag}”却跟在“{before}”之后：IOB1 的 B- 只用来隔开相邻的同类实体（{label}）',
      fix: '改成 I-；若确认是写法混用，可用 --repair-tags（库中为 repairTags: true），把它读作实体的开头',
    },
    en: {
      what: 'the file is IOB1, where B- only parts touching entities of one type, but "{tag}" follows "{before}" and no {label} entity',
      fix: 'write I- here; if the schemes were mixed, --repair-tags (in the library repairTags: true) begins an entity here',
    },
  },
  E_DATA_TAG_UNFINISHED: {
    zh: {
      what: '从“{tag}”开始的实体没有以 {end} 收尾',
      fix: '补上收尾标签；若确认是截断造成的，可用 --repair-tags（库中为 repairTags: true），让实体在标签中断处结束',
    },
    en: {
      what: 'the entity that begins with "{tag}" has no {end} to end it',
      fix: 'add the end tag; if cutting caused this, --repair-tags (in the library repairTags: true) ends the entity where its tags end',
    },
  },
  E_DATA_EMPTY_TEXT: {
    zh: {
      what: '这条记录的文本是空的',
      fix: '补上文本，或删去这条记录；读取标注数据时也可以用 --skip-empty（库中为 skipEmpty: true）跳过',
    },
    en: {
      what: 'the text of this record is empty',
      fix: 'add the text or remove the record; of labelled data --skip-empty (in the library skipEmpty: true) leaves it out',
    },
  },
  E_DATA_EMPTY_LABEL: {
    zh: {
      what: '这条记录没有标签',
      fix: '补上标签，或用 --skip-unlabelled 跳过；一条可以有几个标签、也可以没有时，用 --label-separator 说明分隔符',
    },
    en: {
      what: 'this record has no label',
      fix: 'add the label, or leave such records out with --skip-unlabelled; where a record may have several labels or none, say what separates them with --label-separator',
    },
  },
  E_DATA_JSON: {
    zh: { what: '这条记录不是合法的 JSON 对象：{reason}', fix: '每条记录写成一个完整的 JSON 对象' },
    en: { what: 'this record is not a JSON object: {reason}', fix: 'write one whole JSON object a record' },
  },
  E_DATA_FIELD_TWICE: {
    zh: {
      what: '这条记录里字段“{field}”写了两次，只能算一个',
      fix: '只留下对的那个；多个标签写成列表',
    },
    en: {
      what: 'this record has the field "{field}" twice, and only one can count',
      fix: 'keep the right one; several labels are written as a list',
    },
  },
  E_DATA_FIELD_MISSING: {
    zh: { what: '这条记录缺少字段：{fields}', fix: '补上这个字段，或删去这条记录{hint}' },
    en: { what: 'this record lacks a field: {fields}', fix: 'add the field or remove the record{hint}' },
  },
  E_DATA_FIELD_TYPE: {
    zh: { what: '字段“{field}”的值不对：{value}', fix: '应写成 {expected}' },
    en: { what: 'the field "{field}" has a wrong value: {value}', fix: 'write it as {expected}' },
  },
  E_DATA_SPAN: {
    zh: {
      what: '实体 [{start}, {end}{bracket} “{label}”在文本里没有这样的区间：文本长 {length} 个字符',
      fix: '起止位置从 0 数起；这里按 end {ends}读取，不对时设 ends: {otherEnds}；若位置按码点（而不是 UTF-16）计数，设 offsets: codepoint',
    },
    en: {
      what: 'the entity [{start}, {end}{bracket} "{label}" is no range of the text of {length} characters',
      fix: 'offsets count from 0; ends are read as {ends} here, else set ends: {otherEnds}; if offsets count code points and not UTF-16 units, set offsets: codepoint',
    },
  },
  E_DATA_SPAN_EMPTY: {
    zh: {
      what: '实体 [{start}, {end}) “{label}”是空的：起止相同，而这里按 end 不包含在内读取',
      fix: '这个文件的 end 像是包含在内的（单字实体的起止相同）：确认后设 ends: inclusive；否则改正这个实体',
    },
    en: {
      what: 'the entity [{start}, {end}) "{label}" is empty: it ends where it starts, and ends are read as exclusive here',
      fix: 'ends seem to be inclusive in this file (an entity of one character ends where it starts): if so set ends: inclusive; else mend the entity',
    },
  },
  E_DATA_SPAN_TEXT: {
    zh: {
      what: '实体位置处的文字是“{found}”，标注写的是“{expected}”',
      fix: '改正起止位置或文字；全文件的 end 要么都包含在内、要么都不包含，位置要么都按 UTF-16、要么都按码点计数',
    },
    en: {
      what: 'the text at the entity is "{found}", the label says "{expected}"',
      fix: 'mend the offsets or the text; the ends of a file are all inclusive or all exclusive, and its offsets all count UTF-16 units or all code points',
    },
  },
  E_DATA_SPAN_CUT: {
    zh: {
      what: '实体“{label}”把一个字符（U+FFFF 以上，如 𠮷 或表情符号）切成了两半',
      fix: '位置多半是按码点计数的：设 offsets: codepoint，或改正位置',
    },
    en: {
      what: 'the entity "{label}" cuts a character beyond U+FFFF (such as 𠮷 or an emoji) in two',
      fix: 'the offsets probably count code points: set offsets: codepoint, or mend them',
    },
  },
  E_DATA_BRAT: {
    zh: { what: '这一行不是 brat 的标注：{line}', fix: '实体写作“T1 TAB 类型 起 止 TAB 文字”' },
    en: {
      what: 'this line is no annotation of brat: {line}',
      fix: 'write an entity as "T1 TAB type start end TAB text"',
    },
  },
  E_DATA_PARTED: {
    zh: {
      what: '实体“{label}”由不连续的几段组成，无法作为一个区间学习',
      fix: '在 brat 中改成连续的实体，或设 discontinuous: skip 跳过这类实体',
    },
    en: {
      what: 'the entity "{label}" consists of several parts, which cannot be learnt as one range',
      fix: 'make it one range in brat, or set discontinuous: skip to leave such entities out',
    },
  },
  E_DATA_SPAN_LINES: {
    zh: {
      what: '实体“{label}”（{text}）跨过了换行，而每一行是一条记录',
      fix: '把实体拆到各行，或把文本里的这个换行去掉并重新标注',
    },
    en: {
      what: 'the entity "{label}" ({text}) crosses a line end, and each line is a record',
      fix: 'split the entity at the line end, or remove the line end from the text and annotate again',
    },
  },
  E_DATA_LABEL_ID: {
    zh: {
      what: '这个标注的标签是编号 {id}，而不是名称',
      fix: '旧版 doccano 的 JSONL 只写编号：导出时改选“JSONL (Text label)”，或升级 doccano 后重新导出',
    },
    en: {
      what: 'the label of this annotation is the number {id}, not a name',
      fix: 'the plain JSONL of old doccano holds numbers only: export as "JSONL (Text label)", or with a newer doccano',
    },
  },
  E_DATA_CSV: {
    zh: {
      what: 'CSV 解析失败：{reason}',
      fix: '含逗号、引号或换行的字段要用双引号括起，字段内的双引号写两次',
    },
    en: {
      what: 'the CSV cannot be parsed: {reason}',
      fix: 'quote fields that hold commas, quotes or line ends, and double the quotes inside',
    },
  },
})
