import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findRate, type TrainingJob, trainModel, trainSeeds } from '../../api/index.ts'
import { defineTexts } from '../../base/locale.ts'
import type { TrainEvent } from '../../train/index.ts'
import { addHubOptions } from '../hub-options.ts'
import { Argument, type Command, collect, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { renderSeeds } from '../seeds-view.ts'
import { addSettingOptions } from '../setting-options.ts'
import { readerOf } from '../setting-values.ts'
import { SweepView } from '../sweep-view.ts'
import { newJob, resumedJob, seedsJob, sweepJob, type TrainOptions } from '../train-job.ts'
import { say as sayTrain } from '../train-texts.ts'
import { besideUi, isNothing, onlyUi, splitUiOptions } from '../train-ui.ts'
import { TrainView } from '../train-view.ts'

const say = defineTexts({
  about: { zh: '用标注数据微调模型', en: 'fine-tune a model on labelled data' },
  data: {
    zh: '标注数据：BIO / BIOES / BMES、TSV、CSV 或 JSONL，格式自动识别；几个任务写作 任务=文件',
    en: 'labelled data: BIO / BIOES / BMES, TSV, CSV or JSONL; the format is recognised; TASK=FILE for several tasks',
  },
  dev: {
    zh: '验证数据（默认从训练数据中分出）；几个任务时重复写 任务=文件',
    en: 'validation data (default: a part of the training data); TASK=FILE for several tasks, repeated',
  },
  test: {
    zh: '测试数据，训练结束后用最好的模型评测；几个任务时重复写 任务=文件',
    en: 'test data, scored with the best model at the end; TASK=FILE for several tasks, repeated',
  },
  task: {
    zh: '任务：ner、cls、multi 或 pair（默认从数据看出）',
    en: 'the task: ner, cls, multi or pair (default: as the data shows)',
  },
  model: {
    zh: '编码器：目录，Hugging Face 上的名称（如 hfl/rbt3，自动下载），或 modelscope:组织/名称（默认内置的小模型）',
    en: 'the encoder: a folder, an id of Hugging Face such as hfl/rbt3, which is downloaded, or modelscope:ORG/NAME (default: the embedded small one)',
  },
  out: { zh: '输出目录（默认 runs/数据名）', en: 'the run folder (default: runs/ and the data’s name)' },
  config: {
    zh: '配置文件（YAML 或 JSON）；命令行上的选项优先',
    en: 'a file of settings (YAML or JSON); options win',
  },
  resume: {
    zh: '接着训练这个目录里中断的训练，结果与不中断时一样',
    en: 'go on with the interrupted run in this folder; it ends as if it had not been interrupted',
  },
  resumeFrom: {
    zh: '在这个训练好的模型上继续训练，沿用它学过的标签；新数据可以有新标签',
    en: 'train on from this run’s model with its labels; the new data may bring new ones',
  },
  findLr: {
    zh: '不训练，只用逐步升高的学习率试跑，画出损失曲线并推荐学习率',
    en: 'train nothing; try rising learning rates, draw the loss and suggest a rate',
  },
  seeds: {
    zh: '用 N 个随机种子各训练一遍，报告均值和标准差',
    en: 'train with N seeds, one after another; tells the mean and the spread',
  },
  ui: {
    zh: '同时打开一个本机页面：实时曲线、训练比较、试用文本；不给数据时可在页面上填写并开始训练',
    en: 'serve a page on this machine meanwhile: live curves, runs to compare, texts to try; without data, a form to start from',
  },
  uiPort: {
    zh: '页面的端口（默认 7861，0 为任意空闲端口）',
    en: 'port of the page (default 7861; 0: any that is free)',
  },
  seed: { zh: '\n—— 种子 {seed}（第 {at}/{count} 个）', en: '\n—— seed {seed} ({at} of {count})' },
})

/** `hantune train DATA…` */
export function trainCommand(context: Context): Command {
  const command = newSubcommand('train', say('about', {}), new Argument('[data...]', say('data', {})))
    .addOption(new Option('--dev <FILE>', say('dev', {})).argParser(collect))
    .addOption(new Option('--test <FILE>', say('test', {})).argParser(collect))
    .addOption(new Option('--task <TASK>', say('task', {})))
    .addOption(new Option('--model <MODEL>', say('model', {})))
    .addOption(new Option('--out <FOLDER>', say('out', {})))
    .addOption(new Option('--config <FILE>', say('config', {})))
    .addOption(new Option('--resume <RUN>', say('resume', {})))
    .addOption(new Option('--resume-from <RUN>', say('resumeFrom', {})))
    .addOption(new Option('--find-lr', say('findLr', {})))
    .addOption(
      new Option('--seeds <N>', say('seeds', {})).argParser(readerOf({ flag: '--seeds', sign: 'N' })),
    )
    .addOption(new Option('--ui', say('ui', {})))
    .addOption(
      new Option('--ui-port <N>', say('uiPort', {})).argParser(
        readerOf({ flag: '--ui-port', sign: 'N', from: 0 }),
      ),
    )
  return addSettingOptions(addHubOptions(command)).action(
    async (data: readonly string[], options: TrainOptions) => {
      const { asked, page } = splitUiOptions(options)
      if (page && isNothing(data, asked)) return onlyUi(context, page)
      if (asked.seeds !== undefined) return repeat(context, seedsJob(data, asked), asked.seeds)
      if (asked.findLr && asked.resume === undefined) return sweep(context, sweepJob(data, asked))
      const job =
        asked.resume !== undefined ? resumedJob(data, asked) : newJob(data, asked, page !== undefined)
      if (!page) await train(context, job)
      else await besideUi(context, page, job.out, (hear) => train(context, job, hear))
    },
  )
}

/** @returns whether the training came to its end; else it was interrupted */
async function train(
  { output, signal, endsInOrder }: Context,
  job: TrainingJob,
  hear: (event: TrainEvent) => void = () => {},
): Promise<boolean> {
  const interrupt = endsInOrder()
  const view = new TrainView(output, job.settings)
  try {
    const onEvent = (event: TrainEvent) => {
      hear(event)
      view.show(event)
    }
    const { reason } = await trainModel(job, { signal, interrupt, onEvent })
    if (reason === 'interrupted') return false
  } catch (error) {
    if (signal.aborted && existsSync(join(job.out, 'best', 'hantune.json'))) {
      output.note(sayTrain('keptSoFar', { folder: join(job.out, 'best') }))
    }
    throw error
  }
  const { dev, test = dev } = job
  output.text(`\n${view.nextCommands(job.out, typeof test === 'string' ? test : undefined)}`)
  return true
}

async function repeat(
  { output, signal, endsInOrder }: Context,
  job: TrainingJob,
  count: number,
): Promise<void> {
  const interrupt = endsInOrder()
  const said = new Set<string>()
  let view = new TrainView(output, job.settings, said)
  const seen = new Set<number>()
  const done = await trainSeeds(job, count, {
    signal,
    interrupt,
    onEvent(event) {
      if (!seen.has(event.seed)) {
        seen.add(event.seed)
        view = new TrainView(output, job.settings, said)
        output.text(say('seed', { seed: event.seed, at: seen.size, count }))
      }
      view.show(event)
    },
  })
  if (!done) return
  output.event(done)
  output.text(renderSeeds(done))
}

async function sweep({ output, signal }: Context, job: TrainingJob): Promise<void> {
  const view = new SweepView(output, job)
  view.done(await findRate(job, { signal, onEvent: (event) => view.show(event) }))
}
