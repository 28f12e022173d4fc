import type { RateFound, SweepEvent, TrainingJob } from '../api/index.ts'
import { writeFileAtomic } from '../base/files.ts'
import { defineTexts } from '../base/locale.ts'
import { renderSweep, sweepSvg } from '../coach/index.ts'
import type { TrainEvent } from '../train/index.ts'
import { brief } from './format.ts'
import type { Output } from './output.ts'
import { commandLineOf } from './setting-line.ts'
import { TrainView } from './train-view.ts'

const say = defineTexts({
  progress: {
    zh: '试学习率  {step}/{steps}  {rate}  损失 {loss}',
    en: 'trying rates  {step}/{steps}  {rate}  loss {loss}',
  },
  found: {
    zh: '建议的学习率：{rate}（损失在此下降最快）\n训练时加上：{flags}',
    en: 'suggested learning rate: {rate}, where the loss falls fastest\ntrain with: {flags}',
  },
  explodes: { zh: '从 {rate} 起损失爆炸，不要接近它', en: 'from {rate} on the loss explodes: stay away' },
  none: {
    zh: '在所有学习率上损失都没有下降，无法建议：请检查标签质量，或换一个编码器',
    en: 'the loss fell at no rate, so there is none to suggest: check the labels, or try another encoder',
  },
  picture: { zh: '图：{file}', en: 'picture: {file}' },
})

/** Shows a sweep of learning rates. */
export class SweepView {
  readonly #output: Output
  readonly #job: TrainingJob
  readonly #view: TrainView

  constructor(output: Output, job: TrainingJob) {
    this.#output = output
    this.#job = job
    this.#view = new TrainView(output)
  }

  show(event: TrainEvent | SweepEvent): void {
    if (event.event !== 'sweep') {
      this.#view.show(event)
      return
    }
    this.#output.event(event)
    const { step, steps, rate, loss } = event
    this.#output.progress.update(say('progress', { step, steps, rate: brief(rate), loss: loss.toFixed(4) }))
  }

  /** Draws the curve and writes it beside where the run would go. @throws E_FILE_WRITE */
  done({ suggestion }: RateFound): void {
    if (!suggestion) {
      this.#output.event({ event: 'rate' })
      this.#output.text(`\n${say('none', {})}`)
      return
    }
    const { rate, explodes } = suggestion
    const rounded = Number(rate.toPrecision(2))
    const file = `${this.#job.out}.lr-sweep.svg`
    writeFileAtomic(file, sweepSvg(suggestion))
    this.#output.event({ event: 'rate', rate: rounded, ...(explodes !== undefined && { explodes }), file })
    const flags = commandLineOf({ learningRate: rounded })
    this.#output.text(`\n${renderSweep(suggestion)}\n\n${say('found', { rate: brief(rounded), flags })}`)
    if (explodes !== undefined) this.#output.text(say('explodes', { rate: brief(explodes) }))
    this.#output.text(say('picture', { file }))
  }
}
