// One training run in a process of its own: reads {model, kind, files, settings} from standard input and writes one
// line, {value, devValue, bestEpoch, cpuSeconds}. The values are the best checkpoint's F1 of entities, or accuracy,
// on test and dev data. The time is the processor's, for the whole process: unlike the clock's it hardly depends on
// what else the machine does.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { MTLConfig, MultiTaskLearning } from '../../dist/index.js'

const { model, kind, files, settings } = JSON.parse(await text(process.stdin))
const [trainData, valData, testData] = files
const folder = mkdtempSync(join(tmpdir(), 'hantune-ablation-'))
try {
  const config = await MTLConfig.fromPretrained(model)
  config.taskList = [kind]
  const learning = new MultiTaskLearning(config)
  const report = await learning.fit({ trainData, valData, testData, out: join(folder, 'run'), ...settings })
  const scoreOf = (scores) => (kind === 'ner' ? scores.f1 : scores.accuracy)
  const { user, system } = process.cpuUsage()
  const result = {
    value: scoreOf(report.test),
    devValue: scoreOf(report),
    bestEpoch: report.bestEpoch,
    cpuSeconds: (user + system) / 1e6,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
