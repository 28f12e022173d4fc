import type { Language } from '../base/locale.ts'
import { DEFAULT_THRESHOLD } from '../metrics/index.ts'
import type { NamedTask } from '../tasks/index.ts'
import type { ModelParts } from '../train/index.ts'
import { inMarkdown } from './_markdown.ts'
import type { ExportReport } from './options.ts'

/** The pipeline of transformers.js and transformers that reads a task's model. */
export const PIPELINES = {
  ner: 'token-classification',
  cls: 'text-classification',
  multi: 'text-classification',
  pair: 'text-classification',
} as const

/** Where other programs do not give what HanTune gives. */
export function cautionsOf({ tasks }: ModelParts, language: Language): string[] {
  const [only, ...more] = tasks
  const kind = more.length === 0 ? only!.task.kind : undefined
  const found: { readonly zh: string; readonly en: string }[] = []
  if (tasks.some(({ task }) => task.head.crf)) found.push(CAUTIONS.crf)
  if (kind === undefined) found.push(CAUTIONS.several)
  if (tasks.some(({ description }) => description.kind === 'ner')) found.push(CAUTIONS.long)
  if (kind === 'multi') found.push(multiCaution(only!))
  if (kind === 'pair') found.push(CAUTIONS.pair)
  else if (takesPair(tasks)) found.push(CAUTIONS.pairAmongSeveral)
  if (kind !== undefined && kind !== 'ner') found.push(cutCaution(only!))
  return found.map((caution) => caution[language])
}

/** Whether a model must be given two texts; beside a task of pairs others read the first. */
const takesPair = (tasks: readonly NamedTask[]): boolean => tasks.some(({ task }) => task.kind === 'pair')

const CAUTIONS = {
  crf: {
    zh: '**CRF**：输出是 CRF 的发射分数。transformers.js 与 transformers 的 pipeline 只对它做 softmax，不走最优路径，结果可能与 HanTune 不同。要得到同样的结果，请用 `hantune predict`，或导出成 ONNX 用 `hantune/predictor`（Node 和浏览器都能用）。',
    en: '**CRF**: the output is the emissions of a CRF. The pipelines of transformers.js and transformers take their softmax, not the best path, and may say something else than HanTune. For the same predictions use `hantune predict`, or `hantune/predictor` (in Node and browsers) with an export to ONNX.',
  },
  several: {
    zh: '**多任务**：一次编码给出几个任务的输出（ONNX 中名为 `logits_任务名`），pipeline 读不了。请用 `hantune predict`，或导出成 ONNX 用 `hantune/predictor`。',
    en: '**Several tasks**: one pass of the encoder gives an output for each task (in ONNX `logits_NAME`), which pipelines cannot read. Use `hantune predict`, or `hantune/predictor` with an export to ONNX.',
  },
  long: {
    zh: '**长文本**：HanTune 用重叠的窗口读完长文本；pipeline 只读模型上限以内的部分，transformers.js 还会切掉末尾的 [SEP]。',
    en: '**Long texts**: HanTune reads them in overlapping windows; pipelines read what fits in the model, transformers.js without the final [SEP].',
  },
  pair: {
    zh: '**文本对**：输入是两段文本。transformers.js 的 pipeline 不接受文本对，给它一段文本它也会给出没有意义的答案；请用 `hantune predict`，或导出成 ONNX 用 `hantune/predictor`。',
    en: '**Pairs**: the input is two texts. The pipelines of transformers.js take no pairs, and answer a single text all the same, which means nothing: use `hantune predict`, or `hantune/predictor` with an export to ONNX.',
  },
  pairAmongSeveral: {
    zh: '**文本对**：其中有文本对任务，所以每次输入都要两段文本（`text` 和 `pair`）；其他任务只读第一段。',
    en: '**Pairs**: one of the tasks reads pairs, so every input is two texts (`text` and `pair`); the other tasks read the first.',
  },
} as const

function multiCaution({ description }: NamedTask) {
  const { labels, thresholds } = description
  if (thresholds) {
    const listed = labels.map((label, at) => `${inMarkdown(label)} ${thresholds[at]}`).join(', ')
    return {
      zh: `**多标签**：每个标签各自判断，概率不低于各自的阈值才算有（${listed}）。pipeline 不知道这些阈值，默认只给出概率最高的一个标签；要写 \`top_k\`，再按阈值取舍。`,
      en: `**Several labels**: each is a question of its own, and applies from its own probability on (${listed}). Pipelines know nothing of them and give the likeliest label alone by default: give \`top_k\`, and keep those that reach their threshold.`,
    }
  }
  const threshold = description.threshold ?? DEFAULT_THRESHOLD
  return {
    zh: `**多标签**：每个标签各自判断，概率不低于 ${threshold} 才算有。pipeline 默认只给出概率最高的一个标签，即使一个都不该有；要写 \`top_k\`，再按 ${threshold} 取舍。`,
    en: `**Several labels**: each is a question of its own, and applies from a probability of ${threshold} on. Pipelines give the likeliest one alone by default, even where none applies: give \`top_k\`, and keep those from ${threshold} on.`,
  }
}

function cutCaution({ description: { maxLength }, task: { kind } }: NamedTask) {
  const words = {
    zh: `**截断**：只读前 ${maxLength} 个词元，与训练时相同。transformers 的 pipeline 默认不截断，要写 \`truncation=True\`。`,
    en: `**Cut**: the first ${maxLength} tokens are read, as in training. The pipelines of transformers cut nothing by default: give \`truncation=True\`.`,
  }
  // transformers.js is offered for no pairs.
  if (kind === 'pair') return words
  return {
    zh: `${words.zh}transformers.js 截断时把末尾的 [SEP] 也切掉，模型因此读到训练时没有过的形状，分数会变，标签也可能变；下面的代码把 [SEP] 放回末尾，结果就与 HanTune 相同。`,
    en: `${words.en} transformers.js cuts the final [SEP] off with the rest, which no text of the training was without: scores change, and labels may. The code below puts it back, and says what HanTune says.`,
  }
}

/** How the model is used in every program that can. */
export function usageOf(report: ExportReport, { tasks }: ModelParts, language: Language): string {
  const only = tasks.length === 1 ? tasks[0]! : undefined
  const blocks = [language === 'zh' ? '### 使用' : '### Use']
  if (report.to === 'safetensors') blocks.push(fenced('python', pythonOf(only)))
  if (report.to === 'onnx') {
    // Other tasks' answers would be wrong without a word.
    if (only && !only.task.head.crf) {
      if (only.task.kind !== 'pair') blocks.push(fenced('js', transformersJsOf(only, report)))
      blocks.push(fenced('python', onnxRuntimeOf(only, report)))
    }
    blocks.push(fenced('js', predictorOf(takesPair(tasks))))
  }
  if (report.to === 'triton') blocks.push(fenced('sh', tritonOf(report)))
  blocks.push(
    fenced('sh', [
      takesPair(tasks) ? "hantune predict FOLDER $'TEXT\\tPAIR'" : 'hantune predict FOLDER TEXT',
    ]),
  )
  return blocks.join('\n\n')
}

function pythonOf(only: NamedTask | undefined): string[] {
  if (!only)
    return [
      'from transformers import BertModel',
      'encoder = BertModel.from_pretrained("FOLDER", add_pooling_layer=False)',
    ]
  const { kind } = only.task
  const calls = {
    ner: 'print(classify("…"))',
    cls: 'print(classify("…", truncation=True))',
    multi: 'print(classify("…", top_k=None, truncation=True))',
    pair: 'print(classify({"text": "…", "text_pair": "…"}, truncation=True))',
  }
  return [
    'from transformers import pipeline',
    `classify = pipeline("${PIPELINES[kind]}", model="FOLDER")`,
    calls[kind],
  ]
}

/** Of what transformers.js cuts: the end of each row becomes [SEP] again, unless it is padding. */
const KEEPS_END = [
  '// What is cut ends with [SEP], as in training: transformers.js cuts that off, too.',
  'const { tokenizer } = classify',
  'classify.tokenizer = (...texts) => {',
  '  const inputs = tokenizer(...texts)',
  '  const { data: ids, dims: [, length] } = inputs.input_ids',
  '  for (let end = length - 1; end < ids.length; end += length)',
  '    if (inputs.attention_mask.data[end]) ids[end] = BigInt(tokenizer.sep_token_id)',
  '  return inputs',
  '}',
]

function transformersJsOf({ task: { kind } }: NamedTask, { precision }: ExportReport): string[] {
  // transformers.js's names of the precisions are HanTune's.
  return [
    "import { pipeline } from '@huggingface/transformers'",
    '// FOLDER begins with ./ or /: another name would be looked for on the hub.',
    `const classify = await pipeline('${PIPELINES[kind]}', 'FOLDER', { dtype: '${precision}' })`,
    ...(kind === 'ner' ? [] : KEEPS_END),
    `console.log(await classify('…'${kind === 'multi' ? ', { top_k: null }' : ''}))`,
  ]
}

function onnxRuntimeOf({ task: { kind } }: NamedTask, { files }: ExportReport): string[] {
  const { name } = files.find((file) => file.name.endsWith('.onnx'))!
  const texts = kind === 'pair' ? '["…"], ["…"]' : '["…"]'
  const answers = {
    ner: [
      // [CLS] and [SEP] have no tags.
      'for token, row in list(zip(inputs.tokens(), logits[0]))[1:-1]:',
      '    print(token, config.id2label[row.argmax()])',
    ],
    cls: ['print([config.id2label[row.argmax()] for row in logits])'],
    multi: ['print([dict(zip(config.id2label.values(), 1 / (1 + numpy.exp(-row)))) for row in logits])'],
    pair: ['print([config.id2label[row.argmax()] for row in logits])'],
  }
  return [
    ...(kind === 'multi' ? ['import numpy'] : []),
    'from onnxruntime import InferenceSession',
    'from transformers import AutoConfig, AutoTokenizer',
    'config = AutoConfig.from_pretrained("FOLDER")',
    'tokenizer = AutoTokenizer.from_pretrained("FOLDER")',
    `session = InferenceSession("FOLDER/${name}")`,
    `inputs = tokenizer(${texts}, padding=True, truncation=True, return_tensors="np")`,
    '(logits,) = session.run(None, dict(inputs))',
    ...answers[kind],
  ]
}

function predictorOf(isPair: boolean): string[] {
  const input = isPair ? "{ text: '…', pair: '…' }" : "{ text: '…' }"
  return [
    "import * as ort from 'onnxruntime-node'",
    "import { readFile } from 'node:fs/promises'",
    "import { createPredictor } from 'hantune/predictor'",
    'const read = (name) => readFile(`FOLDER/${name}`).catch(() => undefined)',
    '// In a browser, with onnxruntime-web:',
    '// const read = async (name) => {',
    '//   const answer = await fetch(`/FOLDER/${name}`)',
    '//   return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined',
    '// }',
    'const predictor = await createPredictor({ ort, read })',
    `console.dir(await predictor.predict([${input}]), { depth: null })`,
  ]
}

function tritonOf({ files }: ExportReport): string[] {
  const model = files.find(({ name }) => name.endsWith('config.pbtxt'))!.name.split('/')[0]!
  return ['tritonserver --model-repository=FOLDER', `# ${model}: input_ids, attention_mask, token_type_ids`]
}

const fenced = (language: string, lines: readonly string[]): string =>
  [`\`\`\`${language}`, ...lines, '```'].join('\n')
