import { useState } from 'preact/hooks'
import { Curves } from './curves.tsx'
import { useFollowed, useRuns, useSay } from './hooks.ts'
import { PAGE } from './page-data.ts'
import { Offline, Title } from './parts.tsx'
import { RunTable } from './run-table.tsx'

/** Colours of curves; more runs at once could not be told apart. */
const COLOURS = 7

/** The table of runs, and the curves of those that are ticked. */
export function RunsView() {
  const say = useSay()
  const { value, isOffline } = useRuns()
  const [picked, setPicked] = useState<ReadonlyMap<string, number>>(new Map())
  const toggle = (name: string) => {
    const next = new Map(picked)
    if (!next.delete(name)) {
      const taken = new Set(next.values())
      const free = Array.from({ length: COLOURS }, (_, i) => i).find((colour) => !taken.has(colour))
      if (free === undefined) return
      next.set(name, free)
    }
    setPicked(next)
  }
  if (!value) return isOffline ? <Offline /> : <p class="soft">{say('loading', {})}</p>
  const colours = new Map([...picked].filter(([name]) => value.runs.some((run) => run.name === name)))
  return (
    <>
      <Title text={say('runs', {})} />
      {isOffline && <Offline />}
      {value.runs.length === 0 ? (
        <div class="panel">
          <p>{say('noRuns', { folder: value.folder })}</p>
          <p>
            {PAGE.canStart && (
              <>
                {say('noRunsHint', {})} <a href="#/start">{say('noRunsStart', {})}</a>
              </>
            )}
          </p>
        </div>
      ) : (
        <>
          <RunTable runs={value.runs} colours={colours} onToggle={toggle} />
          {colours.size === 0 ? (
            <p class="soft hint">{say('selectHint', {})}</p>
          ) : (
            <Compared colours={colours} />
          )}
        </>
      )}
    </>
  )
}

function Compared({ colours }: { readonly colours: ReadonlyMap<string, number> }) {
  const say = useSay()
  const { value } = useFollowed([...colours.keys()])
  return (
    <section aria-label={say('comparing', {})}>
      <h2>{say('comparing', {})}</h2>
      {value ? (
        <Curves runs={[...value].map(([name, whole]) => ({ whole, colour: colours.get(name) ?? 0 }))} />
      ) : (
        <p class="soft">{say('loading', {})}</p>
      )}
    </section>
  )
}
