import { quote } from '../base/quote.ts'
import { textFault } from '../base/readable-text.ts'
import type { TaskInput } from '../tasks/index.ts'
import { fail } from './errors.ts'
import type { RunSummary } from './protocol.ts'

/**
 * Whether a run's model can read what is to be tried.
 *
 * @throws E_UI_BLANK, E_UI_SURROGATE, E_UI_PAIR_ABSENT, E_UI_PAIR_EXCESS
 */
export function checkTry({ text, pair }: TaskInput, { name, tasks }: RunSummary): void {
  checkText('text', text)
  if (pair !== undefined) checkText('pair', pair)
  const needsPair = tasks.some(({ kind }) => kind === 'pair')
  if (needsPair && pair === undefined) throw fail('E_UI_PAIR_ABSENT', { name: quote(name) })
  if (!needsPair && pair !== undefined) throw fail('E_UI_PAIR_EXCESS', { name: quote(name) })
}

function checkText(field: string, text: string): void {
  const fault = textFault(text)
  if (fault?.why === 'blank') throw fail('E_UI_BLANK', { field })
  if (fault) throw fail('E_UI_SURROGATE', { field, at: fault.at })
}
