import { defineTexts } from '../base/locale.ts'

/** What `train` says. */
export const say = defineTexts({
  ner: { zh: '实体识别', en: 'entity recognition' },
  cls: { zh: '文本分类', en: 'text classification' },
  multi: { zh: '多标签分类', en: 'classification with several labels' },
  pair: { zh: '句对分类', en: 'classification of pairs' },
  multiScores: {
    zh: '微平均 F1 {f1}  宏平均 F1 {macro}  完全正确 {subset}',
    en: 'micro F1 {f1}  macro F1 {macro}  all right {subset}',
  },
  train: { zh: '训练数据', en: 'training data' },
  dev: { zh: '验证数据', en: 'validation data' },
  test: { zh: '测试数据', en: 'test data' },
  data: {
    zh: '{role} {file}：{records} 条，{task}，格式 {format}\n  依据：{reason}',
    en: '{role} {file}: {records} record(s), {task}, format {format}\n  because: {reason}',
  },
  note: { zh: '  · {text}', en: '  · {text}' },
  model: {
    zh: '模型 {name}：{layers} 层，宽 {width}，{parameters}个参数',
    en: 'model {name}: {layers} layers, width {width}, {parameters} parameters',
  },
  random: {
    zh: '  注意：这个模型没有经过预训练，权重是随机的，要从零学起，效果远不如预训练模型。\n  正式使用请用 --model 指定预训练模型（目录，或已下载到 Hugging Face 缓存的名称）。',
    en: '  Note: this model was not pre-trained. Its weights are random and everything is learned from scratch,\n  far below what a pre-trained model reaches. For real use name one with --model (a folder, or an id in the\n  local Hugging Face cache).',
  },
  check: {
    zh: '数据检查：{error} 项错误，{warning} 项警告，{hint} 项提示',
    en: 'data check: errors {error}, warnings {warning}, hints {hint}',
  },
  checkMore: {
    zh: '  （不影响训练；详情和修复：{command}；不想检查用 --no-check）',
    en: '  (training goes on; for all of it and for mending: {command}; --no-check leaves this out)',
  },
  checkLeaks: {
    zh: '  （训练照常进行，但验证和测试里有训练过的文本：这些成绩偏高，不可信；详情和修复：{command}）',
    en: '  (training goes on, but dev or test hold texts of the training data: do not trust their scores; for all of it and for mending: {command})',
  },
  checkStops: {
    zh: '  （有重叠的实体，训练不会开始；详情：{command}）',
    en: '  (entities overlap, so training will not begin; for all of it: {command})',
  },
  augmented: {
    zh: '  由 {before} 条训练数据造出新数据：{made}（只进训练集）',
    en: '  made of {before} training records: {made} (for training only)',
  },
  augmenting: {
    zh: '造新数据：{made}/{wanted} 条',
    en: 'making new records: {made} of {wanted}',
  },
  augmentedLess: {
    zh: '  另有 {missing} 条造不出来：数据太少，或造出的与已有的相同',
    en: '  {missing} more could not be made: too few records, or equal to some there are',
  },
  loaded: {
    zh: '  读入 {loaded} 个权重张量；新初始化 {fresh} 个{names}；忽略 {ignored} 个',
    en: '  read {loaded} weight tensors; initialised {fresh}{names}; ignored {ignored}',
  },
  initialised: { zh: '（{names}）', en: ' ({names})' },
  keptLabels: {
    zh: '  沿用之前学到的标签：{kept}；新标签：{fresh}',
    en: '  labels kept from the earlier run: {kept}; new ones: {fresh}',
  },
  trainable: { zh: '  其中 {trainable}个参数参与训练', en: '  {trainable} of them learn' },
  plan: { zh: '训练计划', en: 'plan' },
  task: {
    zh: '  任务 {name}（{kind}），约占 {share} 的训练步',
    en: '  task {name} ({kind}), about {share} of the steps',
  },
  resumed: {
    zh: '  接着之前中断的训练：已完成 {done} 步，还剩 {left} 步',
    en: '  going on with an interrupted run: {done} steps are done, {left} are left',
  },
  memoryChange: {
    zh: '  为了不超出内存上限，每步分成约 {learnTokens} 个词元的小份来算，结果不变{recompute}',
    en: '  to stay within the memory limit, steps go in parts of about {learnTokens} tokens; the result is the same{recompute}',
  },
  recomputing: { zh: '；激活在反向时重算', en: '; activations are computed again going backward' },
  taskScores: { zh: '{name}：{scores}', en: '{name}: {scores}' },
  interrupted: {
    zh: '已在第 {steps}/{all} 步停下并保存，在 {folder}\n接着训练：{command}',
    en: 'stopped after step {steps} of {all}; everything is saved in {folder}\nto go on: {command}',
  },
  sizes: { zh: '  训练 {train} 条，验证 {dev} 条', en: '  {train} record(s) to train on, {dev} to validate' },
  lengths: {
    zh: '  长度（字）：中位 {p50}，95% 在 {p95} 以内，最长 {max}',
    en: '  lengths (characters): median {p50}, 95 % within {p95}, longest {max}',
  },
  unlearnable: {
    zh: '  注意：{count} 个实体的边界落在词元内部或只含空白，模型学不到也预测不出',
    en: '  note: {count} entities begin or end inside a token, or are blank: no prediction can give them',
  },
  longTagged: {
    zh: '  {count} 条超过最大长度 {maxLength}，分成有重叠的窗口来读，不丢内容',
    en: '  {count} are longer than {maxLength} tokens and are read in overlapping windows; nothing is lost',
  },
  longClassified: {
    zh: '  {count} 条超过最大长度 {maxLength}，超出的部分不会读到；可加大 --max-length',
    en: '  {count} are longer than {maxLength} tokens; their ends are not read (see --max-length)',
  },
  labels: { zh: '  标签 {count} 种：{labels}', en: '  {count} label(s): {labels}' },
  more: { zh: '{shown} 等', en: '{shown} …' },
  unlabelled: { zh: '  其中 {count} 条没有实体', en: '  {count} of the records hold no entity' },
  steps: {
    zh: '  最多 {epochs} 轮，每轮 {perEpoch} 步，共 {steps} 步；每步 {batch} 句，预热 {warmup} 步',
    en: '  {epochs} epoch(s) at most, {perEpoch} step(s) each, {steps} in all; {batch} texts a step, {warmup} step(s) of warmup',
  },
  allWarmup: {
    zh: '  注意：预热步数不少于总步数，学习率到最后一步才升到峰值；数据少时请减小 warmup',
    en: '  note: the warmup is as long as the training, the rate peaks at the last step only; use a smaller warmup',
  },
  hyper: {
    zh: '  学习率 {rate}（任务头 {head}），最大长度 {maxLength}，种子 {seed}，{threads} 个线程',
    en: '  learning rate {rate} (heads {head}), maximum length {maxLength}, seed {seed}, {threads} threads',
  },
  forecast: {
    zh: '  按现在的速度，最多约用 {time}，内存约 {memory} MB',
    en: '  at this speed at most about {time}; memory: about {memory} MB',
  },
  progress: {
    zh: '第 {epoch} 轮  {step}/{steps} 步  损失 {loss}  {speed} 词元/秒  剩余 {left}',
    en: 'epoch {epoch}  step {step}/{steps}  loss {loss}  {speed} tokens/s  {left} left',
  },
  row: {
    zh: '第 {epoch} 轮：训练损失 {loss}，验证 {scores}{best}',
    en: 'epoch {epoch}: training loss {loss}, validation {scores}{best}',
  },
  nerScores: {
    zh: '精确率 {precision}，召回率 {recall}，F1 {f1}',
    en: 'precision {precision}, recall {recall}, F1 {f1}',
  },
  clsScores: { zh: '准确率 {accuracy}，宏平均 F1 {f1}', en: 'accuracy {accuracy}, macro F1 {f1}' },
  best: { zh: '  ← 目前最好', en: '  ← best so far' },
  patience: {
    zh: '验证分数连续 {patience} 轮没有提高，提前停止。',
    en: 'no better score in {patience} epoch(s): stopped early.',
  },
  devTable: {
    zh: '验证数据上的成绩（第 {epoch} 轮，最好的一轮）',
    en: 'scores on the validation data (epoch {epoch}, the best)',
  },
  testTable: { zh: '测试数据上的成绩', en: 'scores on the test data' },
  saved: {
    zh: '模型在 {folder}（用时 {time}，内存峰值 {memory} MB）',
    en: 'the model is in {folder} (took {time}, {memory} MB of memory at most)',
  },
  next: { zh: '接下来可以：', en: 'next:' },
  // A TAB between two texts; a shell without printf takes a file by --input.
  predictPair: { zh: "printf '第一段文本\\t第二段文本\\n'", en: "printf 'first text\\tsecond text\\n'" },
  predictText: { zh: '"一段文本"', en: '"a text"' },
  keptSoFar: {
    zh: '到最近一轮验证为止，最好的模型在 {folder}',
    en: 'the best model up to the last validation is in {folder}',
  },
})
