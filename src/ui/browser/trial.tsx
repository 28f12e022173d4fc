import { useEffect, useRef, useState } from 'preact/hooks'
import { isBlank } from '../../base/readable-text.ts'
import { ApiError, isPassing, retryMs } from './api-error.ts'
import { counted } from './format.ts'
import { useKeys, useLanguage, useSay } from './hooks.ts'
import { isKeyRefused, predict, type TryModel } from './models.ts'
import { Offline, Problem } from './parts.tsx'
import { keepAsking, type Polling } from './polling.ts'
import { type Prediction, Shown } from './prediction.tsx'
import { go, type Route, tryHashFrom } from './router.ts'
import { NoResult } from './try-parts.tsx'

/** After so long without a key the text is tried. */
const PAUSE_MS = 350

/** What was written stays when another view was looked at. */
const written = { text: '', pair: '' }

let wantsToWrite = false
/** The next text field that comes is written into. */
export function expectToWrite(): void {
  wantsToWrite = true
}

/** Goes from a view to where a text is tried, ready to write it. */
export function writeText(from: Route): void {
  expectToWrite()
  go(tryHashFrom(from))
}

interface Outcome {
  readonly prediction?: Prediction
  readonly problem?: unknown
}

interface TrialProps {
  readonly model: TryModel
  readonly apiKey: string
  readonly onKeyRefused: () => void
}

/** A text, or two, and what the model says of it. */
export function Trial({ model, apiKey, onKeyRefused }: TrialProps) {
  const say = useSay()
  const language = useLanguage()
  const [text, setText] = useState(written.text)
  const [pair, setPair] = useState(written.pair)
  const [outcome, setOutcome] = useState<Outcome>({})
  const [isBusy, setBusy] = useState(false)
  const [isComposing, setComposing] = useState(false)
  const [round, setRound] = useState(0)
  const again = () => setRound((before) => before + 1)
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
  // Errors are told in the language that they were asked for in.
  useEffect(() => {
    if (outcome.problem) again()
  }, [language])
  useEffect(() => {
    // Half a pinyin is no text.
    if (isComposing) return
    if (!isReady) {
      setOutcome({})
      setBusy(false)
      return
    }
    const giveUp = new AbortController()
    const input = needsPair ? { text, pair } : { text }
    let asking: Polling | undefined
    const timer = setTimeout(() => {
      setBusy(true)
      asking = keepAsking({
        question: () => predict(model.name, input, apiKey, giveUp.signal),
        onAnswer(prediction) {
          setOutcome({ prediction })
          setBusy(false)
        },
        onError(problem) {
          setOutcome({ problem })
          setBusy(false)
          if (isKeyRefused(problem)) onKeyRefused()
        },
        pauseMs: (_, failed) =>
          failed && isPassing(failed.error) ? retryMs(failed.error, failed.count) : null,
        isHidden: () => false,
      })
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      asking?.end()
      giveUp.abort()
    }
  }, [text, pair, model.name, apiKey, isReady, isComposing, round])
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
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
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
        {outcome.problem !== undefined && <Refused problem={outcome.problem} onAgain={again} />}
        {outcome.prediction && <Shown prediction={outcome.prediction} tasks={model.tasks} />}
      </section>
    </div>
  )
}

interface RefusedProps {
  readonly problem: unknown
  readonly onAgain: () => void
}

/** Why there is no prediction; what passes is tried again without a word. */
function Refused({ problem, onAgain }: RefusedProps) {
  const say = useSay()
  if (!(problem instanceof ApiError)) return <Offline onAgain={onAgain} />
  const { status, text } = problem
  if (!isPassing(problem)) return <Problem error={text} onAgain={status >= 500 ? onAgain : undefined} />
  const isStarting = text.code === 'E_SERVE_STARTING'
  return <Offline text={say(isStarting ? 'modelsLoading' : 'serviceBusy', {})} onAgain={onAgain} />
}
