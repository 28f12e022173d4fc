import { defineErrors } from '../base/errors.ts'

/** Errors of files that are nearly what can be read. */
export const failLookAlike = defineErrors({
  E_DATA_JSON_COMMENT: {
    zh: { what: '文件像是 JSON，但以注释开头：{line}', fix: 'JSON 里不能写注释：删去这些行' },
    en: {
      what: 'the file looks like JSON, but begins with a comment: {line}',
      fix: 'JSON has no comments: remove those lines',
    },
  },
  E_DATA_JSON_PRETTY: {
    zh: {
      what: '文件从一个分成多行书写的 JSON 对象开始',
      fix: 'JSONL 一行写一个完整的对象（可用 jq -c . 原文件 > 新文件 转换），或者把所有对象放进一个 JSON 数组',
    },
    en: {
      what: 'the file begins with a JSON object that is written over several lines',
      fix: 'write one whole object a line (jq -c . OLD > NEW does so), or put all objects into one JSON array',
    },
  },
  E_DATA_JSON_WRAPPED: {
    zh: {
      what: '记录不在最外层，而在 JSON 对象的字段“{field}”里',
      fix: '只保留这个字段里的数组：整个文件从 [ 开始，到 ] 结束',
    },
    en: {
      what: 'the records are not at the top, but in the field "{field}" of a JSON object',
      fix: 'keep the array of that field alone: the file begins with its [ and ends with its ]',
    },
  },
  E_DATA_FASTTEXT: {
    zh: {
      what: '文件是 fastText 的格式（{line}），不能直接读取',
      fix: '改成“标签 TAB 文本”：去掉 __label__，标签后的空格换成 TAB；一条有几个标签时写成 JSONL，“labels”为列表',
    },
    en: {
      what: 'the file is in the format of fastText ({line}), which is not read',
      fix: 'write "label TAB text": remove __label__ and put a TAB after the label; for several labels a text write JSONL with a list "labels"',
    },
  },
  E_DATA_TAG_CASE: {
    zh: { what: '文件像是 BIO 列文件，但标签是小写的：{line}', fix: '把标签的位置写成大写：B-、I-、O 等' },
    en: {
      what: 'the file looks like columns in BIO, but with tags in lower case: {line}',
      fix: 'write the positions of tags in upper case: B-, I-, O and so on',
    },
  },
})
