import { defineErrors } from '../base/errors.ts'
import { type Control, ProgressMeter, saveEncoder } from '../train/index.ts'
import type { OnPretrainEvent, PretrainDone } from './events.ts'
import type { Opened } from './prepare.ts'
import { maskedBatch, type Pretraining, type PretrainStep, pretrainLoop } from './pretrain.ts'
import { samplesOf, writeSamples } from './samples.ts'
import type { Start } from './start.ts'
import { saveState } from './state.ts'

const fail = defineErrors({
  E_PRETRAIN_NOT_FINITE: {
    zh: {
      what: '第 {step} 步的损失或梯度不是有限数（损失 {loss}，梯度范数 {norm}），预训练已停止；此前保存的模型完好',
      fix: '把学习率降低（learningRate）或加长 warmup，再从保存的模型开始：--init {folder}',
    },
    en: {
      what: 'loss or gradient of step {step} is not finite (loss {loss}, gradient norm {norm}); pre-training stopped; what was saved is intact',
      fix: 'lower learningRate or lengthen warmup, and start from what was saved with --init {folder}',
    },
  },
})

/** Steps that are tried before the plan is told. */
const TRIED = 2

/** What config.json says of the head. */
const HEAD = { architectures: ['BertForMaskedLM'], id2label: undefined, label2id: undefined }

/** Tries a few steps, which leave gradients and no more, and tells what the run will take. */
export async function tellPlan(
  run: Pretraining,
  { name, isTrained }: Start,
  onEvent: OnPretrainEvent,
): Promise<void> {
  const { model, settings, schedule, windows, position, learningRate } = run
  const left = schedule.steps - position.step
  let seconds = 0
  for (let tried = 0; tried < TRIED && left > 0; tried++) {
    const started = performance.now()
    await model.learn(maskedBatch(run, position.step), 'tried')
    seconds = (performance.now() - started) / 1000
  }
  const { num_hidden_layers: layers, hidden_size: width, vocab_size: vocabulary } = model.config
  const perStep = settings.batchSize * settings.sequenceLength
  onEvent({
    event: 'pretrain-plan',
    model: {
      name,
      layers,
      width,
      vocabulary,
      parameters: model.parameters.count,
      pretrained: isTrained,
      initialised: run.initialised,
    },
    masking: settings.masking,
    ...schedule,
    stepsDone: position.step,
    epochs: (schedule.steps * settings.batchSize) / windows.count,
    tokensPerStep: perStep,
    windows: windows.count,
    learningRate,
    seconds: seconds * left,
    memoryMb: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6),
  })
}

/** Runs the loop: tells of it, records it, saves it. */
export async function go(
  run: Pretraining,
  { start, folder }: Pick<Opened, 'start' | 'folder'>,
  onEvent: OnPretrainEvent,
  control: Control,
): Promise<PretrainDone> {
  const { position, schedule, model } = run
  const { config, tokenizer } = start
  const [begun, before] = [performance.now(), position.seconds]
  const elapsed = () => (performance.now() - begun) / 1000
  const meter = new ProgressMeter<PretrainStep>(
    schedule.steps,
    position.step,
    ({ step, learningRate }, pace) => {
      const { steps } = schedule
      const seen = position.last && { accuracy: position.last.accuracy }
      onEvent({ event: 'pretrain-progress', step, steps, ...seen, learningRate, ...pace })
    },
  )
  const save = async () => {
    const samples = await samplesOf(model, run.dev)
    position.seconds = before + elapsed()
    folder.save((path) => {
      saveEncoder(path, { config, tokenizer, parameters: model.parameters }, HEAD)
      writeSamples(path, samples)
      saveState(path, model.parameters, position)
    })
  }
  const isOver = await pretrainLoop(run, {
    onStep: (step) => meter.step(step),
    async onEvaluation(found) {
      const seconds = before + elapsed()
      position.last = { event: 'pretrain-evaluation', ...found, seconds }
      folder.record(position.last)
      await save()
      onEvent(position.last)
      // Evaluations are part of what is left.
      meter.pause()
    },
    onInterrupted: save,
    isInterrupted: () => control.isInterrupted(),
    notFinite: (step, loss, norm) =>
      fail('E_PRETRAIN_NOT_FINITE', {
        step: step + 1,
        loss: String(loss),
        norm: String(norm),
        folder: folder.model,
      }),
  })
  const { step: steps, tokensSeen, last } = position
  const done: PretrainDone = {
    event: 'pretrain-done',
    folder: folder.path,
    model: folder.model,
    reason: isOver ? 'finished' : 'interrupted',
    saved: true,
    steps,
    tokensSeen,
    seconds: before + elapsed(),
    ...(last && { last }),
  }
  onEvent(done)
  return done
}
