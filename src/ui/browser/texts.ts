import { defineTexts, type Language } from '../../base/locale.ts'

/** Every text of the page; one that lacks a language does not compile. */
const TEXTS = {
  runs: { zh: '训练', en: 'Runs' },
  try: { zh: '试用', en: 'Try' },
  start: { zh: '新的训练', en: 'New run' },
  language: { zh: 'English', en: '中文' },
  navigation: { zh: '页面导航', en: 'pages' },
  offline: { zh: '连不上服务，正在重试……', en: 'the server does not answer; trying again …' },
  loading: { zh: '正在载入……', en: 'loading …' },
  keysRuns: { zh: '移动、打开、选中比较', en: 'move, open, compare' },
  keysTry: { zh: '输入文本', en: 'write a text' },
  keysBack: { zh: '返回', en: 'back' },

  noRuns: { zh: '{folder} 里还没有训练。', en: 'There is no run in {folder} yet.' },
  noRunsStart: { zh: '开始一次训练', en: 'Start one' },
  noRunsHint: { zh: '在终端运行 hantune demo，或：', en: 'Run hantune demo in a terminal, or:' },
  compare: { zh: '比较', en: 'compare' },
  compareRun: { zh: '选中 {name} 作比较', en: 'select {name} to compare' },
  comparing: { zh: '比较选中的训练', en: 'Selected runs' },
  selectHint: {
    zh: '在表中勾选训练，把曲线叠在一起看。',
    en: 'Tick runs in the table to lay their curves over each other.',
  },
  name: { zh: '名称', en: 'name' },
  state: { zh: '状态', en: 'state' },
  task: { zh: '任务', en: 'task' },
  data: { zh: '数据', en: 'data' },
  model: { zh: '模型', en: 'model' },
  best: { zh: '验证最好', en: 'best dev' },
  test: { zh: '测试', en: 'test' },
  epochs: { zh: '轮数', en: 'epochs' },
  time: { zh: '用时', en: 'time' },
  memory: { zh: '内存峰值', en: 'peak memory' },
  started: { zh: '开始', en: 'started' },
  running: { zh: '训练中', en: 'running' },
  finished: { zh: '已完成', en: 'finished' },
  interrupted: { zh: '已中断', en: 'interrupted' },
  failed: { zh: '失败', en: 'failed' },
  unreadable: { zh: '读不懂', en: 'unreadable' },

  back: { zh: '← 全部训练', en: '← all runs' },
  step: { zh: '步', en: 'step' },
  unitSteps: { zh: '{n} 步', en: '{n} steps' },
  steps: { zh: '第 {step} / {steps} 步', en: 'step {step} of {steps}' },
  preparing: { zh: '正在读数据、载入模型……', en: 'reading data, loading the model …' },
  followUp: {
    zh: '这次训练已完成；后续工作（例如每个任务单独训练作对照）还在进行。',
    en: 'This run is done; what follows it, such as training each task alone to compare, goes on.',
  },
  left: { zh: '约剩 {time}', en: 'about {time} left' },
  speed: { zh: '{n} 词元/秒', en: '{n} tokens/s' },
  stop: { zh: '停止并保存', en: 'Stop and save' },
  stopByKey: {
    zh: '在终端按 Ctrl-C 结束训练；学到的都会保存。',
    en: 'Ctrl-C in its terminal ends it, with everything saved.',
  },
  stopping: { zh: '正在完成这一步并保存……', en: 'finishing the step and saving …' },
  resumeHint: { zh: '接着训练：', en: 'to go on:' },
  bestAt: { zh: '第 {epoch} 轮', en: 'epoch {epoch}' },
  loss: { zh: '训练损失', en: 'Training loss' },
  devMetric: { zh: '验证成绩（{metric}）', en: 'Dev score ({metric})' },
  devMetrics: { zh: '验证成绩', en: 'Dev score' },
  rate: { zh: '学习率', en: 'Learning rate' },
  dev: { zh: '验证', en: 'dev' },
  train: { zh: '训练样本', en: 'training sample' },
  curve: {
    zh: '{title}：{series}。用左右方向键逐点查看。',
    en: '{title}: {series}. Arrow keys go from point to point.',
  },
  curves: { zh: '曲线', en: 'Curves' },
  noCurve: { zh: '还没有数据', en: 'nothing yet' },
  coach: { zh: '教练', en: 'Coach' },
  coachFine: { zh: '教练没有意见。', en: 'The coach has nothing to say.' },
  coachWaits: {
    zh: '教练在看；有话会写在这里。',
    en: 'The coach is watching; what it has to say will stand here.',
  },
  coachAt: { zh: '第 {step} 步', en: 'step {step}' },
  coachEnd: { zh: '总结', en: 'summary' },
  byLabel: { zh: '按标签的成绩', en: 'Scores by label' },
  onTest: { zh: '测试数据', en: 'test data' },
  onDev: { zh: '验证数据，第 {step} 步', en: 'dev data, step {step}' },
  label: { zh: '标签', en: 'label' },
  precision: { zh: '精确率', en: 'precision' },
  recall: { zh: '召回率', en: 'recall' },
  allLabels: { zh: '以上是 F1 最低的；显示全部 {n} 个', en: 'the lowest F1 first; show all {n}' },
  fewLabels: { zh: '只看 F1 最低的 {n} 个', en: 'show the lowest {n} only' },
  support: { zh: '条数', en: 'support' },
  config: { zh: '配置（config.yaml）', en: 'Configuration (config.yaml)' },
  tryThis: { zh: '试用这个模型', en: 'Try this model' },
  errorsDev: { zh: '逐条看错误（验证）', en: 'Errors (dev)' },
  errorsTest: { zh: '逐条看错误（测试）', en: 'Errors (test)' },
  errorsHint: {
    zh: '在新标签页打开；第一次要用模型把数据算一遍',
    en: 'opens in a new tab; the first time the model reads the data',
  },

  modelLabels: { zh: '共 {n} 个标签', en: '{n} labels' },
  tryEmpty: {
    zh: '写下一段文本，结果会出现在这里。',
    en: 'What the model says of your text will stand here.',
  },
  tryExample: { zh: '填入一个例子', en: 'Fill in an example' },
  tryTitle: { zh: '试一段文本', en: 'Try a text' },
  noModels: {
    zh: '还没有可用的模型：等一次训练的第一次验证。',
    en: 'There is no model yet: wait for the first evaluation of a run.',
  },
  otherModel: {
    zh: '没有 {name} 的模型；下面用的是 {other}。',
    en: 'There is no model of {name}; below is {other}.',
  },
  text: { zh: '文本', en: 'text' },
  firstText: { zh: '第一段文本', en: 'first text' },
  secondText: { zh: '第二段文本', en: 'second text' },
  textPlaceholder: {
    zh: '输入或粘贴一段文本，结果随写随出',
    en: 'write or paste a text; the result follows as you write',
  },
  apiKey: { zh: '访问密钥', en: 'API key' },
  apiKeyHint: {
    zh: '这个服务要求密钥；只留在本页内存里。',
    en: 'This service asks for a key; it stays in this page’s memory.',
  },
  apiKeyForm: {
    zh: '密钥只能用没有空格的 ASCII 字符。',
    en: 'A key is made of visible ASCII characters, without spaces.',
  },
  apiKeyWrong: { zh: '密钥不对。', en: 'The service does not know this key.' },
  needsPair: { zh: '两段文本都写上才有结果。', en: 'Write both texts.' },
  noEntities: { zh: '没有找到实体。', en: 'No entities found.' },
  entity: { zh: '实体', en: 'entity' },
  place: { zh: '位置', en: 'place' },
  confidence: { zh: '置信度', en: 'confidence' },
  result: { zh: '结果', en: 'Result' },
  working: { zh: '正在计算……', en: 'working …' },
  truncated: {
    zh: '文本超过模型能读的长度，后面没有读。',
    en: 'The text is longer than the model reads; its end was left out.',
  },
  threshold: { zh: '阈值', en: 'threshold' },
  thresholdModel: { zh: '模型自己的阈值是 {value}', en: 'the model’s own is {value}' },
  thresholdEach: {
    zh: '模型自己的阈值，每个标签一个：{values}',
    en: 'the model’s own, one for each label: {values}',
  },
  allScores: { zh: '全部 {n} 个', en: 'all {n}' },
  fewScores: { zh: '只看前面的', en: 'only the first' },
  noLabel: { zh: '没有标签达到阈值。', en: 'No label reaches the threshold.' },
  characters: { zh: '{n} 字', en: '{n} characters' },

  startTitle: { zh: '开始一次训练', en: 'Start a run' },
  allSettings: { zh: '全部设置', en: 'All settings' },
  command: { zh: '将要执行的命令', en: 'The command' },
  copy: { zh: '复制', en: 'Copy' },
  copied: { zh: '已复制', en: 'Copied' },
  go: { zh: '开始训练', en: 'Start' },
  busy: {
    zh: '这个页面正在训练 {name}；结束后才能开始下一次。',
    en: 'This page is training {name}; the next can start once it has ended.',
  },
  mistakes: { zh: '还有 {n} 处要改', en: '{n} to mend' },
  onePerLine: { zh: '每行一个', en: 'one a line' },
  byDefault: { zh: '默认', en: 'default' },
  yes: { zh: '开', en: 'on' },
  no: { zh: '关', en: 'off' },
  fix: { zh: '解决办法：', en: 'How to fix: ' },
  seconds: { zh: '{s} 秒', en: '{s} s' },
  minutes: { zh: '{m} 分 {s} 秒', en: '{m} min {s} s' },
  hours: { zh: '{h} 小时 {m} 分', en: '{h} h {m} min' },
  notFound: { zh: '没有这个页面。', en: 'There is no such page.' },
  accuracy: { zh: '准确率', en: 'accuracy' },
  f1: { zh: 'F1', en: 'F1' },
  microF1: { zh: '微平均 F1', en: 'micro F1' },
  macroF1: { zh: '宏平均 F1', en: 'macro F1' },
  subsetAccuracy: { zh: '类别全对', en: 'all classes right' },
  lossName: { zh: '损失', en: 'loss' },
  ner: { zh: '实体', en: 'entities' },
  cls: { zh: '分类', en: 'classes' },
  multi: { zh: '多标签', en: 'multi-label' },
  pair: { zh: '句对', en: 'pairs' },
} as const

export type TextKey = keyof typeof TEXTS

const fill = defineTexts(TEXTS)

/** Speaks one language. */
export type Say = <K extends TextKey>(key: K, values: Parameters<typeof fill<K>>[1]) => string

export const sayIn =
  (language: Language): Say =>
  (key, values) =>
    fill(key, values, language)

/** For tests: every text. */
export const ALL_TEXTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = TEXTS
