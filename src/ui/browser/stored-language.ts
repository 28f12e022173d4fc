import type { Language } from '../../base/locale.ts'

const STORED = 'hantune-language'

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>

/** A browser that keeps no data for sites throws already where its storage is named. */
const own = (): Storage => window.localStorage

/** The language that was chosen last, if one was and the browser tells. */
export function storedLanguage(storage: () => Storage = own): Language | undefined {
  try {
    const stored = storage().getItem(STORED)
    return stored === 'zh' || stored === 'en' ? stored : undefined
  } catch {
    return undefined
  }
}

/** Keeps the language for the next time, where the browser does. */
export function storeLanguage(language: Language, storage: () => Storage = own): void {
  try {
    storage().setItem(STORED, language)
  } catch {
    // It is chosen for this time.
  }
}
