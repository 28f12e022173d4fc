import { useEffect, useState } from 'preact/hooks'
import type { CommandAnswer, ErrorText, FormAnswer, FormField, RunsAnswer, StartAnswer } from '../protocol.ts'
import { ask } from './api.ts'
import { ApiError, isPassing, retryMs } from './api-error.ts'
import { useLanguage, usePolled, useRuns, useSay } from './hooks.ts'
import { Command, Offline, Problem, Title } from './parts.tsx'
import { keepAsking } from './polling.ts'
import { go, runHash } from './router.ts'

type Values = Readonly<Record<string, string>>

/** What was written stays when another view was looked at. */
let written: Values = {}
/** Writes the form anew, for when it is opened next. */
export function fillForm(values: Values): void {
  written = values
}

/** The form that starts a training, with the command that it stands for. */
export function StartView() {
  const say = useSay()
  const language = useLanguage()
  const [values, setValues] = useState(written)
  const [command, setCommand] = useState<CommandAnswer>()
  const [isTried, setTried] = useState(false)
  const [problem, setProblem] = useState<ErrorText>()
  /** Why there is no command. */
  const [refusal, setRefusal] = useState<ErrorText>()
  const { value: runs, isOffline } = useRuns()
  const { value: form, error: formError } = usePolled(
    () => ask<FormAnswer>('/ui/api/form'),
    (value, failed) => (value || !failed ? null : retryMs(failed.error, failed.count)),
    'form',
  )
  written = values
  useEffect(() => {
    const giveUp = new AbortController()
    const asking = keepAsking({
      question: () => ask<CommandAnswer>('/ui/api/command', { body: { values }, signal: giveUp.signal }),
      onAnswer(answer) {
        setCommand(answer)
        setRefusal(undefined)
      },
      onError(error) {
        setRefusal(error instanceof ApiError ? error.text : undefined)
      },
      pauseMs: (_, failed) =>
        failed && isPassing(failed.error) ? retryMs(failed.error, failed.count) : null,
      isHidden: () => false,
    })
    return () => {
      asking.end()
      giveUp.abort()
    }
  }, [values, language])
  const start = async () => {
    setTried(true)
    setProblem(undefined)
    if (!command || Object.keys(command.errors).length > 0) return
    try {
      go(runHash((await ask<StartAnswer>('/ui/api/start', { body: { values } })).run))
    } catch (error) {
      const noAnswer = { code: 'E_OFFLINE', what: say('noAnswer', {}), fix: say('noAnswerFix', {}) }
      setProblem(error instanceof ApiError ? error.text : noAnswer)
    }
  }
  const errorOf = (name: string): ErrorText | undefined => {
    // Nobody is told what is wrong with a field before it was filled in.
    const isShown = isTried || (values[name] ?? '') !== ''
    return isShown ? command?.errors[name] : undefined
  }
  const change = (name: string, text: string) => setValues({ ...values, [name]: text })
  const count = Object.keys(command?.errors ?? {}).length
  const row = (field: FormField) => (
    <Field
      key={field.name}
      field={field}
      value={values[field.name] ?? ''}
      error={errorOf(field.name)}
      onChange={change}
    />
  )
  return (
    <>
      <Title text={say('startTitle', {})} />
      {isOffline && <Offline />}
      {formError && !form && <Problem error={formError.text} />}
      <form
        class="start"
        onSubmit={(event) => {
          event.preventDefault()
          void start()
        }}
      >
        <div class="fields">
          {form?.fields.filter(({ isMain }) => isMain).map(row)}
          {form && (
            <details>
              <summary>{say('allSettings', {})}</summary>
              {form.groups.map(({ name, label }) => {
                const own = form.fields.filter((field) => field.group === name && !field.isMain)
                return (
                  own.length > 0 && (
                    <fieldset key={name}>
                      <legend>{label[language]}</legend>
                      {own.map(row)}
                    </fieldset>
                  )
                )
              })}
            </details>
          )}
        </div>
        <aside class="panel">
          <h2>{say('command', {})}</h2>
          {command && <Command text={command.command} isIncomplete={count > 0} />}
          {Object.keys(command?.errors ?? {}).some(errorOf) && (
            <p class="soft small">{say('incomplete', {})}</p>
          )}
          {command?.errors[''] && <Problem error={command.errors['']} />}
          {refusal && <Problem error={refusal} />}
          {problem && <Problem error={problem} />}
          <Ready runs={runs} isTried={isTried} count={count} />
        </aside>
      </form>
    </>
  )
}

function Ready({
  runs,
  isTried,
  count,
}: {
  readonly runs: RunsAnswer | undefined
  readonly isTried: boolean
  readonly count: number
}) {
  const say = useSay()
  const active = runs?.active ?? null
  if (active !== null)
    return (
      <p class="notice">
        {say('busy', { name: active })} <a href={runHash(active)}>{active}</a>
      </p>
    )
  return (
    <p class="tools">
      <button type="submit" class="primary">
        {say('go', {})}
      </button>
      {isTried && count > 0 && (
        <span class="bad" role="status">
          {say('mistakes', { n: count })}
        </span>
      )}
    </p>
  )
}

interface FieldProps {
  readonly field: FormField
  readonly value: string
  readonly error: ErrorText | undefined
  readonly onChange: (name: string, text: string) => void
}

function Field({ field, value, error, onChange }: FieldProps) {
  const say = useSay()
  const language = useLanguage()
  const { name, flag, label, kind, choices = [], placeholder } = field
  const shared = {
    id: `field-${name}`,
    value,
    'aria-invalid': error !== undefined,
    ...(error && { 'aria-describedby': `error-${name}` }),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange(name, event.currentTarget.value),
  }
  const named = (choice: string) =>
    choice === 'true' ? say('yes', {}) : choice === 'false' ? say('no', {}) : choice
  return (
    <div class={`field${error ? ' wrong' : ''}`}>
      <label for={shared.id}>
        <span>{label[language]}</span> <code>{flag}</code>
      </label>
      {kind === 'choice' ? (
        <select {...shared}>
          <option value="">{say('byDefault', {})}</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {named(choice)}
            </option>
          ))}
        </select>
      ) : kind === 'lines' ? (
        <textarea
          {...shared}
          rows={Math.max(1, value.split('\n').length)}
          placeholder={placeholder}
          title={say('onePerLine', {})}
          spellcheck={false}
        />
      ) : (
        <input {...shared} type="text" placeholder={placeholder} autocomplete="off" spellcheck={false} />
      )}
      {error && (
        <p class="bad" id={`error-${name}`}>
          {error.where && `${error.where}: `}
          {error.what}
          <br />
          <small>
            {say('fix', {})}
            {error.fix}
          </small>
        </p>
      )}
    </div>
  )
}
