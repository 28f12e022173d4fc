import { defineTexts } from '../../base/locale.ts'
import { parseSettings, READING_NAMES, readingOf } from '../../config/index.ts'
import {
  DEFAULT_MAX_DROP,
  type ExportEvent,
  type ExportReport,
  exportModel,
  QUANTIZATIONS,
  TARGETS,
} from '../../export/index.ts'
import { renderTable } from '../../metrics/index.ts'
import { showNotes } from '../data-options.ts'
import { namedFiles } from '../named-files.ts'
import { Argument, type Command, collect, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { tellUnfinished } from '../unfinished.ts'
import { choiceOf, failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: {
    zh: '导出训练好的模型供其他程序使用，导出后重新载入并与原模型比较',
    en: 'write a trained model for other programs, open it again and compare it with the trained one',
  },
  run: { zh: '训练的输出目录，或保存的模型目录', en: 'a run folder, or the folder of a saved model' },
  to: {
    zh: '导出成什么：onnx（transformers.js、onnxruntime）、safetensors（Python transformers）、triton（Triton 模型仓库）',
    en: 'what to write: onnx (transformers.js, onnxruntime), safetensors (transformers in Python), triton (a model repository)',
  },
  quantize: {
    zh: '量化权重：q8（8 位整数）、q4（4 位整数）、fp16（半精度存储）；不写则保持 float32',
    en: 'quantize the weights: q8 (8-bit integers), q4 (4-bit), fp16 (kept in half precision); float32 if left out',
  },
  out: {
    zh: '输出目录（默认 exports/名称-格式，量化时再加 -q8 等）',
    en: 'the output folder (default exports/NAME-TARGET, and -q8 or the like behind it where it is quantized)',
  },
  dev: {
    zh: '比较分数用的标注数据（默认是训练时的验证数据）；几个任务时重复写 任务=文件',
    en: 'labelled data to compare scores on (default: the run’s own dev data); TASK=FILE, repeated, for several tasks',
  },
  maxDrop: {
    zh: '最多允许降低的百分点，超过就不导出（默认 0.5）',
    en: 'the percentage points that a score may fall; beyond that nothing is written (default 0.5)',
  },
  scoring: { zh: '正在评测{which}：{done}/{all}', en: 'scoring the {which} model: {done} of {all}' },
  trained: { zh: '训练好的模型', en: 'trained' },
  exported: { zh: '导出的模型', en: 'exported' },
  drawing: { zh: '正在生成计算图：{done}/{all}', en: 'drawing the graph: {done} of {all}' },
  measuring: {
    zh: '正在测量各部分对量化的敏感度：{done}/{all}（{group}）',
    en: 'measuring how much each part minds: {done} of {all} ({group})',
  },
  whole: {
    zh: '全部量化：分数降 {drop} 个百分点',
    en: 'all is quantized: the score falls by {drop} points',
  },
  choice: {
    zh: '{count} 个部分留作 float32，其余量化：分数降 {drop} 个百分点',
    en: '{count} part(s) left in float32, the others quantized: the score falls by {drop} points',
  },
  part: { zh: '部分', en: 'part' },
  loss: { zh: '单独量化时的 KL（nat）', en: 'KL alone (nats)' },
  largest: { zh: 'logit 最大变化', en: 'largest change of a logit' },
  kept: { zh: '精度', en: 'kept as' },
  samples: {
    zh: '样本：{same}/{count} 条标签与训练好的模型相同，分数最多相差 {largest}',
    en: 'samples: {same} of {count} say the same labels as the trained model, scores differ by {largest} at most',
  },
  score: {
    zh: '{task} 的 {metric}：{before} → {after}（{records} 条验证记录）',
    en: '{task}: {metric} {before} → {after} ({records} dev records)',
  },
  partly: {
    zh: '{tasks} 没有验证数据，只比较了样本；用 --dev 任务=文件 给出',
    en: '{tasks}: no dev data, only samples were compared; give --dev TASK=FILE for each',
  },
  unscored: {
    zh: '没有找到验证数据，只比较了样本；用 --dev 给出标注数据可以比较分数',
    en: 'no dev data were found, so only samples were compared: give --dev to compare scores',
  },
  done: { zh: '已导出到 {folder}（{size} MB）', en: 'exported to {folder} ({size} MB)' },
})

interface Options extends Readonly<Record<string, unknown>> {
  readonly to?: string
  readonly quantize?: string
  readonly out?: string
  readonly dev?: readonly string[]
  readonly maxDrop?: number
}

/** `hantune export RUN --to TARGET` */
export function exportCommand({ output, signal }: Context): Command {
  const command = newSubcommand('export', say('about', {}), new Argument('<run>', say('run', {})))
    .addOption(new Option('--to <TARGET>', say('to', {})).makeOptionMandatory())
    .addOption(new Option('--quantize <KIND>', say('quantize', {})))
    .addOption(new Option('--out <FOLDER>', say('out', {})))
    .addOption(new Option('--dev <FILE>', say('dev', {})).argParser(collect))
    .addOption(new Option('--max-drop <POINTS>', say('maxDrop', {})).argParser(readPoints))
  addSettingOptions(command, ['threads', ...READING_NAMES])
  return command.action(async (run: string, options: Options) => {
    const settings = settingsOf(options)
    const { threads } = parseSettings(settings)
    tellUnfinished(output, run)
    const report = await exportModel({
      run,
      to: choiceOf('--to', options.to!, TARGETS),
      quantize:
        options.quantize === undefined ? undefined : choiceOf('--quantize', options.quantize, QUANTIZATIONS),
      out: options.out,
      dev: namedFiles(options.dev ?? [], '--dev'),
      maxDrop: options.maxDrop ?? DEFAULT_MAX_DROP,
      threads,
      reading: readingOf(settings),
      signal,
      onEvent: (event) => show(event),
    })
    output.progress.clear()
    output.event({ event: 'export', ...report })
    if (!output.json) for (const line of linesOf(report)) output.text(line)
  })

  function show(event: ExportEvent): void {
    if (event.event === 'data') showNotes(output, event.file, event.notes)
    else if (event.event === 'scoring') {
      const { done, all, model } = event
      output.progress.update(say('scoring', { which: say(model, {}), done, all }))
    } else if (event.event === 'drawing') output.progress.update(say('drawing', { ...event }))
    else {
      output.event(event)
      if (event.event === 'measuring') output.progress.update(say('measuring', { ...event }))
      else if (event.drop !== null)
        output.note(
          say(event.kept.length === 0 ? 'whole' : 'choice', {
            count: event.kept.length,
            drop: event.drop.toFixed(2),
          }),
        )
    }
  }
}

function linesOf({ groups, samples, scores, unscored, folder, files, precision }: ExportReport): string[] {
  const lines: string[] = []
  if (groups.length > 0) {
    const head = [say('part', {}), say('loss', {}), say('largest', {}), say('kept', {})]
    const rows = groups.map(({ group, loss, largest, kept }) => [
      group,
      loss.toExponential(2),
      largest.toFixed(4),
      kept ? 'fp32' : precision,
    ])
    lines.push(renderTable([head, ...rows]), '')
  }
  lines.push(say('samples', { ...samples, largest: samples.largest.toExponential(1) }))
  const hundredths = (value: number) => (value * 100).toFixed(2)
  for (const { before, after, ...score } of scores)
    lines.push(say('score', { ...score, before: hundredths(before), after: hundredths(after) }))
  if (scores.length === 0) lines.push(say('unscored', {}))
  else if (unscored.length > 0) lines.push(say('partly', { tasks: unscored.join(', ') }))
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  lines.push(say('done', { folder, size: (bytes / 1e6).toFixed(1) }))
  return lines
}

/** @throws E_CLI_VALUE */
function readPoints(text: string): number {
  if (/^(\d+\.?\d*|\.\d+)$/.test(text) && Number(text) <= 100) return Number(text)
  throw failUsage('E_CLI_VALUE', { flag: '--max-drop', value: text, allowed: '0 … 100', near: '' })
}
