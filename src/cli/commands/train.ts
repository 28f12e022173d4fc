import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defaultRunPath, trainModel } from '../../api/index.ts'
import { defineTexts } from '../../base/locale.ts'
import { nearestName } from '../../base/nearest.ts'
import { quote } from '../../base/quote.ts'
import { TASK_KINDS, type TaskKind } from '../../tasks/index.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { say as sayTrain } from '../train-texts.ts'
import { nextCommands, TrainView } from '../train-view.ts'
import { failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: { zh: '用标注数据微调模型', en: 'fine-tune a model on labelled data' },
  data: {
    zh: '标注数据：BIO / BIOES / BMES、TSV、CSV 或 JSONL，格式自动识别',
    en: 'labelled data: BIO / BIOES / BMES, TSV, CSV or JSONL; the format is recognised',
  },
  dev: {
    zh: '验证数据（默认从训练数据中分出）；几个任务时重复写 任务=文件',
    en: 'validation data (default: a part of the training data); TASK=FILE for several tasks, repeated',
  },
  test: {
    zh: '测试数据，训练结束后用最好的模型评测',
    en: 'test data, scored with the best model at the end',
  },
  task: { zh: '任务：ner 或 cls（默认从数据看出）', en: 'the task: ner or cls (default: as the data shows)' },
  model: {
    zh: '编码器：目录，或本机 Hugging Face 缓存中的名称（默认内置小模型，权重随机）',
    en: 'the encoder: a folder, or an id in the local Hugging Face cache (default: the embedded one, random weights)',
  },
  out: { zh: '输出目录（默认 runs/数据名）', en: 'the run folder (default: runs/ and the data’s name)' },
})

interface TrainOptions extends Readonly<Record<string, unknown>> {
  readonly dev?: string
  readonly test?: string
  readonly task?: string
  readonly model?: string
  readonly out?: string
}

/** `hantune train DATA` */
export function trainCommand({ output, signal }: Context): Command {
  const command = newSubcommand('train', say('about', {}), new Argument('<data>', say('data', {})))
    .addOption(new Option('--dev <FILE>', say('dev', {})))
    .addOption(new Option('--test <FILE>', say('test', {})))
    .addOption(new Option('--task <TASK>', say('task', {})))
    .addOption(new Option('--model <MODEL>', say('model', {})))
    .addOption(new Option('--out <FOLDER>', say('out', {})))
  return addSettingOptions(command).action(async (data: string, options: TrainOptions) => {
    const { dev, test, model } = options
    const out = options.out ?? defaultRunPath(data)
    const job = {
      train: data,
      ...(dev !== undefined && { dev }),
      ...(test !== undefined && { test }),
      ...(model !== undefined && { model }),
      ...(options.task !== undefined && { task: taskOf(options.task) }),
      out,
      settings: settingsOf(options),
    }
    const view = new TrainView(output)
    try {
      await trainModel(job, { signal, onEvent: (event) => view.show(event) })
    } catch (error) {
      if (signal.aborted && existsSync(join(out, 'best', 'hantune.json'))) {
        output.note(sayTrain('keptSoFar', { folder: join(out, 'best') }))
      }
      throw error
    }
    output.text(`\n${nextCommands(out, test ?? dev)}`)
  })
}

/** @throws E_CLI_VALUE */
function taskOf(task: string): TaskKind {
  if ((TASK_KINDS as string[]).includes(task)) return task as TaskKind
  const near = nearestName(task, TASK_KINDS)
  const allowed = TASK_KINDS.join(' | ')
  throw failUsage('E_CLI_VALUE', {
    flag: '--task',
    value: quote(task),
    allowed,
    near: near ? ` (≈ ${near})` : '',
  })
}
