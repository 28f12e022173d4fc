import { join } from 'node:path'
import { firstOf } from '../base/first-of.ts'
import { shellLine, shellWord } from '../base/shell.ts'
import { renderFindings } from '../check/index.ts'
import type { DownloadEvent } from '../hub/index.ts'
import { renderClassScores, renderEntityScores, renderMultiLabelScores } from '../metrics/index.ts'
import type { Report } from '../tasks/index.ts'
import type {
  AugmentEvent,
  AugmentingEvent,
  CheckEvent,
  Done,
  Evaluation,
  NoteEvent,
  Plan,
  Progress,
  TaskPlan,
  TaskScore,
  TrainEvent,
  WeightsEvent,
} from '../train/index.ts'
import { commandName, resumeCommand } from './command-name.ts'
import { showDownload } from './download-view.ts'
import { brief, duration, large, percent } from './format.ts'
import type { Output } from './output.ts'
import { readingWords } from './setting-options.ts'
import { renderCoach, renderComparison, renderDecision, renderForgetting } from './train-news.ts'
import { say } from './train-texts.ts'

type Settings = Readonly<Record<string, unknown>>

const LABELS_SHOWN = 12

/** Shows a training run as it happens. */
export class TrainView {
  readonly #output: Output
  readonly #settings: Settings
  /** What was said of the data: runs of other seeds do not say it again. */
  readonly #said: Set<string>
  #plan: Plan | undefined
  /** The files of each task, in order of the tasks. */
  readonly #files: NoteEvent[][] = []
  #checked = 0
  #best: number | undefined

  /** @param settings that were asked for: commands that are told read the data by them */
  constructor(output: Output, settings: Settings = {}, said = new Set<string>()) {
    this.#said = said
    this.#output = output
    this.#settings = settings
  }

  /** What to do with the model that was trained. */
  nextCommands(run: string, data: string | undefined): string {
    const hasPairs = this.#plan?.tasks.some(({ kind }) => kind === 'pair') ?? false
    return nextCommands(run, data, { hasPairs, settings: this.#settings })
  }

  /** Shows an event to people, and to scripts under `--json`. */
  show(event: TrainEvent): void {
    this.#output.event(event)
    if (event.event === 'progress') {
      this.#output.progress.update(progressLine(event))
      return
    }
    if (event.event === 'augmenting') {
      this.#output.progress.update(say('augmenting', event))
      return
    }
    if (event.event === 'download') {
      showDownload(this.#output, event)
      return
    }
    const text = this.#render(event)
    if (text && !this.#wasSaid(event, text)) this.#output.text(text)
  }

  #wasSaid({ event }: TrainEvent, text: string): boolean {
    if (event !== 'data' && event !== 'check') return false
    const before = this.#said.size
    return this.#said.add(text).size === before
  }

  /** A run that has found nothing yet keeps its last model, which is no better than the one before. */
  #isNewBest({ best, value }: Evaluation): boolean {
    const isNew = best && value !== this.#best
    if (best) this.#best = value
    return isNew
  }

  #render(event: Exclude<TrainEvent, Progress | AugmentingEvent | DownloadEvent>): string {
    switch (event.event) {
      case 'data':
        if (event.role === 'train') this.#files.push([])
        this.#files.at(-1)?.push(event)
        return renderData(event)
      case 'check':
        return renderCheck(event, checkCommand(this.#files[this.#checked++] ?? [], this.#settings))
      case 'augment':
        return renderAugment(event)
      case 'weights':
        return renderWeights(event)
      case 'plan':
        this.#plan = event
        return renderPlan(event)
      case 'evaluation':
        return renderRow(event, this.#isNewBest(event))
      case 'coach':
        return renderCoach(event)
      case 'decision':
        return renderDecision(event)
      case 'forgetting':
        return renderForgetting(event)
      case 'comparison':
        return renderComparison(event)
      case 'done':
        return renderDone(event, this.#plan!)
    }
  }
}

function renderData({ role, file, records, task, format, reason, notes }: NoteEvent): string {
  const head = say('data', { role: say(role, {}), file, records, task: say(task, {}), format, reason })
  return [head, ...notes.map(({ text }) => say('note', { text }))].join('\n')
}

/** The worst findings; where there are none nothing is said. */
function renderCheck({ report }: CheckEvent, command: string): string {
  const findings = renderFindings(report)
  if (findings === '') return ''
  const has = (rule: string) => report.findings.some((finding) => finding.rule === rule)
  const more = has('overlap') ? 'checkStops' : has('leakage') ? 'checkLeaks' : 'checkMore'
  return `\n${say('check', report.counts)}\n${findings}\n${say(more, { command })}\n`
}

/** The check of the same data, in full; data that stand in no file are left to the user. */
function checkCommand(files: readonly NoteEvent[], settings: Settings): string {
  const named = files.flatMap(({ role, file }) => (role === 'train' ? [file] : [`--${role}`, file]))
  const words = named.length > 0 ? [...named, ...readingWords(settings)] : []
  return `${commandName()} data check ${shellLine(words)}`.trimEnd()
}

function renderAugment({ before, added, missing }: AugmentEvent): string {
  const made = Object.entries(added).map(([method, count]) => `${method} ${count}`)
  const head = say('augmented', { before, made: made.join(', ') || '–' })
  return missing > 0 ? `${head}\n${say('augmentedLess', { missing })}` : head
}

function renderWeights({ pretrained, loaded, initialised, ignored, labels }: WeightsEvent): string {
  // The plan, which comes later, says what a model without weights means.
  if (!pretrained) return ''
  const listed = firstOf(initialised)
  const names = listed === '' ? '' : say('initialised', { names: listed })
  const head = say('loaded', { loaded, fresh: initialised.length, names, ignored: ignored.length })
  if (!labels) return head
  const list = (all: readonly string[]) => all.join(', ') || '–'
  const { kept, fresh } = labels
  return `${head}\n${say('keptLabels', { kept: list(kept), fresh: list(fresh) })}`
}

function renderPlan(plan: Plan): string {
  const { model, tasks, settings, steps, stepsDone } = plan
  const { maxLength, epochs, batchSize, accumulation, seed, threads } = settings
  const parameters = large(model.parameters)
  const isPart = model.trainable < model.parameters
  return [
    '',
    say('model', { ...model, parameters }),
    ...(isPart ? [say('trainable', { trainable: large(model.trainable) })] : []),
    ...(model.pretrained ? [] : [say('random', {})]),
    '',
    say('plan', {}),
    ...tasks.flatMap((task) => taskLines(task, plan)),
    say('steps', {
      epochs,
      perEpoch: plan.stepsPerEpoch,
      steps,
      batch: accumulation > 1 ? `${accumulation} × ${batchSize}` : batchSize,
      warmup: plan.warmupSteps,
    }),
    ...(plan.warmupSteps >= steps ? [say('allWarmup', {})] : []),
    say('hyper', {
      rate: brief(settings.learningRate ?? 0),
      head: brief(settings.headLearningRate ?? 0),
      maxLength: maxLength ?? 0,
      seed,
      threads,
    }),
    ...(stepsDone > 0 ? [say('resumed', { done: stepsDone, left: steps - stepsDone })] : []),
    ...(plan.memory.changed.length > 0
      ? [
          say('memoryChange', {
            ...plan.memory,
            recompute: plan.memory.recompute ? say('recomputing', {}) : '',
          }),
        ]
      : []),
    say('forecast', { time: duration(plan.seconds), memory: plan.memoryMb }),
    '',
  ].join('\n')
}

function taskLines(task: TaskPlan, { settings, tasks }: Plan): string[] {
  const { name, kind, train, dev, longTexts, unlearnable } = task
  const { p50, p95, max } = train.characters
  const maxLength = settings.maxLength ?? 0
  const long = kind === 'ner' ? 'longTagged' : 'longClassified'
  const share = percent(task.share)
  return [
    ...(tasks.length > 1 ? [say('task', { name, kind: say(kind, {}), share })] : []),
    say('sizes', { train: train.records, dev: dev.records }),
    say('lengths', { p50, p95, max }),
    ...(longTexts > 0 ? [say(long, { count: longTexts, maxLength })] : []),
    ...(unlearnable > 0 ? [say('unlearnable', { count: unlearnable })] : []),
    say('labels', { count: task.labels.length, labels: labelCounts(task) }),
    ...(kind === 'ner' && train.unlabelled > 0 ? [say('unlabelled', { count: train.unlabelled })] : []),
  ]
}

function labelCounts({ train }: TaskPlan): string {
  const shown = train.labels.slice(0, LABELS_SHOWN).map(({ label, count }) => `${label} ${count}`)
  const text = shown.join(', ')
  return shown.length < train.labels.length ? say('more', { shown: text }) : text
}

function progressLine({ epoch, step, steps, loss, tokensPerSecond, secondsLeft }: Progress): string {
  const left = duration(secondsLeft)
  return say('progress', { epoch, step, steps, loss: loss.toFixed(4), speed: tokensPerSecond, left })
}

function renderRow({ epoch, trainLoss, tasks }: Evaluation, isNewBest: boolean): string {
  const scores = tasks.map(({ name, report }) =>
    tasks.length > 1 ? say('taskScores', { name, scores: brieflyScored(report) }) : brieflyScored(report),
  )
  return say('row', {
    epoch,
    loss: trainLoss.toFixed(4),
    scores: scores.join('; '),
    best: isNewBest ? say('best', {}) : '',
  })
}

function brieflyScored(report: Report): string {
  if ('accuracy' in report)
    return say('clsScores', { accuracy: percent(report.accuracy), f1: percent(report.macroF1) })
  if ('micro' in report)
    return say('multiScores', {
      f1: percent(report.micro.f1),
      macro: percent(report.macro.f1),
      subset: percent(report.subsetAccuracy),
    })
  const { precision, recall, f1 } = report
  return say('nerScores', { precision: percent(precision), recall: percent(recall), f1: percent(f1) })
}

function renderDone({ folder, best, test, reason, steps, seconds, peakMemoryMb }: Done, plan: Plan): string {
  const time = duration(seconds)
  if (reason === 'interrupted') {
    return say('interrupted', { folder, steps, all: plan.steps, command: resumeCommand(folder) })
  }
  return [
    ...(reason === 'patience' ? [say('patience', { patience: plan.settings.patience })] : []),
    ...tables(say('devTable', { epoch: best!.epoch }), best!.tasks, plan.tasks.length),
    ...(test.length > 0 ? tables(say('testTable', {}), test, plan.tasks.length) : []),
    '',
    say('saved', { folder: join(folder, 'best'), time, memory: peakMemoryMb }),
  ].join('\n')
}

/** With several tasks every table names its own. */
function tables(title: string, scores: readonly TaskScore[], tasks: number): string[] {
  return scores.flatMap(({ name, report }) => [
    '',
    tasks > 1 ? `${title} · ${name}` : title,
    renderReport(report),
  ])
}

/** The table of a report, of any task. */
export function renderReport(report: Report): string {
  if ('accuracy' in report) return renderClassScores(report)
  return 'micro' in report ? renderMultiLabelScores(report) : renderEntityScores(report)
}

/** What to do with a trained model. */
export function nextCommands(
  run: string,
  data: string | undefined,
  { hasPairs = false, settings = {} }: { readonly hasPairs?: boolean; readonly settings?: Settings } = {},
): string {
  const name = commandName()
  const predict = `${name} predict ${shellWord(run)}`
  const commands = [
    hasPairs ? `${say('predictPair', {})} | ${predict}` : `${predict} ${say('predictText', {})}`,
  ]
  if (data !== undefined)
    commands.push(`${name} evaluate ${shellLine([run, data, ...readingWords(settings)])}`)
  return [say('next', {}), ...commands.map((command) => `  ${command}`)].join('\n')
}
