import { HanTuneError } from '../base/errors.ts'
import { diagnose, type Finding, type Remedy, type RunFacts, type SettingsPatch } from '../coach/index.ts'
import type { MemoryFacts } from './memory-facts.ts'
import { chooseMemoryPlan } from './memory-plan.ts'

/**
 * What the coach says of a run that is refused for want of memory. Its remedies are weighed by the same forecast that
 * refused the run: those that make it fit come first; where none does alone, all that help at once. Those that save nothing,
 * because the plan had already cut the steps or computed values again, are left out.
 *
 * @param limit in bytes
 */
export function refusalFindings(run: RunFacts, facts: MemoryFacts, limit: number): Finding[] {
  const needs = (patch: SettingsPatch) => leastMemory(changed(facts, patch), limit)
  const needed = needs({})
  const memoryLimitMb = limit / 1e6
  const refused = { ...run, memoryLimitMb, plannedMemoryMb: Math.max(needed, memoryLimitMb) }
  const history = { run: refused, steps: [], evaluations: [] }
  const findings = diagnose({ ...history, outcome: 'out-of-memory', errorCode: 'E_MEMORY_LIMIT' })
  return findings.map((finding) => ({ ...finding, remedies: weigh(finding.remedies, needs, needed) }))
}

function weigh(
  remedies: readonly Remedy[],
  needs: (patch: SettingsPatch) => number,
  needed: number,
): Remedy[] {
  const weighed = remedies.map((remedy) => ({ remedy, needs: needs(remedy.settings) }))
  const helpful = weighed.filter((own) => own.needs < needed)
  const enough = helpful.filter((own) => own.needs === FITS)
  if (enough.length > 0) return [...new Set([...enough, ...helpful])].map(({ remedy }) => remedy)
  const all = Object.assign({}, ...helpful.map(({ remedy }) => remedy.settings)) as SettingsPatch
  const together = helpful.length > 1 && needs(all) === FITS ? [{ settings: all, why: TOGETHER }] : []
  return [...together, { settings: {}, why: SMALLER }]
}

const TOGETHER = {
  zh: '单独哪一项都不够，一起用才放得下',
  en: 'none of these is enough alone: together the run fits',
}
const SMALLER = {
  zh: '换用更小的模型；若机器确有更多内存，用 --memory-limit 说明',
  en: 'take a smaller model; if the machine has more memory, say so with --memory-limit',
}

/** What a run that fits needs. */
const FITS = 0

/** The megabytes that the smallest plan takes if none fits, else `FITS`. */
function leastMemory(facts: MemoryFacts, limit: number): number {
  try {
    chooseMemoryPlan(facts, limit)
    return FITS
  } catch (error) {
    if (!(error instanceof HanTuneError) || error.code !== 'E_MEMORY_LIMIT') throw error
    return Number(error.values.predicted)
  }
}

/** The facts under changed settings. Texts that a shorter window cuts are taken as cut, not as more windows. */
function changed(facts: MemoryFacts, patch: SettingsPatch): MemoryFacts {
  const { batchSize, recompute, activations, optimizerState, maxLength } = {
    ...facts,
    ...patch,
  } as MemoryFacts & SettingsPatch
  const cut = (lengths: readonly number[]) =>
    maxLength === undefined ? lengths : lengths.map((length) => Math.min(length, maxLength))
  return {
    ...facts,
    batchSize,
    recompute,
    activations,
    optimizerState,
    lengths: cut(facts.lengths),
    passLengths: cut(facts.passLengths),
  }
}
