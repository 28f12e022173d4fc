import { createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import type { Language } from '../../base/locale.ts'
import type { Row, RunAnswer, RunsAnswer } from '../protocol.ts'
import { ask, runPath } from './api.ts'
import { ApiError } from './api-error.ts'
import { type Failed, keepAsking, type Polling } from './polling.ts'
import { type Say, sayIn } from './texts.ts'

export const LanguageContext = createContext<Language>('zh')
export const useLanguage = (): Language => useContext(LanguageContext)
export const useSay = (): Say => sayIn(useLanguage())

/** What was heard last, and whether the server is silent now. */
export interface Polled<T> {
  readonly value: T | undefined
  readonly error: ApiError | undefined
  readonly isOffline: boolean
}

/**
 * Asks again and again while the page is seen; at once where the language changes, in which errors are told.
 *
 * @param pauseMs from an answer to the next question
 */
export function usePolled<T>(
  question: () => Promise<T>,
  pauseMs: (value: T | undefined, failed: Failed | undefined) => number | null,
  key: string,
): Polled<T> {
  const [polled, setPolled] = useState<Polled<T> & { readonly key: string }>(nothing(key))
  const open = useRef<Polling>(undefined)
  const language = useLanguage()
  const isFailed = polled.error !== undefined
  useEffect(() => {
    if (isFailed) open.current?.wake()
  }, [language])
  useEffect(() => {
    const polling = keepAsking({
      question,
      pauseMs,
      isHidden: () => document.hidden,
      onAnswer(value) {
        setPolled({ value, error: undefined, isOffline: false, key })
      },
      onError(error, latest) {
        const known = error instanceof ApiError ? error : undefined
        setPolled({ value: latest, error: known, isOffline: !known, key })
      },
    })
    open.current = polling
    document.addEventListener('visibilitychange', polling.wake)
    return () => {
      polling.end()
      document.removeEventListener('visibilitychange', polling.wake)
    }
  }, [key])
  return polled.key === key ? polled : nothing(key)
}

const nothing = <T>(key: string) => ({
  value: undefined as T | undefined,
  error: undefined,
  isOffline: false,
  key,
})

const isRunning = (answer: RunsAnswer | undefined) =>
  answer?.runs.some(({ state }) => state === 'running') ?? false

export const useRuns = (): Polled<RunsAnswer> =>
  usePolled(
    () => ask<RunsAnswer>('/ui/api/runs'),
    (answer) => (isRunning(answer) ? 1000 : 4000),
    'runs',
  )

/** A run with all its rows. */
export type WholeRun = Omit<RunAnswer, 'cursor' | 'isWhole'>

/** Keeps the rows that were told before, so that only new ones are asked for. */
export function useFollowed(names: readonly string[]): Polled<ReadonlyMap<string, WholeRun>> {
  const kept = useRef(new Map<string, { whole: WholeRun; cursor: string }>())
  return usePolled(
    async () => {
      const answers = await Promise.all(
        names.map(async (name) => {
          const known = kept.current.get(name)
          const query = known ? `?after=${known.cursor}` : ''
          return { name, known, answer: await ask<RunAnswer>(runPath(name) + query) }
        }),
      )
      for (const { name, known, answer } of answers) {
        const { cursor, isWhole, ...rest } = answer
        const rows: readonly Row[] = isWhole || !known ? rest.rows : [...known.whole.rows, ...rest.rows]
        const config = rest.config ?? known?.whole.config
        kept.current.set(name, { cursor, whole: { ...rest, rows, config } })
      }
      return new Map(names.map((name) => [name, kept.current.get(name)!.whole]))
    },
    (all) => ([...(all?.values() ?? [])].some(({ run }) => run.state === 'running') ? 1000 : 4000),
    names.join('\0'),
  )
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** The size of an element, followed. */
export function useSize(): readonly [(element: Element | null) => void, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const observer = useRef<ResizeObserver>(undefined)
  const take = useRef((element: Element | null) => {
    observer.current?.disconnect()
    if (!element) return
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight })
    measure()
    observer.current = new ResizeObserver(measure)
    observer.current.observe(element)
  })
  return [take.current, size]
}

/** Hears keys that are pressed outside of fields. */
export function useKeys(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const { target } = event
      // Keys that an input method takes: Escape gives up what is composed, not the field.
      if (event.isComposing) return
      const isField =
        target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select')
      if (event.ctrlKey || event.metaKey || event.altKey || (isField && event.key !== 'Escape')) return
      if (!Object.hasOwn(latest.current, event.key)) return
      latest.current[event.key]!(event)
      event.preventDefault()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}
