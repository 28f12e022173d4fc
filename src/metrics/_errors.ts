import { defineErrors } from '../base/errors.ts'

export const fail = defineErrors({
  E_METRICS_UNEQUAL_LENGTHS: {
    zh: {
      what: '标准答案有 {gold} 条，预测结果却有 {predicted} 条，无法逐条对照',
      fix: '检查预测结果是否与标准答案出自同一份数据、顺序一致且没有缺漏',
    },
    en: {
      what: 'there are {gold} gold entries but {predicted} predicted ones, so they cannot be compared one by one',
      fix: 'make sure that both come from the same data, in the same order, with none left out',
    },
  },
  E_METRICS_UNKNOWN_CLASS: {
    zh: {
      what: '第 {index} 条（从 0 数起）的类别“{label}”不在类别表中：{labels}',
      fix: '把这个类别加入类别表，或改正数据中的写法',
    },
    en: {
      what: 'entry {index} (counting from 0) has the class "{label}", which is not among the classes: {labels}',
      fix: 'add the class to the list of classes, or correct its spelling in the data',
    },
  },
  E_METRICS_REPEATED_CLASS: {
    zh: { what: '类别表中“{label}”出现了不止一次', fix: '去掉重复的类别' },
    en: { what: 'the list of classes names "{label}" more than once', fix: 'remove the repeated class' },
  },
  E_METRICS_BAD_TAG: {
    zh: {
      what: '第 {index} 个标签（从 0 数起）“{tag}”不是合法的序列标注标签',
      fix: '标签应为 O，或 B、I、M、E、S 之一加“-类型”，例如 B-PER',
    },
    en: {
      what: 'tag {index} (counting from 0) is "{tag}", which is no tag of BIO, BIOES or BMES',
      fix: 'write O, or one of B, I, M, E and S followed by "-type", such as B-PER',
    },
  },
  E_METRICS_CONFIDENCE: {
    zh: {
      what: '第 {index} 条（从 0 数起）的置信度是 {value}，应是 0 到 1 之间的数',
      fix: '检查预测结果：每条都要有概率，不能是 NaN，也不能是百分数',
    },
    en: {
      what: 'entry {index} (counting from 0) has the confidence {value}, which is no number from 0 to 1',
      fix: 'check the predictions: each needs a probability, not NaN and no percentage',
    },
  },
  E_METRICS_NO_RECORDS: {
    zh: { what: '没有任何记录，无从估计', fix: '检查数据文件是否为空' },
    en: { what: 'there is no record to estimate anything from', fix: 'check whether the data file is empty' },
  },
  E_METRICS_RESAMPLES: {
    zh: { what: '重抽样次数 {resamples} 不是至少为 2 的整数', fix: '写一个整数，例如 1000' },
    en: { what: '{resamples} resamples is not a whole number of at least 2', fix: 'write one, such as 1000' },
  },
  E_METRICS_FEW_SIZES: {
    zh: {
      what: '学习曲线只有 {sizes} 种数据量，至少要 {fewest} 种才能拟合',
      fix: '用更多不同的数据量训练，例如全部数据的 1/8、1/4、1/2 和全部',
    },
    en: {
      what: 'the learning curve has {sizes} sizes of data; a fit needs at least {fewest}',
      fix: 'train on more sizes, such as an eighth, a quarter, a half and all of the data',
    },
  },
  E_METRICS_OTHER_TRUTH: {
    zh: {
      what: '第 {index} 条（从 0 数起）的标准答案在两次结果中不同，无法成对比较',
      fix: '用同一份数据评测两个模型',
    },
    en: {
      what: 'entry {index} (counting from 0) has another truth in one result than in the other',
      fix: 'evaluate both models on the same data',
    },
  },
})

/** Throws E_METRICS_UNEQUAL_LENGTHS unless the two lists pair up. */
export function requirePairs(gold: readonly unknown[], predicted: readonly unknown[]): void {
  if (gold.length !== predicted.length)
    throw fail('E_METRICS_UNEQUAL_LENGTHS', { gold: gold.length, predicted: predicted.length })
}
