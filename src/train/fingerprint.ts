import { createHash } from 'node:crypto'
import { defineErrors } from '../base/errors.ts'
import { VERSION } from '../base/version.ts'
import { READING_NAMES } from '../config/index.ts'
import type { NamedTask } from '../tasks/index.ts'
import type { CompleteSettings, EncodedTask } from './prepare.ts'

const fail = defineErrors({
  E_RESUME_CHANGED: {
    zh: {
      what: '不能接着训练：{parts} 与中断之前不同，结果就不会与不中断时一样',
      fix: '恢复原来的数据、设置和版本；要在新数据上继续训练，请用 --resume-from',
    },
    en: {
      what: 'the run cannot go on: {parts} changed since it was interrupted, so it would not end as it would have',
      fix: 'restore the data, settings and version it had; to train on with other data use --resume-from',
    },
  },
})

/** What the bits of a run depend on, each part as a digest. */
export type Fingerprint = Readonly<Record<'data' | 'labels' | 'settings' | 'version', string>>

/** Settings that do not reach the weights. */
const IDLE = new Set<string>([
  ...['auto', 'compareSingle', 'memoryLimit', 'devShare', 'numLabels', 'check'],
  ...READING_NAMES,
])

export function fingerprintOf(
  tasks: readonly NamedTask[],
  sets: readonly EncodedTask[],
  settings: CompleteSettings,
): Fingerprint {
  const data = createHash('sha256')
  for (const { train, dev } of sets) {
    for (const { encodings } of [train, dev]) {
      for (const { text, examples } of encodings) {
        data.update(`${text.length}:${examples.length};`)
        for (const { tokenIds, tokenTypes, targets } of examples) {
          data.update(tokenIds).update(targets)
          if (tokenTypes) data.update(tokenTypes)
        }
      }
    }
  }
  const named = tasks.map(({ name, task }) => [name, task.kind, task.classes])
  const active = Object.entries(settings).filter(([name]) => !IDLE.has(name))
  return {
    data: data.digest('hex'),
    labels: digest(JSON.stringify(named)),
    settings: digest(JSON.stringify(active.sort(([a], [b]) => (a < b ? -1 : 1)))),
    version: VERSION,
  }
}

/** @throws E_RESUME_CHANGED naming the parts that differ */
export function requireSame(found: Fingerprint, saved: Readonly<Record<string, string>>, file: string): void {
  const parts = Object.entries(found).flatMap(([name, value]) => (saved[name] === value ? [] : [name]))
  if (parts.length > 0) throw fail('E_RESUME_CHANGED', { parts: parts.join(', ') }, { file })
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
