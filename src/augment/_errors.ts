import { defineErrors } from '../base/errors.ts'

/** Errors of what is asked of the augmentation. */
export const fail = defineErrors({
  E_AUGMENT_METHOD: {
    zh: { what: '增强方法 {method} 不能用于 {task} 数据', fix: '可用的方法：{allowed}' },
    en: { what: 'the method {method} does not go with data of {task}', fix: 'those that do: {allowed}' },
  },
  E_AUGMENT_TASK: {
    zh: { what: '{task} 数据没有增强方法', fix: '增强用于实体识别、单标签和多标签分类' },
    en: {
      what: 'there is no method for data of {task}',
      fix: 'entities, one class and several classes can be augmented',
    },
  },
  E_AUGMENT_FACTOR: {
    zh: {
      what: '增强倍数 {factor} 不可用',
      fix: '取大于 0、不超过 {most} 的数：1 表示新增与原来一样多的记录',
    },
    en: {
      what: 'a factor of {factor} cannot be used',
      fix: 'take a number above 0 and up to {most}: with 1 there are as many new records as old ones',
    },
  },
  E_AUGMENT_FILL: {
    zh: { what: '方法 mlm 需要一个填空的函数', fix: '传入 fill，例如掩码语言模型的 fill' },
    en: {
      what: 'the method mlm needs a function that fills blanks',
      fix: 'give fill, such as that of a masked-language model',
    },
  },
})
