import { useState } from 'preact/hooks'
import { shellLine } from '../../base/shell.ts'
import type { ErrorText, Started } from '../protocol.ts'
import { ask } from './api.ts'
import { ApiError } from './api-error.ts'
import { duration } from './format.ts'
import { useSay, type WholeRun } from './hooks.ts'
import { Command, Problem } from './parts.tsx'
import { go } from './router.ts'
import { fillForm } from './start-view.tsx'

/** How far a run is, and the button to stop it; how to go on where it was stopped, or to start anew. */
export function RunProgress({ whole: { run, live, started } }: { readonly whole: WholeRun }) {
  const say = useSay()
  if (run.state === 'interrupted' && run.canResume)
    return (
      <div class="panel resume">
        <span class="soft">{say('resumeHint', {})}</span>
        <Command text={shellLine(['hantune', 'train', '--resume', run.path])} />
      </div>
    )
  if (run.state === 'interrupted' || run.state === 'failed')
    return (
      <>
        {run.state === 'interrupted' && <p class="soft">{say('nothingSaved', {})}</p>}
        {started && <Anew started={started} />}
      </>
    )
  return <Live live={live} />
}

/** How it was started, and the way back to the form as it was. */
function Anew({ started: { command, values } }: { readonly started: Started }) {
  const say = useSay()
  return (
    <div class="panel resume">
      <span class="soft">{say('startedBy', {})}</span>
      <Command text={command} />
      <p>
        <button
          type="button"
          onClick={() => {
            fillForm(values)
            go('#/start')
          }}
        >
          {say('toForm', {})}
        </button>
      </p>
    </div>
  )
}

function Live({ live }: Pick<WholeRun, 'live'>) {
  const say = useSay()
  const [isStopping, setStopping] = useState(false)
  const [error, setError] = useState<ErrorText | 'noAnswer'>()
  const stop = async () => {
    setStopping(true)
    setError(undefined)
    try {
      await ask('/ui/api/stop', { body: {} })
    } catch (problem) {
      setStopping(false)
      setError(problem instanceof ApiError ? problem.text : 'noAnswer')
    }
  }
  // Once a run is done it ends by itself, unless something follows.
  if (!live || (live.isDone && !live.isFollowed)) return null
  const { step, steps, tokensPerSecond, secondsLeft, isDone, canStop } = live
  const isPreparing = steps === 0
  return (
    <div class="panel progress">
      {isPreparing ? (
        <p>{say('preparing', {})}</p>
      ) : (
        <>
          <progress max={steps} value={step} aria-label={say('steps', { step, steps })} />
          <p>
            <b>{say('steps', { step, steps })}</b>
            {secondsLeft !== null && (
              <span class="soft">{say('left', { time: duration(secondsLeft, say) })}</span>
            )}
            {tokensPerSecond !== null && (
              <span class="soft">{say('speed', { n: Math.round(tokensPerSecond) })}</span>
            )}
          </p>
        </>
      )}
      {isDone && <p class="soft">{say('followUp', {})}</p>}
      {!canStop && !isDone && <p class="soft small">{say('stopByKey', {})}</p>}
      {canStop &&
        (isStopping ? (
          <p class="soft" role="status">
            {say(isPreparing ? 'cancelling' : 'stopping', {})}
          </p>
        ) : (
          <button type="button" onClick={() => void stop()}>
            {say(isPreparing ? 'cancel' : isDone ? 'stopFollowing' : 'stop', {})}
          </button>
        ))}
      {error && (
        <Problem
          error={
            error === 'noAnswer'
              ? { code: 'E_OFFLINE', what: say('noAnswer', {}), fix: say('noAnswerFix', {}) }
              : error
          }
        />
      )}
    </div>
  )
}
