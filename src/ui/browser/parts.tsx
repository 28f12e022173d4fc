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

export function Offline() {
  const say = useSay()
  return (
    <p class="notice warn" role="status">
      {say('offline', {})}
    </p>
  )
}

/** What is wrong, and how to mend it. */
export function Problem({ error }: { readonly error: ErrorText }) {
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
    </div>
  )
}

/** A command to copy. */
export function Command({ text }: { readonly text: string }) {
  const say = useSay()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <div class="command">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll a long one */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <button type="button" onClick={() => void copy()}>
        {say(isCopied ? 'copied' : 'copy', {})}
      </button>
    </div>
  )
}
