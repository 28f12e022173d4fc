import type { ModelParts } from '../train/index.ts'
import type { ExportReport } from './options.ts'

/** The pipeline of transformers.js and transformers that reads a task's model. */
const PIPELINES = {
  ner: 'token-classification',
  cls: 'text-classification',
  multi: 'text-classification',
  pair: 'text-classification',
} as const

/** transformers.js's names of the precisions. */
const DTYPES = { fp32: 'fp32', fp16: 'fp16', q8: 'q8', q4: 'q4' } as const

/** The README.md of an exported model, in Chinese and in English: what it is, how good, how to use it. */
export function modelCard(report: ExportReport, parts: ModelParts, name: string): string {
  const { tasks } = parts
  const only = tasks.length === 1 ? tasks[0]!.task.kind : undefined
  const head = [
    '---',
    'language: zh',
    ...(only ? [`pipeline_tag: ${PIPELINES[only]}`] : []),
    `library_name: ${report.to === 'safetensors' ? 'transformers' : 'transformers.js'}`,
    'tags: [hantune]',
    '---',
    `# ${name}`,
  ]
  const labels = tasks.map(
    ({ name: task, task: { kind, labels: own } }) => `| ${task} | ${kind} | ${own.join(', ')} |`,
  )
  const table = ['| task | kind | labels |', '|---|---|---|', ...labels]
  return `${[
    head.join('\n'),
    '## 中文',
    `由 HanTune ${report.version} 导出（${report.to}，${report.precision}）。任务与标签：`,
    table.join('\n'),
    scoresOf(report, 'zh'),
    chosenOf(report, 'zh'),
    cautionsOf(parts, 'zh').join('\n\n'),
    usageOf(report, parts, 'zh'),
    '## English',
    `Exported by HanTune ${report.version} (${report.to}, ${report.precision}). Tasks and labels:`,
    table.join('\n'),
    scoresOf(report, 'en'),
    chosenOf(report, 'en'),
    cautionsOf(parts, 'en').join('\n\n'),
    usageOf(report, parts, 'en'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`
}

type Language = 'zh' | 'en'

function scoresOf({ scores, samples }: ExportReport, language: Language): string {
  const { count, same, largest } = samples
  const largestText = largest.toExponential(1)
  const compared =
    language === 'zh'
      ? `导出后重新载入，与训练好的模型比较：${count} 条样本中 ${same} 条的标签相同，分数最多相差 ${largestText}。`
      : `Opened again and compared with the trained model: ${same} of ${count} samples say the same labels, scores differ by ${largestText} at most.`
  if (scores.length === 0)
    return language === 'zh'
      ? `${compared}没有验证数据，因此没有比较分数。`
      : `${compared} There were no dev data to score on.`
  const header =
    language === 'zh'
      ? '| 任务 | 指标 | 验证记录 | 训练好的模型 | 导出的模型 |'
      : '| task | figure | dev records | trained | exported |'
  const rows = scores.map(
    ({ task, metric, records, before, after }) =>
      `| ${task} | ${metric} | ${records} | ${(before * 100).toFixed(2)} | ${(after * 100).toFixed(2)} |`,
  )
  return [compared, '', header, '|---|---|---|---|---|', ...rows].join('\n')
}

function chosenOf({ groups, precision }: ExportReport, language: Language): string {
  if (groups.length === 0) return ''
  const [intro, header, kept] =
    language === 'zh'
      ? [
          '各部分单独量化时对输出的影响（与 float32 输出的平均 KL 散度，单位 nat；logit 的最大变化）：',
          '| 部分 | KL | 最大变化 | 精度 |',
          'fp32',
        ]
      : [
          'How much each part moves the outputs when it alone is quantized (mean KL divergence from the float32 outputs, in nats; largest change of a logit):',
          '| part | KL | largest change | kept as |',
          'fp32',
        ]
  const rows = groups.map(
    (one) =>
      `| ${one.group} | ${one.loss.toExponential(2)} | ${one.largest.toFixed(4)} | ${one.kept ? kept : precision} |`,
  )
  return [intro, '', header, '|---|---|---|---|', ...rows].join('\n')
}

/** Where other programs do not give what HanTune gives. */
function cautionsOf({ tasks }: ModelParts, language: Language): string[] {
  const zh = language === 'zh'
  const cautions: string[] = []
  if (tasks.some(({ task }) => task.head.crf))
    cautions.push(
      zh
        ? '**CRF**：图的输出是 CRF 的发射分数。transformers.js 与 transformers 的 pipeline 只对它做 softmax，不走最优路径，结果可能与 HanTune 不同。要得到同样的结果，请用 `hantune/predictor`（Node 和浏览器都能用）或 `hantune predict`。'
        : '**CRF**: the graph gives the emissions of a CRF. The pipelines of transformers.js and transformers take their softmax, not the best path, and may say something else than HanTune. For the same predictions use `hantune/predictor` (in Node and browsers) or `hantune predict`.',
    )
  if (tasks.length > 1)
    cautions.push(
      zh
        ? '**多任务**：一次编码给出几个任务的输出（`logits_任务名`），pipeline 读不了。请用 `hantune/predictor` 或 `hantune predict`。'
        : '**Several tasks**: one pass of the encoder gives an output for each task (`logits_NAME`), which pipelines cannot read. Use `hantune/predictor` or `hantune predict`.',
    )
  if (tasks.some(({ description }) => description.kind === 'ner'))
    cautions.push(
      zh
        ? '**长文本**：HanTune 用重叠的窗口读完长文本；pipeline 只读模型上限以内的部分。'
        : '**Long texts**: HanTune reads them in overlapping windows; pipelines read what fits in the model.',
    )
  return cautions
}

function usageOf({ to, precision, files }: ExportReport, { tasks }: ModelParts, language: Language): string {
  const [only, ...more] = tasks
  const title = language === 'zh' ? '### 使用' : '### Use'
  const blocks = [title]
  const plain = more.length === 0 && !only!.task.head.crf
  if (to === 'safetensors')
    blocks.push(
      fenced(
        'python',
        more.length > 0
          ? ['from transformers import BertModel', 'encoder = BertModel.from_pretrained("FOLDER")']
          : [
              'from transformers import pipeline',
              `classify = pipeline("${PIPELINES[only!.task.kind]}", model="FOLDER")`,
            ],
      ),
    )
  if (to === 'onnx' && plain)
    blocks.push(
      fenced('js', [
        "import { pipeline } from '@huggingface/transformers'",
        `const classify = await pipeline('${PIPELINES[only!.task.kind]}', 'FOLDER', { dtype: '${DTYPES[precision]}' })`,
      ]),
    )
  if (to === 'onnx')
    blocks.push(
      fenced('js', [
        "import * as ort from 'onnxruntime-web' // or onnxruntime-node",
        "import { createPredictor } from 'hantune/predictor'",
        'const predictor = await createPredictor({ ort, read: async (name) => new Uint8Array(await (await fetch(`FOLDER/${name}`)).arrayBuffer()) })',
        "console.log(await predictor.predict([{ text: '…' }]))",
      ]),
    )
  if (to === 'triton') {
    const model = files.find(({ name }) => name.endsWith('config.pbtxt'))!.name.split('/')[0]!
    blocks.push(
      fenced('sh', [
        'tritonserver --model-repository=FOLDER',
        `# ${model}: input_ids, attention_mask, token_type_ids`,
      ]),
    )
  }
  blocks.push(fenced('sh', ['hantune predict FOLDER TEXT']))
  return blocks.join('\n\n')
}

const fenced = (language: string, lines: readonly string[]): string =>
  [`\`\`\`${language}`, ...lines, '```'].join('\n')
