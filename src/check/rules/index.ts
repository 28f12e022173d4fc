import type { RuleCode } from '../finding.ts'
import { conflict } from './conflict.ts'
import { duplicate } from './duplicate.ts'
import { entityBoundary } from './entity-boundary.ts'
import { entityShifted } from './entity-shifted.ts'
import { groupLeakage } from './group-leakage.ts'
import { imbalance } from './imbalance.ts'
import { invisible } from './invisible.ts'
import { labelForm } from './label-form.ts'
import { labelMissing } from './label-missing.ts'
import { labelTypo } from './label-typo.ts'
import { leakage } from './leakage.ts'
import { nearDuplicate, nearLeakage } from './near-duplicate.ts'
import { overlap } from './overlap.ts'
import { rareLabel } from './rare-label.ts'
import type { Rule } from './rule.ts'
import { shortText } from './short-text.ts'
import { splitEntity } from './split-entity.ts'
import { surface, surfaceTypes } from './surface.ts'
import { window } from './window.ts'

/** Every rule by its code; suspicious records come from trained models, faulty ones from readers, not from a rule. */
export const RULES: { readonly [code in Exclude<RuleCode, 'suspicious' | 'faulty-record'>]: Rule } = {
  leakage,
  'group-leakage': groupLeakage,
  conflict,
  'label-missing': labelMissing,
  'label-form': labelForm,
  overlap,
  'near-leakage': nearLeakage,
  duplicate,
  'near-duplicate': nearDuplicate,
  'label-typo': labelTypo,
  'rare-label': rareLabel,
  imbalance,
  'entity-shifted': entityShifted,
  'entity-boundary': entityBoundary,
  'split-entity': splitEntity,
  surface,
  'surface-types': surfaceTypes,
  invisible,
  window,
  'short-text': shortText,
}
