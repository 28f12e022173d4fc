// A training run in a process of its own, to be killed; called again it goes on.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fit as runOnce } from './fit.ts'

const [job, out] = process.argv.slice(2) as [string, string]
const canResume = existsSync(join(out, 'last/training.json'))
await runOnce(canResume ? { out, resume: true } : { ...JSON.parse(job), out }, (event) => {
  // From here on there is something to lose.
  if (event.event === 'plan') console.log('began')
})
console.log('done')
