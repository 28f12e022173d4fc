import { basename, join, relative } from 'node:path'
import { renderClassScores, renderEntityScores } from '../metrics/index.ts'
import type { Report } from '../tasks/index.ts'
import type { Done, Evaluation, NoteEvent, Plan, Progress, TrainEvent, WeightsEvent } from '../train/index.ts'
import { brief, duration, large, percent } from './format.ts'
import type { Output } from './output.ts'
import { say } from './train-texts.ts'

const LABELS_SHOWN = 12
const TENSORS_SHOWN = 4

/** Shows a training run as it happens. */
export class TrainView {
  readonly #output: Output
  #plan: Plan | undefined
  #best: Evaluation | undefined

  constructor(output: Output) {
    this.#output = output
  }

  /** Shows an event to people, and to scripts under `--json`. */
  show(event: TrainEvent): void {
    this.#output.event(event)
    if (event.event === 'progress') {
      this.#output.progress.update(progressLine(event))
      return
    }
    const text = this.#render(event)
    if (text) this.#output.text(text)
  }

  #render(event: Exclude<TrainEvent, Progress>): string {
    switch (event.event) {
      case 'data':
        return renderData(event)
      case 'weights':
        return renderWeights(event)
      case 'plan':
        this.#plan = event
        return renderPlan(event)
      case 'evaluation':
        if (event.best) this.#best = event
        return renderRow(event)
      case 'done':
        return renderDone(event, this.#plan!, this.#best!)
    }
  }
}

function renderData({ role, file, records, task, format, reason, notes }: NoteEvent): string {
  const head = say('data', { role: say(role, {}), file, records, task: say(task, {}), format, reason })
  return [head, ...notes.map(({ text }) => say('note', { text }))].join('\n')
}

function renderWeights({ pretrained, loaded, initialised, ignored }: WeightsEvent): string {
  // The plan, which comes later, says what a model without weights means.
  if (!pretrained) return ''
  const names = initialised.slice(0, TENSORS_SHOWN).join(', ')
  return say('loaded', { loaded, fresh: initialised.length, names, ignored: ignored.length })
}

function renderPlan(plan: Plan): string {
  const { model, task, train, dev, settings, longTexts, unlearnable } = plan
  const { maxLength, epochs, batchSize, seed, threads } = settings
  const parameters = large(model.parameters)
  const long = say(task === 'ner' ? 'longTagged' : 'longClassified', {
    count: longTexts,
    maxLength: maxLength ?? 0,
  })
  const { p50, p95, max } = train.characters
  return [
    '',
    say('model', { ...model, parameters }),
    ...(model.pretrained ? [] : [say('random', {})]),
    '',
    say('plan', {}),
    say('sizes', { train: train.records, dev: dev.records }),
    say('lengths', { p50, p95, max }),
    ...(longTexts > 0 ? [long] : []),
    ...(unlearnable > 0 ? [say('unlearnable', { count: unlearnable })] : []),
    say('labels', { count: plan.labels.length, labels: labelCounts(plan) }),
    ...(task === 'ner' && train.unlabelled > 0 ? [say('unlabelled', { count: train.unlabelled })] : []),
    say('steps', {
      epochs,
      perEpoch: plan.stepsPerEpoch,
      steps: plan.steps,
      batch: batchSize,
      warmup: plan.warmupSteps,
    }),
    ...(plan.warmupSteps >= plan.steps ? [say('allWarmup', {})] : []),
    say('hyper', { rate: brief(settings.learningRate ?? 0), maxLength: maxLength ?? 0, seed, threads }),
    say('forecast', { time: duration(plan.seconds), memory: plan.memoryMb }),
    '',
  ].join('\n')
}

function labelCounts({ train }: Plan): string {
  const shown = train.labels.slice(0, LABELS_SHOWN).map(({ label, count }) => `${label} ${count}`)
  const text = shown.join(', ')
  return shown.length < train.labels.length ? say('more', { shown: text }) : text
}

function progressLine({ epoch, step, steps, loss, tokensPerSecond, secondsLeft }: Progress): string {
  const left = duration(secondsLeft)
  return say('progress', { epoch, step, steps, loss: loss.toFixed(4), speed: tokensPerSecond, left })
}

function renderRow({ epoch, trainLoss, report, best }: Evaluation): string {
  const scores =
    'accuracy' in report
      ? say('clsScores', { accuracy: percent(report.accuracy), f1: percent(report.macroF1) })
      : say('nerScores', {
          precision: percent(report.precision),
          recall: percent(report.recall),
          f1: percent(report.f1),
        })
  return say('row', { epoch, loss: trainLoss.toFixed(4), scores, best: best ? say('best', {}) : '' })
}

function renderDone(done: Done, { settings }: Plan, best: Evaluation): string {
  const { folder, test, reason, bestEpoch, seconds, peakMemoryMb } = done
  return [
    ...(reason === 'patience' ? [say('patience', { patience: settings.patience })] : []),
    '',
    say('devTable', { epoch: bestEpoch }),
    renderReport(best.report),
    ...(test ? ['', say('testTable', {}), renderReport(test)] : []),
    '',
    say('saved', { folder: join(folder, 'best'), time: duration(seconds), memory: peakMemoryMb }),
  ].join('\n')
}

/** The table of a report, of either task. */
export function renderReport(report: Report): string {
  return 'accuracy' in report ? renderClassScores(report) : renderEntityScores(report)
}

/** What to do with a trained model. */
export function nextCommands(run: string, data: string | undefined): string {
  const name = commandName()
  const commands = [`${name} predict ${shellWord(run)} ${say('predictText', {})}`]
  if (data !== undefined) commands.push(`${name} evaluate ${shellWord(run)} ${shellWord(data)}`)
  return [say('next', {}), ...commands.map((command) => `  ${command}`)].join('\n')
}

/** How this program was called: by its name, or as a file in a clone. */
export function commandName(): string {
  const [, file = 'hantune'] = process.argv
  return basename(file) === 'main.js' ? `node ${shellWord(relative(process.cwd(), file))}` : 'hantune'
}

/** A word that a shell takes as it stands. */
function shellWord(word: string): string {
  return /^[\p{L}\p{N}_./@:+-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
