import { ATTENTION_CASES } from './_cases-attention.case.ts'
import { CHAIN } from './_cases-chain.case.ts'
import { ELEMENTWISE } from './_cases-elementwise.case.ts'
import { LOSS } from './_cases-loss.case.ts'
import { STRUCTURAL } from './_cases-structural.case.ts'
import type { Cases } from './_inputs.case.ts'

/** At least one case for each operator: the type asks for it. */
export const CASES: Required<Cases> = { ...ELEMENTWISE, ...STRUCTURAL, ...ATTENTION_CASES, ...LOSS, ...CHAIN }
