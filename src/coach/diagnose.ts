import { FINDING_CODES, type Finding, type FindingCode } from './finding.ts'
import type { RunHistory, SettingsPatch } from './history.ts'
import { deadLabels } from './rules/dead-labels.ts'
import { devSmall } from './rules/dev-small.ts'
import { divergence } from './rules/divergence.ts'
import { imbalance } from './rules/imbalance.ts'
import { memory } from './rules/memory.ts'
import { noConvergence } from './rules/no-convergence.ts'
import { overfitting } from './rules/overfitting.ts'
import { rateHigh } from './rules/rate-high.ts'
import { slow } from './rules/slow.ts'

const RULES: Readonly<Record<FindingCode, (history: RunHistory) => Finding | undefined>> = {
  COACH_MEMORY: memory,
  COACH_DIVERGENCE: divergence,
  COACH_RATE_HIGH: rateHigh,
  COACH_NO_CONVERGENCE: noConvergence,
  COACH_DEAD_LABELS: deadLabels,
  COACH_OVERFITTING: overfitting,
  COACH_IMBALANCE: imbalance,
  COACH_SLOW: slow,
  COACH_DEV_SMALL: devSmall,
}

/** What a finding explains is not told beside it: a model that diverged predicts one label, too. */
const BROKEN: readonly FindingCode[] = [
  'COACH_DEAD_LABELS',
  'COACH_OVERFITTING',
  'COACH_IMBALANCE',
  'COACH_SLOW',
  'COACH_DEV_SMALL',
]
const EXPLAINS: Partial<Record<FindingCode, readonly FindingCode[]>> = {
  COACH_DIVERGENCE: ['COACH_RATE_HIGH', 'COACH_NO_CONVERGENCE', ...BROKEN],
  COACH_RATE_HIGH: ['COACH_NO_CONVERGENCE', ...BROKEN],
  COACH_NO_CONVERGENCE: BROKEN,
  COACH_DEAD_LABELS: ['COACH_IMBALANCE'],
}
const SEVERITIES = ['fatal', 'serious', 'advice']

/**
 * Says what is wrong with a run, during or after it, most urgent first; nothing for a sound one. It looks at curves
 * and counts alone.
 */
export function diagnose(history: RunHistory): Finding[] {
  const found = FINDING_CODES.flatMap((code) => RULES[code](history) ?? [])
  const explained = new Set(found.flatMap(({ code }) => EXPLAINS[code] ?? []))
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity)
  return found.filter(({ code }) => !explained.has(code)).sort((a, b) => rank(a) - rank(b))
}

/** A patch that `--auto` applies, and the finding that asks for it. */
export interface Choice {
  readonly code: FindingCode
  readonly settings: SettingsPatch
}

/**
 * The next patch to try: of the most urgent finding the first that was not tried.
 *
 * @param tried the patches of restarts so far
 * @returns undefined when nothing is left that a setting can do
 */
export function chooseRemedy(
  findings: readonly Finding[],
  tried: readonly SettingsPatch[] = [],
): Choice | undefined {
  const known = new Set(tried.map(keyOf))
  for (const { code, remedies } of findings)
    for (const { settings } of remedies)
      if (Object.keys(settings).length > 0 && !known.has(keyOf(settings))) return { code, settings }
  return undefined
}

const keyOf = (patch: SettingsPatch): string =>
  JSON.stringify(Object.entries(patch).sort(([a], [b]) => (a < b ? -1 : 1)))
