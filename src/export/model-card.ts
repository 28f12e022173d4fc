import type { Language } from '../base/locale.ts'
import type { ModelParts } from '../train/index.ts'
import { inMarkdown } from './_markdown.ts'
import { cautionsOf, PIPELINES, usageOf } from './model-usage.ts'
import type { ExportReport } from './options.ts'

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
    `# ${inMarkdown(name)}`,
  ]
  const labels = tasks.map(
    ({ name: task, task: { kind, labels: own } }) =>
      `| ${inMarkdown(task)} | ${kind} | ${own.map(inMarkdown).join(', ')} |`,
  )
  const table = (header: string) => [header, '|---|---|---|', ...labels].join('\n')
  return `${[
    head.join('\n'),
    '## 中文',
    `由 HanTune ${report.version} 导出（${report.to}，${report.precision}）。任务与标签：`,
    table('| 任务 | 类型 | 标签 |'),
    scoresOf(report, 'zh'),
    chosenOf(report, 'zh'),
    cautionsOf(parts, 'zh').join('\n\n'),
    usageOf(report, parts, 'zh'),
    '## English',
    `Exported by HanTune ${report.version} (${report.to}, ${report.precision}). Tasks and labels:`,
    table('| task | kind | labels |'),
    scoresOf(report, 'en'),
    chosenOf(report, 'en'),
    cautionsOf(parts, 'en').join('\n\n'),
    usageOf(report, parts, 'en'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`
}

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
      `| ${inMarkdown(task)} | ${metric} | ${records} | ${(before * 100).toFixed(2)} | ${(after * 100).toFixed(2)} |`,
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
