import { describe } from '../data/index.ts'
import type { Encoding } from '../tasks/index.ts'
import type { Plan, TaskPlan } from './events.ts'
import type { Learner } from './learner.ts'
import type { TaskModel } from './model.ts'
import { forecast, tokensOf } from './plan.ts'
import type { ReadyRun } from './ready.ts'
import { sharesOf } from './sampler.ts'
import type { Schedule } from './trainer.ts'

/** The plan that a run tells before it starts. */
export async function planOf(
  ready: ReadyRun,
  model: TaskModel,
  schedule: Schedule,
  learner: Learner,
): Promise<Plan> {
  const { source, settings, sets, memory } = ready
  const { config, name, pretrained } = source
  const { parameters } = model.parts
  const learning = [...parameters].filter(({ training }) => training)
  return {
    event: 'plan',
    model: {
      name,
      layers: config.num_hidden_layers,
      width: config.hidden_size,
      parameters: parameters.count,
      trainable: learning.reduce((sum, { size }) => sum + size, 0),
      pretrained,
    },
    tasks: taskPlans(ready),
    settings,
    tokensPerEpoch: sets.reduce((sum, { examples }) => sum + tokensOf(examples), 0),
    ...schedule,
    ...(await forecast(model, learner, sets, settings, schedule)),
    memory,
    stepsDone: 0,
  }
}

function taskPlans({ data, tasks, sets, settings }: ReadyRun): TaskPlan[] {
  const shares = sharesOf(
    sets.map(({ examples }) => examples.length),
    settings.taskSampling,
  )
  return tasks.map(({ name, task }, i) => {
    const { train, dev } = data[i]!
    const { train: learned, dev: seen, examples } = sets[i]!
    return {
      name,
      kind: task.kind,
      labels: task.labels,
      train: describe(train),
      dev: describe(dev),
      examples: examples.length,
      longTexts: learned.encodings.filter(isLong).length,
      unlearnable: [...learned.encodings, ...seen.encodings].reduce((sum, own) => sum + own.unlearnable, 0),
      share: shares[i]!,
    }
  })
}

/** Whether a text takes more than one window, or is read in part. */
function isLong({ examples }: Encoding): boolean {
  return (
    examples.length > 1 || examples.some((example) => 'truncated' in example && example.truncated === true)
  )
}
