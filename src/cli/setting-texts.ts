import { defineTexts, type Text } from '../base/locale.ts'
import type { Settings } from '../config/index.ts'

/** What each setting is, for the help; a setting without a text does not compile. */
const TEXTS = {
  epochs: { zh: '训练轮数（默认 10）', en: 'epochs (default 10)' },
  batchSize: { zh: '每批的句数（默认 32）', en: 'texts in a batch (default 32)' },
  accumulation: {
    zh: '几批的梯度合成一步，等于批大这么多倍（默认 1）',
    en: 'batches whose gradients make one step, as of a batch so many times as large (default 1)',
  },
  schedule: {
    zh: '预热之后学习率的走势：linear、cosine 或 constant（默认 linear）',
    en: 'the way of the learning rate after warmup: linear, cosine or constant (default linear)',
  },
  warmup: {
    zh: '预热步数，小于 1 时为占总步数的比例（默认 0.1）',
    en: 'steps of warmup, or a share of all steps if below 1 (default 0.1)',
  },
  maxGradNorm: { zh: '梯度裁剪的范数（默认 1）', en: 'norm that gradients are clipped to (default 1)' },

  learningRate: {
    zh: '学习率的峰值（默认按模型大小：2e-5、1e-4，宽度不超过 288 或权重随机时 5e-4）',
    en: 'peak learning rate (default by model: 2e-5, 1e-4, 5e-4 up to width 288 and for random weights)',
  },
  headLearningRate: {
    zh: '任务头的学习率峰值（默认 1e-3；随机权重时同 --lr）',
    en: 'peak learning rate of task heads (default 1e-3; as --lr for random weights)',
  },
  crfLearningRate: {
    zh: 'CRF 转移分数的学习率峰值（默认 5e-3）',
    en: 'peak learning rate of CRF transitions (default 5e-3)',
  },
  layerDecay: {
    zh: '每往下一层，学习率乘以这个数（默认 1，不衰减）',
    en: 'each encoder layer learns at this share of the rate of the one above (default 1)',
  },
  rates: {
    zh: '名称符合的参数用这个学习率，* 代表任意字符；可重复，优先于其他学习率',
    en: 'the rate of parameters by name, * stands for any characters; repeatable, wins over all other rates',
  },
  taskRates: {
    zh: '某个任务的头用这个学习率；可重复',
    en: 'the rate of one task’s head; repeatable',
  },

  trainLayers: {
    zh: '只训练编码器的最后几层；0 只训练任务头（默认 all）',
    en: 'train the last so many encoder layers only; 0 trains the heads alone (default all)',
  },
  freezeEmbeddings: { zh: '词向量不参与训练', en: 'embeddings do not learn' },
  freeze: {
    zh: '名称符合的参数不训练，* 代表任意字符；可重复',
    en: 'parameters by name that do not learn, * stands for any characters; repeatable',
  },

  weightDecay: {
    zh: '权重衰减（默认 0.01；用 --l2 时为 0）',
    en: 'decoupled weight decay (default 0.01; 0 beside --l2)',
  },
  l2: { zh: '损失里 L2 惩罚 λ‖θ‖² 的 λ（默认 0）', en: 'λ of an L2 penalty λ‖θ‖² in the loss (default 0)' },
  dropout: { zh: 'dropout 比率（默认取模型自带的）', en: 'rate of dropout (default: the model’s own)' },
  attentionDropout: {
    zh: '注意力的 dropout（默认同 --dropout）',
    en: 'dropout of attention (default: as --dropout)',
  },
  headDropout: {
    zh: '任务头之前的 dropout（默认同 --dropout）',
    en: 'dropout before the head (default: as --dropout)',
  },
  wordDropout: {
    zh: '训练时把多少比例的字换成 [MASK]（默认 0）',
    en: 'share of characters that become [MASK] in training (default 0)',
  },
  augment: {
    zh: '由训练数据造出新数据的办法，可重复：entities、tokens、join、clauses、mlm（默认不用）',
    en: 'make more training data of what there is, repeatable: entities, tokens, join, clauses, mlm (default: none)',
  },
  augmentFactor: {
    zh: '每条训练数据造几条新的（默认 1，配合 --augment）',
    en: 'new records for each training record, beside --augment (default 1)',
  },
  labelSmoothing: { zh: '标签平滑（默认 0）', en: 'label smoothing (default 0)' },
  focalGamma: {
    zh: 'focal loss 的 γ，0 为普通交叉熵（默认 0）',
    en: 'γ of the focal loss; 0 is cross-entropy (default 0)',
  },
  rDrop: { zh: 'R-Drop 的 α，0 为不用（默认 0）', en: 'α of R-Drop; 0 leaves it out (default 0)' },
  fgm: {
    zh: '对抗训练（FGM）的 ε，0 为不用（默认 0）',
    en: 'ε of adversarial training (FGM); 0 leaves it out (default 0)',
  },
  ema: {
    zh: '权重滑动平均的衰减，评测和保存的是平均值，例如 0.999（默认 0，不用）',
    en: 'decay of the moving average that is scored and saved, as 0.999 (default 0: none)',
  },
  classWeights: {
    zh: '类别权重：none、balanced 或 标签=权重，后者可重复（默认 none）',
    en: 'weights of classes: none, balanced, or LABEL=WEIGHT, which is repeatable (default none)',
  },

  head: {
    zh: '实体标注的输出层：softmax 或 crf（默认 softmax；权重随机或宽度不超过 288 的编码器用 crf）',
    en: 'what decides on tags: softmax or crf (default softmax; crf over random weights and up to width 288)',
  },
  maxLength: {
    zh: '一次读入的最大长度，含 [CLS] 和 [SEP]（默认取模型上限，但不超过 256）',
    en: 'most tokens in a pass, [CLS] and [SEP] included (default: the model’s limit, 256 at most)',
  },
  granularity: {
    zh: '实体标注的粒度：character 或 piece（默认 character）',
    en: 'units of tagging: character or piece (default character)',
  },

  taskSampling: {
    zh: '多任务抽样：概率与数据量的几次方成正比，0 为平均，1 为按量（默认 0.5）',
    en: 'several tasks are drawn in proportion to this power of their sizes; 0 evenly, 1 by size (default 0.5)',
  },
  compareSingle: {
    zh: '多任务时每个任务再单独训练一次，把成绩放在一起比较',
    en: 'train each of several tasks alone, too, and show both',
  },

  evaluateEvery: {
    zh: '每几步验证一次，0 为每轮验证（默认 0）',
    en: 'steps between two evaluations; 0 evaluates after each epoch (default 0)',
  },
  patience: {
    zh: '验证分数连续几次不升就停止，0 为不提前停止（默认 3）',
    en: 'evaluations without a better score before it stops; 0 never stops (default 3)',
  },
  metric: {
    zh: '用哪个验证指标选最好的模型（默认：实体 F1 或准确率，按任务）',
    en: 'the figure that decides which model is best (default: the task’s own)',
  },
  keepBest: { zh: '保留最好的几个模型（默认 1）', en: 'how many of the best models are kept (default 1)' },
  devShare: {
    zh: '没有 --dev 时，从训练数据中分出多少作验证（默认 0.1）',
    en: 'share of the training data for validation if there is no --dev (default 0.1)',
  },
  numLabels: { zh: '要求数据恰好有这么多种标签', en: 'the number of labels that the data must have' },
  repairTags: {
    zh: '按 seqeval 的规则修复不合法的 BIO 标签，而不是报错',
    en: 'repair tags that BIO forbids as seqeval does, rather than refuse them',
  },
  check: {
    zh: '训练前先检查数据（默认开，选项前加 no- 关掉）',
    en: 'look through the data before training (default on; with no- before it, off)',
  },
  tokenColumn: {
    zh: '列文件里字在第几列（默认第 1 列）',
    en: 'column of tokens, from 1 (default: the first)',
  },
  tagColumn: { zh: '列文件里标签在第几列（默认最后一列）', en: 'column of tags, from 1 (default: the last)' },
  textColumn: {
    zh: '表格的文本列：表头里的名字，或从 1 数的序号（默认按名字找）',
    en: 'column of the text: its name, or its number from 1 (default: found by name)',
  },
  labelColumn: { zh: '表格的标签列：名字或序号', en: 'column of the label: its name or number' },
  pairColumn: {
    zh: '句对的第二段文本在哪一列：名字或序号',
    en: 'column of a pair’s second text: its name or number',
  },
  idColumn: { zh: '编号列：名字或序号', en: 'column of ids: its name or number' },
  labelSeparator: {
    zh: '一个格子里几个标签之间的分隔符，例如 "|"；这样读出的是多标签数据',
    en: 'what stands between several labels of a cell, as "|"; a text may then have any number',
  },
  skipUnlabelled: {
    zh: '跳过没有标签的记录并说明条数，而不是拒绝整个文件',
    en: 'leave out records without a label, and say how many, rather than refuse the file',
  },
  skipEmpty: {
    zh: '跳过文本为空的记录并说明条数，而不是拒绝整个文件',
    en: 'leave out records whose text is empty, and say how many, rather than refuse the file',
  },
  sheet: {
    zh: 'Excel 的工作表：名字或序号（默认第一个）',
    en: 'the sheet: its name or number (default: the first)',
  },
  offsets: {
    zh: '位置按什么计数：utf16 或 codepoint（默认按导出工具的习惯）',
    en: 'what offsets count: utf16 or codepoint (default: as the tool that wrote the file does)',
  },
  ends: {
    zh: '实体的 end：inclusive 包含在内，exclusive 不包含（默认按格式的习惯，有实体文字时以文字为准）',
    en: 'ends of entities: inclusive or exclusive (default: as the format has it, or as entity texts show)',
  },
  discontinuous: {
    zh: '不连续的实体（brat）：refuse 拒绝，skip 跳过并说明（默认 refuse）',
    en: 'entities of several parts (brat): refuse, or skip and say so (default refuse)',
  },

  recompute: {
    zh: '反向时重算激活：省内存，多花约三分之一时间',
    en: 'compute activations again going backward: less memory, a third more time',
  },
  activations: {
    zh: '激活等待反向时的类型：float32 或 float16（默认 float32）',
    en: 'the type in which activations wait: float32 or float16 (default float32)',
  },
  optimizerState: {
    zh: '优化器状态的类型：float32 或 bfloat16（默认 float32）',
    en: 'the type of the optimizer’s state: float32 or bfloat16 (default float32)',
  },
  memoryLimit: {
    zh: '训练最多用多少内存，例如 8GB，单写数字为 MB（默认：机器或容器的内存）',
    en: 'memory that the run may take, as 8GB; a bare number is MB (default: what the machine has)',
  },
  auto: {
    zh: '训练不顺时，最多自动换设置重来几次（默认 0）',
    en: 'restarts with a remedy that may be made by itself (default 0)',
  },
  seed: { zh: '随机种子（默认 42）', en: 'seed of randomness (default 42)' },
  threads: { zh: '计算线程数（默认：全部核）', en: 'threads to compute with (default: all cores)' },
} as const satisfies { readonly [name in keyof Settings]-?: Text }

export const sayOf = defineTexts(TEXTS)

/** The headings under which the help groups the settings. */
export const sayGroup = defineTexts({
  steps: { zh: '训练步：', en: 'Steps:' },
  rates: { zh: '学习率：', en: 'Learning rates:' },
  frozen: { zh: '冻结：', en: 'What learns:' },
  regular: { zh: '正则化与损失：', en: 'Regularisation and loss:' },
  model: { zh: '输入与输出层：', en: 'Input and head:' },
  tasks: { zh: '多任务：', en: 'Several tasks:' },
  scores: { zh: '数据与验证：', en: 'Data and evaluation:' },
  reading: { zh: '读取数据：', en: 'Reading of data:' },
  machine: { zh: '内存与运行：', en: 'Memory and run:' },
})
