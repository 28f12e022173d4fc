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
})
