import { useEffect, useRef, useState } from 'preact/hooks'
import { isBlank } from '../../base/readable-text.ts'
import type { ErrorText } from '../protocol.ts'
import { ApiError } from './api.ts'
import { counted } from './format.ts'
import { useKeys, useSay } from './hooks.ts'
import { listModels, predict, type TryModel } from './models.ts'
import { Offline, Problem, Title } from './parts.tsx'
import { type Prediction, Shown } from './prediction.tsx'
import { go, type Route, tryHash, tryHashFrom } from './router.ts'
import { Labels, NoResult } from './try-parts.tsx'

/** After so long without a key the text is tried. */
const PAUSE_MS = 350

/** What was written stays when another view was looked at. */
const written = { text: '', pair: '' }

let wantsToWrite = false
/** Goes from a view to where a text is tried, ready to write it. */
export function writeText(from: Route): void {
  wantsToWrite = true
  go(tryHashFrom(from))
}

export function TryView({ name }: { readonly name: string }) {
  const say = useSay()
  const [key, setKey] = useState('')
  const [models, setModels] = useState<readonly TryModel[]>()
  const [problem, setProblem] = useState<ApiError | 'offline'>()
  useEffect(() => {
    listModels(key).then(
      (found) => {
        setModels(found)
        setProblem(undefined)
      },
      (error: unknown) => setProblem(error instanceof ApiError ? error : 'offline'),
    )
  }, [key])
  const model = models?.find((one) => one.name === name) ?? models?.[0]
  return (
    <>
      <Title text={say('tryTitle', {})} />
      {problem === 'offline' && <Offline />}
      {problem instanceof ApiError && problem.status !== 401 && <Problem error={problem.text} />}
      {problem instanceof ApiError && problem.status === 401 && (
        <KeyField wasWrong={key !== ''} onKey={setKey} />
      )}
      {models && !model && <p class="soft">{say('noModels', {})}</p>}
      {models && model && (
        <>
          <div class="tools">
            <label class="field inline">
              <span>{say('model', {})}</span>
              <select value={model.name} onChange={(event) => go(tryHash(event.currentTarget.value))}>
                {models.map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.name}
                  </option>
                ))}
              </select>
            </label>
            <Labels model={model} />
          </div>
          {name !== '' && model.name !== name && (
            <p class="soft">{say('otherModel', { name, other: model.name })}</p>
          )}
          <Trial key={model.name} model={model} apiKey={key} />
        </>
      )}
    </>
  )
}

interface KeyFieldProps {
  /** Whether the service refused a key. */
  readonly wasWrong: boolean
  readonly onKey: (key: string) => void
}

function KeyField({ wasWrong, onKey }: KeyFieldProps) {
  const say = useSay()
  const [typed, setTyped] = useState('')
  // No other key can be sent in a header.
  const isSendable = /^[\x21-\x7e]*$/.test(typed)
  return (
    <label class="field panel">
      <span>{say('apiKey', {})}</span>
      <input
        type="password"
        autocomplete="off"
        onChange={({ currentTarget }) => {
          const key = currentTarget.value.trim()
          setTyped(key)
          if (/^[\x21-\x7e]*$/.test(key)) onKey(key)
        }}
      />
      {!isSendable && <small class="bad">{say('apiKeyForm', {})}</small>}
      {isSendable && wasWrong && <small class="bad">{say('apiKeyWrong', {})}</small>}
      <small>{say('apiKeyHint', {})}</small>
    </label>
  )
}

interface Outcome {
  readonly prediction?: Prediction
  readonly error?: ErrorText
}

function Trial({ model, apiKey }: { readonly model: TryModel; readonly apiKey: string }) {
  const say = useSay()
  const [text, setText] = useState(written.text)
  const [pair, setPair] = useState(written.pair)
  const [outcome, setOutcome] = useState<Outcome>({})
  const [isBusy, setBusy] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const needsPair = model.tasks.some(({ kind }) => kind === 'pair')
  const isReady = !isBlank(text) && (!needsPair || !isBlank(pair))
  Object.assign(written, { text, pair })
  useEffect(() => {
    if (wantsToWrite) field.current?.focus()
    wantsToWrite = false
  }, [])
  useKeys({
    '/': () => field.current?.focus(),
    Escape: () => (document.activeElement as HTMLElement | null)?.blur(),
  })
  useEffect(() => {
    if (!isReady) {
      setOutcome({})
      setBusy(false)
      return
    }
    const giveUp = new AbortController()
    const timer = setTimeout(() => {
      setBusy(true)
      const input = needsPair ? { text, pair } : { text }
      predict(model.name, input, apiKey, giveUp.signal).then(
        (prediction) => {
          setOutcome({ prediction })
          setBusy(false)
        },
        (error: unknown) => {
          if (giveUp.signal.aborted) return
          const offline = { code: 'E_OFFLINE', what: say('offline', {}), fix: '' }
          setOutcome({ error: error instanceof ApiError ? error.text : offline })
          setBusy(false)
        },
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      giveUp.abort()
    }
  }, [text, pair, model.name, isReady])
  const area = (
    label: string,
    value: string,
    take: (value: string) => void,
    ref: typeof field | null = null,
  ) => (
    <label class="field">
      <span>
        {label} <small>{counted(value, say)}</small>
      </span>
      <textarea
        {...(ref && { ref })}
        rows={needsPair ? 4 : 6}
        value={value}
        placeholder={say('textPlaceholder', {})}
        spellcheck={false}
        onInput={(event) => take(event.currentTarget.value)}
      />
    </label>
  )
  return (
    <div class="trial">
      <div>
        {area(say(needsPair ? 'firstText' : 'text', {}), text, setText, field)}
        {needsPair && area(say('secondText', {}), pair, setPair)}
      </div>
      <section class="panel result" aria-live="polite" aria-busy={isBusy}>
        <h2>
          {say('result', {})} {isBusy && <small class="soft">{say('working', {})}</small>}
        </h2>
        {!isReady && needsPair && text !== '' && <p class="soft">{say('needsPair', {})}</p>}
        {isBlank(text) && isBlank(pair) && (
          <NoResult
            onExample={(example) => {
              setText(example.text)
              if (needsPair) setPair(example.pair)
              field.current?.focus()
            }}
          />
        )}
        {outcome.error && <Problem error={outcome.error} />}
        {outcome.prediction && <Shown prediction={outcome.prediction} tasks={model.tasks} />}
      </section>
    </div>
  )
}
