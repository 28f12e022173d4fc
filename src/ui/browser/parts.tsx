import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ErrorText } from '../protocol.ts'
import { partsOf } from './format.ts'
import { useSay } from './hooks.ts'

/** The head of a view: readers of screens are told that it has changed. */
export function Title({ text, children }: { readonly text: string; readonly children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${text} · HanTune`
  }, [text])
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <div class="title">
      <h1 ref={heading} tabIndex={-1}>
        {text}
      </h1>
      {children}
    </div>
  )
}

/** A name or path that goes on in the next line between its parts where there is little room. */
export function Breakable({ text }: { readonly text: string }) {
  return partsOf(text).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]))
}

interface OfflineProps {
  /** Where it is not the server's silence. */
  readonly text?: string
  /** Tries again at once. */
  readonly onAgain?: () => void
}

/** What passes: it is tried again. */
export function Offline({ text, onAgain }: OfflineProps) {
  const say = useSay()
  return (
    <p class="notice warn" role="status">
      {text ?? say('offline', {})}{' '}
      {onAgain && (
        <button type="button" onClick={onAgain}>
          {say('again', {})}
        </button>
      )}
    </p>
  )
}

interface ProblemProps {
  readonly error: ErrorText
  /** Where it may go well the next time. */
  readonly onAgain?: (() => void) | undefined
}

/** What is wrong, and how to mend it. */
export function Problem({ error, onAgain }: ProblemProps) {
  const say = useSay()
  return (
    <div class="notice bad" role="alert">
      <p>
        <code>{error.code}</code>{' '}
        <span class="text">
          {error.where && `${error.where}: `}
          {error.what}
        </span>
      </p>
      {error.fix !== '' && (
        <p class="soft">
          {say('fix', {})}
          {error.fix}
        </p>
      )}
      {onAgain && (
        <p>
          <button type="button" onClick={onAgain}>
            {say('again', {})}
          </button>
        </p>
      )}
    </div>
  )
}

interface CommandProps {
  readonly text: string
  /** Whether it is not yet what it is to be. */
  readonly isIncomplete?: boolean
}

/** A command to copy; where the browser forbids that it is selected. */
export function Command({ text, isIncomplete = false }: CommandProps) {
  const say = useSay()
  const [told, setTold] = useState<'copied' | 'selected'>()
  const code = useRef<HTMLElement>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setTold('copied')
    } catch {
      window.getSelection()?.selectAllChildren(code.current!)
      setTold('selected')
    }
    setTimeout(() => setTold(undefined), 3000)
  }
  return (
    <div class="command">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll a long one */}
      <pre tabIndex={0}>
        <code ref={code}>{text}</code>
      </pre>
      <button type="button" disabled={isIncomplete} onClick={() => void copy()}>
        <span role="status">{say(told ?? 'copy', {})}</span>
      </button>
    </div>
  )
}
