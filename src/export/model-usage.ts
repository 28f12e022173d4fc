import type { Language } from '../base/locale.ts'
import { DEFAULT_THRESHOLD } from '../metrics/index.ts'
import type { NamedTask } from '../tasks/index.ts'
import type { ModelParts } from '../train/index.ts'
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
  if (kind !== undefined && kind !== 'ner') found.push(cutCaution(only!))
  return found.map((caution) => caution[language])
}

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
    zh: '**长文本**：HanTune 用重叠的窗口读完长文本；pipeline 只读模型上限以内的部分。',
    en: '**Long texts**: HanTune reads them in overlapping windows; pipelines read what fits in the model.',
  },
  pair: {
    zh: '**文本对**：输入是两段文本。transformers.js 的 pipeline 不接受文本对，给它一段文本它也会给出没有意义的答案；请用 `hantune predict`，或导出成 ONNX 用 `hantune/predictor`。',
    en: '**Pairs**: the input is two texts. The pipelines of transformers.js take no pairs, and answer a single text all the same, which means nothing: use `hantune predict`, or `hantune/predictor` with an export to ONNX.',
  },
} as const

function multiCaution({ description }: NamedTask) {
  const { labels, thresholds } = description
  if (thresholds) {
    const listed = labels.map((label, at) => `${label} ${thresholds[at]}`).join(', ')
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

function cutCaution({ description: { maxLength } }: NamedTask) {
  return {
    zh: `**截断**：只读前 ${maxLength} 个词元，与训练时相同。transformers 的 pipeline 默认不截断，要写 \`truncation=True\`。`,
    en: `**Cut**: the first ${maxLength} tokens are read, as in training. The pipelines of transformers cut nothing by default: give \`truncation=True\`.`,
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
    blocks.push(fenced('js', predictorOf(only)))
  }
  if (report.to === 'triton') blocks.push(fenced('sh', tritonOf(report)))
  const isPair = only?.task.kind === 'pair'
  blocks.push(
    fenced('sh', [isPair ? "hantune predict FOLDER $'TEXT\\tPAIR'" : 'hantune predict FOLDER TEXT']),
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
    ner: 'classify("…")',
    cls: 'classify("…", truncation=True)',
    multi: 'classify("…", top_k=None, truncation=True)',
    pair: 'classify({"text": "…", "text_pair": "…"}, truncation=True)',
  }
  return [
    'from transformers import pipeline',
    `classify = pipeline("${PIPELINES[kind]}", model="FOLDER")`,
    calls[kind],
  ]
}

function transformersJsOf({ task: { kind } }: NamedTask, { precision }: ExportReport): string[] {
  // transformers.js's names of the precisions are HanTune's.
  return [
    "import { pipeline } from '@huggingface/transformers'",
    '// FOLDER begins with ./ or /: another name would be looked for on the hub.',
    `const classify = await pipeline('${PIPELINES[kind]}', 'FOLDER', { dtype: '${precision}' })`,
    kind === 'multi' ? "await classify('…', { top_k: null })" : "await classify('…')",
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

function predictorOf(only: NamedTask | undefined): string[] {
  const input = only?.task.kind === 'pair' ? "{ text: '…', pair: '…' }" : "{ text: '…' }"
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
    `console.log(await predictor.predict([${input}]))`,
  ]
}

function tritonOf({ files }: ExportReport): string[] {
  const model = files.find(({ name }) => name.endsWith('config.pbtxt'))!.name.split('/')[0]!
  return ['tritonserver --model-repository=FOLDER', `# ${model}: input_ids, attention_mask, token_type_ids`]
}

const fenced = (language: string, lines: readonly string[]): string =>
  [`\`\`\`${language}`, ...lines, '```'].join('\n')
