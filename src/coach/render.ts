import { currentLanguage, type Language } from '../base/locale.ts'
import type { Finding } from './finding.ts'
import type { SettingsPatch } from './history.ts'

/**
 * Findings as text: what is seen, why it matters, and what to do.
 *
 * @param command makes the part of a command line that sets a patch
 */
export function renderFindings(
  findings: readonly Finding[],
  command: (patch: SettingsPatch) => string,
  language: Language = currentLanguage(),
): string {
  const lines = findings.flatMap(({ code, what, why, remedies }) => [
    `[${code}] ${what[language]}`,
    `  ${why[language]}`,
    ...remedies.map(({ settings, why: reason }) => {
      const way = Object.keys(settings).length > 0 ? `${command(settings)}  ` : ''
      return `  → ${way}${reason[language]}`
    }),
  ])
  return lines.join('\n')
}
