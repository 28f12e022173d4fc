import { crossPredict } from '../../api/index.ts'
import { defineErrors } from '../../base/errors.ts'
import { writeFileAtomic } from '../../base/files.ts'
import { currentLanguage, defineTexts } from '../../base/locale.ts'
import {
  type CheckData,
  type CheckReport,
  checkOutput,
  checkSteps,
  refuseOtherKind,
  refuseSource,
  refuseTwice,
  renderReport,
  reportPage,
  suspicionFindings,
  suspicious,
  withFindings,
} from '../../check/index.ts'
import { READING_NAMES, type SettingsInput, windowOf } from '../../config/index.ts'
import type { AnyRecord, DataTask } from '../../data/index.ts'
import { refuseForeign } from '../../page/index.ts'
import { encoderChoice, openPretrained, type TrainEvent } from '../../train/index.ts'
import { type CheckedFile, dataOf, faultsOf, readChecked } from '../checked-data.ts'
import { groupByOption, groupedOptions, taskOption } from '../data-options.ts'
import { addHubOptions, fetchShown, type HubOptions, hubChoice } from '../hub-options.ts'
import { mendData } from '../mend-data.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { addSettingOptions, settingsOf } from '../setting-options.ts'
import { atLeast } from '../setting-values.ts'
import { stoppable } from '../stoppable.ts'

const say = defineTexts({
  about: {
    zh: '检查标注数据：重复、泄漏、标签、实体边界、标注不一致、看不见的字符；有错误时退出码为 1',
    en: 'check labelled data: duplicates, leakage, labels, entity ends, inconsistencies, invisible characters; the exit code is 1 where errors are found',
  },
  data: { zh: '训练数据，格式自动识别', en: 'training data; the format is recognised' },
  dev: { zh: '验证数据', en: 'validation data' },
  test: { zh: '测试数据', en: 'test data' },
  model: {
    zh: '编码器：按它的分词和窗口量长度；有 --folds 时用它训练（默认内置的小模型）',
    en: 'the encoder whose tokens and window lengths are measured by, and which --folds trains (default: the embedded one)',
  },
  folds: {
    zh: '分成 N 折交叉训练，列出没见过的模型不同意的标注（如 5；训练 N 次，费时）',
    en: 'train on N folds in turn and list annotations that models doubt which have not seen them (say 5; it takes N trainings)',
  },
  fix: {
    zh: '改掉能放心改的（边界上的空格标点、完全重复、标签的全半角和大小写、零宽字符），写到 --out，原文件不动',
    en: 'mend what is safe to mend (blanks and punctuation at entity ends, duplicates, width and case of labels, zero-width characters) into --out; the source stays as it is',
  },
  out: {
    zh: '改好的数据写到这个 JSONL 文件，改动记录在 FILE.changes.jsonl',
    en: 'the JSONL file for mended data; changes are logged in FILE.changes.jsonl',
  },
  overwrite: { zh: '替换已有的 --out 文件', en: 'replace the files of --out that are there' },
  fixLeakage: {
    zh: '同时去掉也在验证或测试数据里的训练记录',
    en: 'take out training records that also stand in dev or test data, too',
  },
  html: { zh: '把结果写成一个可以浏览的网页', en: 'write the findings as a page to browse' },
  records: { zh: '正在检查：{done}/{all} 条', en: 'checking: {done} of {all} record(s)' },
  rule: { zh: '正在检查 {rule}（{done}/{all}）', en: 'checking {rule} ({done} of {all})' },
  fold: {
    zh: '第 {fold}/{folds} 折：第 {epoch} 轮，{step}/{steps} 步',
    en: 'fold {fold} of {folds}: epoch {epoch}, step {step} of {steps}',
  },
  page: { zh: '网页在 {file}', en: 'the page is {file}' },
})

const fail = defineErrors({
  E_CHECK_FINDINGS_LEFT: {
    zh: {
      what: '改好之后还有 {count} 项错误',
      fix: '能自动改的已经写到 {out}；其余按上面的发现改正（也可能在验证、测试数据里）',
    },
    en: {
      what: '{count} error(s) left after mending',
      fix: 'what is safe is mended in {out}; mend the rest by what is found above (it may be in dev or test)',
    },
  },
  E_CHECK_FINDINGS_ALL: {
    zh: { what: '改过之后一条记录也没有剩下', fix: '所有训练记录都和别的数据重复：换一份训练数据' },
    en: {
      what: 'no record is left after mending',
      fix: 'all of the training data also stand elsewhere: take other training data',
    },
  },
  E_CHECK_FINDINGS: {
    zh: { what: '数据有 {count} 项错误', fix: '按上面的发现改正；能自动改的用 --fix --out 文件' },
    en: {
      what: 'the data has {count} error(s)',
      fix: 'mend what is found above; --fix --out FILE mends what is safe',
    },
  },
  E_CHECK_FIX_OPTIONS: {
    zh: {
      what: '{given} 要和 {needed} 一起用',
      fix: '写成 --fix --out 文件；要去掉泄漏的记录再加 --fix-leakage',
    },
    en: {
      what: '{given} goes with {needed}',
      fix: 'write --fix --out FILE, with --fix-leakage to take out what leaks',
    },
  },
})

interface Options extends HubOptions, Readonly<Record<string, unknown>> {
  readonly dev?: string
  readonly test?: string
  readonly model?: string
  readonly folds?: number
  readonly fix?: boolean
  readonly out?: string
  readonly overwrite?: boolean
  readonly fixLeakage?: boolean
  readonly groupBy?: string
  readonly task?: DataTask
  readonly html?: string
}

/** `hantune data check TRAIN` */
export function dataCheckCommand(context: Context): Command {
  const command = newSubcommand('check', say('about', {}), new Argument('<data>', say('data', {})))
    .addOption(new Option('--dev <FILE>', say('dev', {})))
    .addOption(new Option('--test <FILE>', say('test', {})))
    .addOption(new Option('--model <MODEL>', say('model', {})))
    .addOption(new Option('--folds <N>', say('folds', {})).argParser(atLeast('--folds', 2)))
    .addOption(new Option('--fix', say('fix', {})))
    .addOption(new Option('--out <FILE>', say('out', {})))
    .addOption(new Option('--overwrite', say('overwrite', {})))
    .addOption(new Option('--fix-leakage', say('fixLeakage', {})))
    .addOption(taskOption())
    .addOption(groupByOption())
    .addOption(new Option('--html <FILE>', say('html', {})))
  addSettingOptions(addHubOptions(command), [
    'epochs',
    'batchSize',
    'learningRate',
    'maxLength',
    ...READING_NAMES,
    'seed',
    'threads',
  ])
  return command.action((data: string, options: Options) => check(context, data, options))
}

/** @throws E_CHECK_FINDINGS, E_CHECK_FINDINGS_LEFT where errors are left, and what readers, models and files throw */
async function check(context: Context, train: string, options: Options): Promise<void> {
  requireTogether(options)
  const settings = settingsOf(options) as SettingsInput
  const sources = [train, options.dev, options.test].filter((file) => file !== undefined)
  if (options.out !== undefined) checkOutput(options.out, sources, options.overwrite)
  if (options.html !== undefined) {
    refuseSource(options.html, sources, '--html')
    refuseOtherKind(options.html, 'file', '--html')
    refuseForeign(options.html)
    if (options.out !== undefined) refuseTwice(options.html, options.out)
  }
  const files = await readChecked(
    context,
    { train, dev: options.dev, test: options.test },
    (part) => ({
      ...groupedOptions(settings, options),
      keepOthers: part === 'train' && options.fix === true,
    }),
    // As trainings and mending need them.
    { inMemory: options.fix === true || options.folds !== undefined },
  )
  try {
    await checkFiles(context, files, settings, options)
  } finally {
    for (const file of files) file.close()
  }
}

async function checkFiles(
  context: Context,
  files: readonly CheckedFile[],
  settings: SettingsInput,
  options: Options,
): Promise<void> {
  const { output, signal } = context
  const data = dataOf(files)
  await fetchShown(context, encoderChoice(options))
  const { tokenizer, config } = openPretrained(options.model, options.revision)
  const maxLength = windowOf(settings.maxLength, config.max_position_embeddings)
  const look = (parts: CheckData) =>
    stoppable(
      checkSteps(parts, {
        tokenizer,
        maxLength,
        onRecords: (done, all) => output.progress.update(say('records', { done, all })),
        onRule: (rule, done, all) => output.progress.update(say('rule', { rule, done: done + 1, all })),
      }),
      signal,
    )
  const found = withFindings(await look(data), faultsOf(files))
  const report = await withSuspicions(context, found, data.train, { settings, options }).catch(
    (error: unknown) => {
      // What the rules found holds without the models' opinion.
      tell(context, found, data, options.html)
      throw error
    },
  )
  tell(context, report, data, options.html)
  const { error } = report.counts
  if (options.out === undefined) {
    if (error > 0) throw fail('E_CHECK_FINDINGS', { count: error })
    return
  }
  const mended = mendData(output, files, { out: options.out, fixLeakage: options.fixLeakage === true })
  if (mended.length === 0) throw fail('E_CHECK_FINDINGS_ALL', {}, { file: options.out })
  const others = files.filter(({ part }) => part !== 'train')
  const left = error && (await look({ ...data, train: mended })).counts.error + faultsOf(others).length
  if (left > 0) throw fail('E_CHECK_FINDINGS_LEFT', { count: left, out: options.out })
}

/** @throws E_CHECK_FIX_OPTIONS */
function requireTogether({ fix, out, fixLeakage, overwrite }: Options): void {
  if (fix && out === undefined) throw fail('E_CHECK_FIX_OPTIONS', { given: '--fix', needed: '--out' })
  if (!fix && out !== undefined) throw fail('E_CHECK_FIX_OPTIONS', { given: '--out', needed: '--fix' })
  if (!fix && fixLeakage) throw fail('E_CHECK_FIX_OPTIONS', { given: '--fix-leakage', needed: '--fix' })
  if (overwrite && out === undefined)
    throw fail('E_CHECK_FIX_OPTIONS', { given: '--overwrite', needed: '--out' })
}

/** Adds what cross-validated models doubt, where that was asked for. */
async function withSuspicions(
  { output, signal }: Context,
  report: CheckReport,
  train: Iterable<AnyRecord> = [],
  { settings, options }: { readonly settings: SettingsInput; readonly options: Options },
): Promise<CheckReport> {
  const { folds, model } = options
  if (folds === undefined) return report
  const records = [...train]
  const onEvent = (fold: number, event: TrainEvent) => {
    if (event.event !== 'progress' && event.event !== 'plan') return
    const { epoch, step, steps } = event.event === 'plan' ? { ...event, epoch: 1, step: 0 } : event
    output.progress.update(say('fold', { fold, folds, epoch, step, steps }))
    output.event({ event: 'fold', fold, folds, epoch, step, steps })
  }
  const opinions = await crossPredict(records, {
    ...hubChoice(options),
    model,
    folds,
    settings: { ...settings, check: false },
    signal,
    onEvent,
  })
  return withFindings(report, suspicionFindings('train', records, suspicious(records, opinions)))
}

function tell({ output }: Context, report: CheckReport, data: CheckData, html: string | undefined): void {
  const { findings, ...facts } = report
  for (const finding of findings) output.event({ event: 'finding', ...finding })
  output.event({ event: 'check', ...facts })
  output.text(renderReport(report))
  if (html === undefined) return
  writeFileAtomic(html, reportPage(report, data, currentLanguage()))
  output.text(say('page', { file: html }))
}
