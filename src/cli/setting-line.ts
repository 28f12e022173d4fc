import { shellLine } from '../base/shell.ts'
import type { Settings, SettingsInput } from '../config/index.ts'
import { FLAGS } from './setting-flags.ts'

/**
 * Settings as they are typed behind `hantune train`, fit for a POSIX shell; those that are undefined are left out.
 *
 * @example commandLineOf({ learningRate: 1e-4, freeze: ['bert.*'] }) // --lr 0.0001 --freeze 'bert.*'
 */
export function commandLineOf(settings: Partial<SettingsInput>): string {
  return shellLine(settingWords(settings))
}

/** The words of settings, as a program gets them. */
export function settingWords(settings: Partial<SettingsInput>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => wordsOf(name as keyof Settings, value))
}

function wordsOf(name: keyof Settings, value: unknown): string[] {
  const { flag, sign } = FLAGS[name]
  if (value === undefined || value === null) return []
  if (!sign) return [value ? flag : `--no-${flag.slice(2)}`]
  if (typeof value !== 'object') return [flag, String(value)]
  const values = Array.isArray(value) ? value : Object.entries(value).map((entry) => entry.join('='))
  return values.flatMap((own) => [flag, own])
}
