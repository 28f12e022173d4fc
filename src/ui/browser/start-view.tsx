import { useEffect, useState } from 'preact/hooks'
import type { CommandAnswer, ErrorText, FormAnswer, FormField, RunsAnswer, StartAnswer } from '../protocol.ts'
import { ApiError, ask } from './api.ts'
import { useLanguage, useRuns, useSay } from './hooks.ts'
import { Command, Problem, Title } from './parts.tsx'
import { go, runHash } from './router.ts'

type Values = Readonly<Record<string, string>>

/** What was written stays when another view was looked at. */
let written: Values = {}

/** The form that starts a training, with the command that it stands for. */
export function StartView() {
  const say = useSay()
  const language = useLanguage()
  const [form, setForm] = useState<FormAnswer>()
  const [values, setValues] = useState(written)
  const [command, setCommand] = useState<CommandAnswer>()
  const [isTried, setTried] = useState(false)
  const [problem, setProblem] = useState<ErrorText>()
  const { value: runs } = useRuns()
  written = values
  const told = (error: unknown) =>
    setProblem(
      error instanceof ApiError ? error.text : { code: 'E_OFFLINE', what: say('offline', {}), fix: '' },
    )
  useEffect(() => {
    ask<FormAnswer>('/ui/api/form').then(setForm, told)
  }, [])
  useEffect(() => {
    const giveUp = new AbortController()
    ask<CommandAnswer>('/ui/api/command', { body: { values }, signal: giveUp.signal }).then(
      setCommand,
      (error) => {
        if (!giveUp.signal.aborted) told(error)
      },
    )
    return () => giveUp.abort()
  }, [values, language])
  const start = async () => {
    setTried(true)
    setProblem(undefined)
    if (!command || Object.keys(command.errors).length > 0) return
    try {
      go(runHash((await ask<StartAnswer>('/ui/api/start', { body: { values } })).run))
    } catch (error) {
      told(error)
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
          {command && <Command text={command.command} />}
          {command?.errors[''] && <Problem error={command.errors['']} />}
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
