import { useState } from 'preact/hooks'
import { useSay } from './hooks.ts'

interface KeyFieldProps {
  /** Whether the service refused a key. */
  readonly wasWrong: boolean
  readonly onKey: (key: string) => void
}

/** Asks for the key of a service. */
export function KeyField({ wasWrong, onKey }: KeyFieldProps) {
  const say = useSay()
  const [typed, setTyped] = useState('')
  // No other key can be sent in a header.
  const isSendable = /^[\x21-\x7e]*$/.test(typed)
  return (
    <form
      class="panel key"
      onSubmit={(event) => {
        event.preventDefault()
        if (isSendable && typed !== '') onKey(typed)
      }}
    >
      <label class="field">
        <span>{say('apiKey', {})}</span>
        <input
          type="password"
          autocomplete="off"
          onInput={({ currentTarget }) => setTyped(currentTarget.value.trim())}
        />
      </label>
      <button type="submit" class="primary" disabled={!isSendable || typed === ''}>
        {say('apiKeyUse', {})}
      </button>
      <p role="status">
        {!isSendable && <small class="bad">{say('apiKeyForm', {})}</small>}
        {isSendable && wasWrong && <small class="bad">{say('apiKeyWrong', {})}</small>}
      </p>
      <small>{say('apiKeyHint', {})}</small>
    </form>
  )
}
