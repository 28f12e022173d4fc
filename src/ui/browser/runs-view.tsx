import { useEffect, useState } from 'preact/hooks'
import { Curves } from './curves.tsx'
import { useFollowed, useRuns, useSay } from './hooks.ts'
import { PAGE } from './page-data.ts'
import { Offline, Title } from './parts.tsx'
import { among, MOST_PICKED, type Picked, pickedFrom, toggled } from './picked.ts'
import { noteHash, type Route, routeOf, runsHash } from './router.ts'
import { RunTable } from './run-table.tsx'

/** What was ticked stays so when another view was looked at. */
let ticked: readonly string[] = []

const isRuns = ({ view }: Route) => view === '' || view === 'runs'

/** The table of runs, and the curves of those that are ticked. @param names that the address has ticked */
export function RunsView({ names }: { readonly names: readonly string[] }) {
  const say = useSay()
  const { value, isOffline } = useRuns()
  const [picked, setPicked] = useState<Picked>(() => pickedFrom(names.length > 0 ? names : ticked))
  ticked = [...picked.keys()]
  useEffect(() => {
    // A link that was just followed leads on.
    if (isRuns(routeOf(window.location.hash))) noteHash(runsHash(ticked))
  })
  if (!value) return isOffline ? <Offline /> : <p class="soft">{say('loading', {})}</p>
  const colours = among(
    picked,
    value.runs.map(({ name }) => name),
  )
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
          <RunTable
            runs={value.runs}
            colours={colours}
            onToggle={(name) => setPicked(toggled(colours, name))}
          />
          {colours.size === 0 ? (
            <p class="soft hint">{say('selectHint', { n: MOST_PICKED })}</p>
          ) : (
            <Compared colours={colours} />
          )}
        </>
      )}
    </>
  )
}

function Compared({ colours }: { readonly colours: Picked }) {
  const say = useSay()
  const { value } = useFollowed([...colours.keys()])
  return (
    <section aria-label={say('comparing', {})}>
      <h2>{say('comparing', {})}</h2>
      {colours.size === MOST_PICKED && <p class="soft hint">{say('mostPicked', { n: MOST_PICKED })}</p>}
      {value ? (
        <Curves runs={[...value].map(([name, whole]) => ({ whole, colour: colours.get(name) ?? 0 }))} />
      ) : (
        <p class="soft">{say('loading', {})}</p>
      )}
    </section>
  )
}
