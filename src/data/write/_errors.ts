import { defineErrors } from '../../base/errors.ts'

/** Errors of records that a format cannot hold; the place names the record. */
export const failWrite = defineErrors({
  E_WRITE_TASK: {
    zh: { what: '{format} 格式存不下 {task} 数据', fix: '可以用这些格式：{formats}' },
    en: { what: '{format} cannot hold {task} data', fix: 'formats that can: {formats}' },
  },
  E_WRITE_GROUP: {
    zh: {
      what: '{format} 格式存不下 --group-by 的字段“{field}”',
      fix: '可以用这些格式：{formats}；或去掉 --group-by',
    },
    en: {
      what: '{format} has no place for the field "{field}" of --group-by',
      fix: 'formats that have: {formats}; or leave --group-by out',
    },
  },
  E_WRITE_MIXED: {
    zh: { what: '记录属于不同的任务：{first} 和 {second}', fix: '每个文件只写一种任务的记录' },
    en: {
      what: 'the records are of different tasks: {first} and {second}',
      fix: 'write the records of one task to a file',
    },
  },
  E_WRITE_TEXT: {
    zh: {
      what: '这条记录的 {field} 写不成 {format}：它是空白的，或含有 NUL、不成对的代理字符，或该格式无法保存的 TAB、换行、回车，或会被当作 RFC 4180 引号的双引号（TSV）',
      fix: '改用 JSONL 保存这条记录，或改正文本',
    },
    en: {
      what: 'the {field} of this record cannot be written as {format}: it is blank, or holds NUL, a lone surrogate, tabs and line ends that the format cannot keep, or (in TSV) quotes that a reader would take for those around cells',
      fix: 'keep this record as JSONL or mend the text',
    },
  },
  E_WRITE_FIELD: {
    zh: {
      what: '这条记录的字段“{field}”写不成 {format}：名称只与另一个字段大小写不同，或名称、值含有 NUL、不成对的代理字符，或该格式无法保存的 TAB、换行、回车',
      fix: '改写成 jsonl，或在原文件里去掉这个字段',
    },
    en: {
      what: 'the field "{field}" of this record cannot be written as {format}: its name differs from another in case alone, or name or value hold NUL, a lone surrogate, or tabs and line ends that the format cannot keep',
      fix: 'write jsonl, or take the field out of the source',
    },
  },
  E_WRITE_LABEL: {
    zh: {
      what: '标签“{label}”写不成 {format}：它是空的、前后有空白，或含有该格式用作分隔的字符',
      fix: '改一个标签名，或换一种格式（JSONL 限制最少）',
    },
    en: {
      what: 'the label "{label}" cannot be written as {format}: it is empty, has outer blanks, or holds what the format uses between fields',
      fix: 'rename the label or choose another format (JSONL is the freest)',
    },
  },
  E_WRITE_SPAN: {
    zh: {
      what: '实体“{label}”写不成 {format}：它超出文本、是空的、切断了一个字符，或跨越了换行',
      fix: '改正这个实体，或换一种格式（JSONL 限制最少）',
    },
    en: {
      what: 'the entity "{label}" cannot be written as {format}: it leaves the text, is empty, cuts a character or spans a line end',
      fix: 'mend the entity or choose another format (JSONL is the freest)',
    },
  },
})
