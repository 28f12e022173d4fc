import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { compiled } from '../../test/support/compiled.ts'
import { runAndKill } from '../../test/support/kill.ts'
import { tinyFiles } from './_testing.case.ts'
import { loadModel } from './model-folder.ts'

test('x', async () => {
  let t = performance.now()
  const lap = (n: string) => {
    appendFileSync('/tmp/lap.txt', `${n} ${Math.round(performance.now() - t)}\n`)
    t = performance.now()
  }
  const program = compiled(join(import.meta.dirname, '_killed-run.case.ts'))
  lap('compile')
  const f = tinyFiles()
  await runAndKill(program, [f.bio, f.model, f.out], { milliseconds: 1e9 })
  lap('whole')
  const g = tinyFiles()
  for (let i = 0; i < 6; i++) {
    const r = await runAndKill(program, [g.bio, g.model, g.out], { milliseconds: 160 })
    lap(`kill ${r.killed}`)
    const { model } = await loadModel(g.out, { device: 'cpu', threads: 1 })
    await model.release()
    lap('load')
  }
  process.env.NODE_CPU = '1'
}, 100000)
