import { join } from 'node:path'
import { openWeights } from '../models/index.ts'
import type { DataSource, NamedSource } from './dataset.ts'
import type { Comparison, Done, OnEvent } from './events.ts'
import { fit as runOnce } from './fit.ts'
import type { Control, TrainJob } from './job.ts'
import { readModelTasks } from './model-folder.ts'
import { settingsAlone } from './settings-alone.ts'

/**
 * Trains each of several tasks alone with the same settings, in run folders under `single/`, and tells both scores:
 * on the test data where every task has some, else on the dev data.
 */
export async function compareAlone(
  job: TrainJob,
  together: Done,
  onEvent: OnEvent,
  control: Control,
): Promise<Comparison | undefined> {
  const { best, test } = together
  if (!best || best.tasks.length < 2 || together.reason === 'interrupted') return undefined
  const isTested = test.length === best.tasks.length
  const tasks: Comparison['tasks'][number][] = []
  const { resume: _, settings, ...given } = job
  const folder = join(together.folder, 'best')
  const names = parameterNames(folder)
  for (const [i, task] of readModelTasks(folder).entries()) {
    const { name, prefix } = task
    const parameters = names.filter((own) => !own.startsWith('tasks.') || own.startsWith(prefix))
    const of = (source: NamedSource | undefined) =>
      (source as Readonly<Record<string, DataSource>> | undefined)?.[name]
    const [train, dev, own] = [of(job.train), of(job.dev), of(job.test)]
    const alone = await runOnce(
      {
        ...given,
        train: train!,
        ...without(job, 'dev', dev),
        ...without(job, 'test', own),
        out: join(job.out, 'single', name),
        settings: settingsAlone(settings ?? {}, { ...task, parameters }),
      },
      onEvent,
      control,
    )
    if (alone.reason === 'interrupted') return undefined
    const [mine, other] = isTested ? [test[i]!, alone.test[0]!] : [best.tasks[i]!, alone.best!.tasks[0]!]
    tasks.push({ name, together: mine.report, alone: other.report })
  }
  const comparison: Comparison = { event: 'comparison', metric: isTested ? 'test' : 'dev', tasks }
  onEvent(comparison)
  return comparison
}

function parameterNames(folder: string): string[] {
  const file = openWeights(folder)
  try {
    return [...file.tensors.keys()]
  } finally {
    file.close()
  }
}

/** One task's source in place of all tasks'; `undefined` takes the part out. */
function without(job: TrainJob, part: 'dev' | 'test', source: DataSource | undefined): object {
  return part in job ? { [part]: source } : {}
}
