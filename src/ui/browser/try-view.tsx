import { useEffect, useState } from 'preact/hooks'
import { useSay } from './hooks.ts'
import { KeyField } from './key-field.tsx'
import { isKeyRefused, useModels } from './models.ts'
import { PAGE } from './page-data.ts'
import { Offline, Problem, Title } from './parts.tsx'
import { go, tryHash } from './router.ts'
import { expectToWrite, Trial } from './trial.tsx'
import { Labels } from './try-parts.tsx'

/** The model that was chosen last stays so when another view was looked at. */
let chosen = ''

export function TryView({ name }: { readonly name: string }) {
  const say = useSay()
  const [key, setKey] = useState({ text: '', round: 0 })
  /** The last key that was refused. */
  const [refused, setRefused] = useState<number>()
  const { value, error, isOffline } = useModels(key.text, key.round)
  const isRefused = isKeyRefused(error)
  useEffect(() => {
    if (isRefused) setRefused(key.round)
  }, [isRefused, key.round])
  // While a new key is looked at, the field stays.
  const needsKey = isRefused || refused === key.round || (refused !== undefined && !value)
  if (name !== '') chosen = name
  const { models = [], isLoading = false } = value ?? {}
  const model = models.find((one) => one.name === chosen) ?? models[0]
  return (
    <>
      <Title text={say('tryTitle', {})} />
      {isOffline && <Offline />}
      {error && !isRefused && <Problem error={error.text} />}
      {needsKey && (
        <KeyField
          wasWrong={key.text !== '' && refused === key.round}
          onKey={(text) => {
            expectToWrite()
            setKey({ text, round: key.round + 1 })
          }}
        />
      )}
      {value && !needsKey && !model && (
        <p class="soft" role="status">
          {say(PAGE.mode === 'service' && isLoading ? 'modelsLoading' : 'noModels', {})}
        </p>
      )}
      {model && !needsKey && (
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
          <Trial
            key={model.name}
            model={model}
            apiKey={key.text}
            onKeyRefused={() => setRefused(key.round)}
          />
        </>
      )}
    </>
  )
}
