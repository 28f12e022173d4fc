import { HanTuneError, renderPlace } from '../base/errors.ts'
import type { Language } from '../base/locale.ts'
import type { ErrorText } from './protocol.ts'

/** An error in one language. */
export function errorText(error: unknown, language: Language): ErrorText {
  if (error instanceof HanTuneError) {
    const where = renderPlace(error.place, language)
    const { code } = error
    return { code, what: error.what(language), ...(where !== '' && { where }), fix: error.fix(language) }
  }
  return { code: 'E_INTERNAL', what: error instanceof Error ? error.message : String(error), fix: '' }
}
