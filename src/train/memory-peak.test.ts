import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTypeScript } from '../../test/support/child.ts'

test.each(['keep', 'recompute'])('the peak is predicted to within 15 percent (%s)', async (mode) => {
  const script = join(import.meta.dirname, '_memory-peak.case.ts')
  const { stdout, stderr } = await runTypeScript(script, [mode])
  const { predicted, measured, base } = JSON.parse(stdout || `{"stderr":${JSON.stringify(stderr)}}`)
  expect(Math.abs(predicted / measured - 1), stdout).toBeLessThan(0.15)
  // The process itself is measured, not predicted: what comes on top must not be far off either.
  expect(Math.abs((predicted - base) / (measured - base) - 1), stdout).toBeLessThan(0.25)
})
