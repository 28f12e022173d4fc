import { defineErrors } from '../base/errors.ts'

/** Errors of JSON records whose fields, or results, are none that can be read. */
export const failJson = defineErrors({
  E_DATA_STUDIO_RESULTS: {
    zh: {
      what: 'Label Studio 导出中没有能用的标注结果；里面有的是：{found}',
      fix: '能用的结果：文字区间的 labels（实体识别），针对整段文本的 choices 或 taxonomy（分类）；在标注项目里加上这样的标注再导出，其他类型（评分、文字框等）请先用脚本换成标签',
    },
    en: {
      what: 'the export of Label Studio holds no result that can be used; it holds: {found}',
      fix: 'usable are labels of text ranges (entities), and choices or taxonomy of the whole text (classes): annotate with those and export again, or turn the other types (ratings, text areas …) into labels by a script',
    },
  },
  E_DATA_JSON_FIELD_UNKNOWN: {
    zh: {
      what: '{option} 指定的字段“{name}”不在文件开头的记录里{near}',
      fix: '写出其中一个：{names}',
    },
    en: {
      what: 'the first records have no field "{name}", which {option} names{near}',
      fix: 'name one of: {names}',
    },
  },
  E_DATA_JSON_FIELD_TWICE: {
    zh: { what: '{first} 和 {second} 都指定了字段“{name}”', fix: '给它们各指定一个字段' },
    en: { what: '{first} and {second} both name the field "{name}"', fix: 'give each a field of its own' },
  },
  E_DATA_JSON_FIELDS: {
    zh: {
      what: '看不出 JSON 记录的哪个字段是{parts}；字段有：{names}',
      fix: '用 --text-column 和 --label-column（库中为 textColumn、labelColumn）指明；实体写成 [[start, end, "类型"], …]，类别写成文字、数字或它们的列表',
    },
    en: {
      what: 'no field of the JSON records is known as {parts}; there are: {names}',
      fix: 'name it by --text-column and --label-column (textColumn and labelColumn in the library); entities are written as [[start, end, "type"], …], classes as a text, a number or a list of them',
    },
  },
  E_DATA_NO_PAIR: {
    zh: {
      what: '指定了 pairColumn，而这个文件是 {found} 数据：{reason}',
      fix: '去掉 pairColumn；句对写成有两段文本和一个标签的 JSONL 或表格',
    },
    en: {
      what: 'a pairColumn is given, but the file holds {found} data: {reason}',
      fix: 'leave the pairColumn out; pairs are JSONL records or rows with two texts and a label',
    },
  },
})
