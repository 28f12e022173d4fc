import { HanTuneError } from '../base/errors.ts'
import { stampOf } from '../base/stamp.ts'
import { loadRules } from './load.ts'
import type { Rules } from './rules.ts'

/** Rules that follow their file. */
export interface WatchedRules {
  /** Those of the last version of the file that was right. */
  readonly rules: Rules
  /** What is wrong with the present version; undefined while it is right. */
  readonly error: HanTuneError | undefined
  /** Reads the file now. @returns what is wrong with it, then the old rules stay */
  reload(): HanTuneError | undefined
  /** Stops following. */
  close(): void
}

/** Hears of every reload: the rules that hold now, and what is wrong with the file, if something is. */
export type OnReload = (rules: Rules, error: HanTuneError | undefined) => void

/**
 * Loads rules and loads them again whenever their file changes, by looking at it now and then: that works for files
 * that editors replace and for network folders, too. Does not keep the process alive.
 *
 * @param intervalMs between two looks
 * @throws E_RULES_* when the first version is wrong; later ones are reported, and the old rules stay
 */
export function watchRules(file: string, onReload: OnReload = () => {}, intervalMs = 500): WatchedRules {
  // Taken before the first reading: what changes meanwhile is seen at the first look.
  let seen = stampOf(file)
  let rules = loadRules(file)
  let error: HanTuneError | undefined
  const reload = (): HanTuneError | undefined => {
    try {
      rules = loadRules(file)
      error = undefined
    } catch (fault) {
      if (!(fault instanceof HanTuneError)) throw fault
      error = fault
    }
    return error
  }
  const look = (): void => {
    const stamp = stampOf(file)
    if (stamp === seen) return
    seen = stamp
    reload()
    onReload(rules, error)
  }
  const timer = setInterval(look, intervalMs).unref()
  return {
    get rules() {
      return rules
    },
    get error() {
      return error
    },
    reload,
    close: () => clearInterval(timer),
  }
}
