import { useRef } from 'preact/hooks'
import type { RunSummary } from '../protocol.ts'
import { duration, figure, megabytes, metricName, moment, shortPath } from './format.ts'
import { useKeys, useSay } from './hooks.ts'
import { Breakable } from './parts.tsx'
import { MOST_PICKED } from './picked.ts'
import { go, runHash } from './router.ts'

export interface RunTableProps {
  readonly runs: readonly RunSummary[]
  /** The colours of those that are compared. */
  readonly colours: ReadonlyMap<string, number>
  readonly onToggle: (name: string) => void
}

/** All runs, the newest first. `j`, `k` and the arrows move, Enter opens, `x` or the space bar selects. */
export function RunTable({ runs, colours, onToggle }: RunTableProps) {
  const say = useSay()
  const body = useRef<HTMLTableSectionElement>(null)
  const links = () => [...(body.current?.querySelectorAll<HTMLAnchorElement>('a.run') ?? [])]
  const current = () => links().findIndex((link) => link.closest('tr')?.contains(document.activeElement))
  const move = (by: number) => {
    const all = links()
    const at = current()
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))
    all[next]?.focus()
    all[next]?.closest('tr')?.scrollIntoView({ block: 'nearest' })
  }
  const toggle = () => {
    const run = runs[current()]
    if (run) onToggle(run.name)
  }
  const isFull = colours.size >= MOST_PICKED
  const down = () => move(1)
  const up = () => move(-1)
  useKeys({ j: down, k: up, ArrowDown: down, ArrowUp: up, x: toggle })
  const head: readonly (readonly [string, string?])[] = [
    [say('state', {})],
    [say('task', {})],
    [say('best', {}), 'num'],
    [say('test', {}), 'num'],
    [say('model', {})],
    [say('data', {})],
    [say('epochs', {}), 'num'],
    [say('time', {}), 'num'],
    [say('memory', {}), 'num'],
    [say('started', {}), 'num'],
  ]
  return (
    <div class="scroll panel flush sideways">
      <table class="runs">
        <thead>
          <tr>
            <th class="pick">
              <span class="unseen">{say('compare', {})}</span>
            </th>
            <th>{say('name', {})}</th>
            {head.map(([text, kind]) => (
              <th key={text} class={kind}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {runs.map((run) => (
            <tr
              key={run.name}
              class={colours.has(run.name) ? 'picked' : ''}
              onClick={(event) => {
                if (!(event.target as Element).closest('a, input, label')) go(runHash(run.name))
              }}
            >
              <td class="pick">
                <label class={colours.has(run.name) ? `swatch line-${colours.get(run.name)}` : 'swatch'}>
                  <input
                    type="checkbox"
                    checked={colours.has(run.name)}
                    disabled={isFull && !colours.has(run.name)}
                    aria-label={say('compareRun', { name: run.name })}
                    onChange={() => onToggle(run.name)}
                  />
                </label>
              </td>
              <td class="name">
                <a class="run" href={runHash(run.name)} title={run.name}>
                  <Breakable text={run.name} />
                </a>
              </td>
              <td class="how">
                <State state={run.state} />
              </td>
              <td class="task">
                {run.tasks.map((task) => (
                  <TaskChip key={task.name} name={task.name} kind={task.kind} />
                ))}
              </td>
              <td class="num best">
                {run.best ? (
                  <>
                    <b>{figure(run.best.metric, run.best.value)}</b>{' '}
                    <small title={metricName(run.best.metric, say)}>{metricName(run.best.metric, say)}</small>
                  </>
                ) : (
                  '–'
                )}
              </td>
              <td class="num test" data-label={run.test.length > 0 ? say('test', {}) : undefined}>
                {run.test.map(({ task, metric, value }) => (
                  <div key={task}>{figure(metric, value)}</div>
                ))}
                {run.test.length === 0 && '–'}
              </td>
              <td class="model" title={run.model}>
                {run.model}
              </td>
              <td class="data" title={run.data.join('\n')}>
                {run.data.map((file) => (
                  <div key={file}>
                    <Breakable text={shortPath(file)} />
                  </div>
                ))}
              </td>
              <td class="num epochs">{run.epochs ?? '–'}</td>
              <td class="num time">{run.seconds === null ? '–' : duration(run.seconds, say)}</td>
              <td class="num memory">{run.peakMemoryMb === null ? '–' : megabytes(run.peakMemoryMb)}</td>
              <td class="num soft started">{moment(run.started)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function State({ state }: Pick<RunSummary, 'state'>) {
  const say = useSay()
  return <span class={`state ${state}`}>{say(state, {})}</span>
}

const KINDS = ['ner', 'cls', 'multi', 'pair'] as const

export function TaskChip({ name, kind }: { readonly name: string; readonly kind: string }) {
  const say = useSay()
  const known = KINDS.find((one) => one === kind)
  const title = known ? say(known, {}) : kind
  return (
    <span class="chip">
      <Breakable text={name === kind ? title : `${name} · ${title}`} />
    </span>
  )
}
