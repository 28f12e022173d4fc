import type { CoachRow, ErrorText, Failure } from '../protocol.ts'
import { runPath } from './api.ts'
import { Coach } from './coach.tsx'
import { Curves } from './curves.tsx'
import { duration, figure, megabytes, metricName, moment, shortPath } from './format.ts'
import { useFollowed, useKeys, useLanguage, useSay, type WholeRun } from './hooks.ts'
import { LabelTable } from './label-table.tsx'
import { Offline, Problem, Title } from './parts.tsx'
import { go, tryHash } from './router.ts'
import { RunProgress } from './run-progress.tsx'
import { State, TaskChip } from './run-table.tsx'

/** One run: how it stands, its curves, what the coach says, scores by label. */
export function RunView({ name }: { readonly name: string }) {
  const say = useSay()
  const { value, error, isOffline } = useFollowed([name])
  useKeys({ Escape: () => go('#/runs') })
  const whole = value?.get(name)
  return (
    <>
      <p class="crumb">
        <a href="#/runs">{say('back', {})}</a>
      </p>
      <Title text={name}>{whole && <State state={whole.run.state} />}</Title>
      {isOffline && <Offline />}
      {!whole && error && <Problem error={error.text} />}
      {!whole && !error && <p class="soft">{say('loading', {})}</p>}
      {whole && <Whole whole={whole} />}
    </>
  )
}

function Whole({ whole }: { readonly whole: WholeRun }) {
  const say = useSay()
  const { run, rows, failure, config } = whole
  const coach = rows.filter((row): row is CoachRow => row.event === 'coach')
  const query = `?lang=${useLanguage()}`
  return (
    <>
      <p class="meta soft">
        {run.tasks.map((task) => (
          <TaskChip key={task.name} name={task.name} kind={task.kind} />
        ))}
        {run.model !== '' && <span>{run.model}</span>}
        {run.data.map((file) => (
          <span key={file} title={file}>
            {shortPath(file)}
          </span>
        ))}
        <span>{moment(run.started)}</span>
      </p>
      {failure && <Failed failure={failure} />}
      <RunProgress whole={whole} />
      <Figures whole={whole} />
      {(run.hasModel || run.sets.length > 0) && (
        <div class="tools">
          {run.hasModel && (
            <a class="button" href={tryHash(run.name)}>
              {say('tryThis', {})}
            </a>
          )}
          {run.sets.flatMap((set) =>
            run.tasks.map((task) => (
              <a
                key={`${set} ${task.name}`}
                class="button"
                target="_blank"
                rel="noreferrer"
                title={say('errorsHint', {})}
                href={`${runPath(run.name)}/errors${query}&set=${set}&task=${encodeURIComponent(task.name)}`}
              >
                {say(set === 'dev' ? 'errorsDev' : 'errorsTest', {})}
                {run.tasks.length > 1 && ` · ${task.name}`} ↗
              </a>
            )),
          )}
        </div>
      )}
      {(rows.length > 0 || run.state === 'running') && (
        <>
          <h2 class="unseen">{say('curves', {})}</h2>
          <Curves runs={[{ whole, colour: 0 }]} />
        </>
      )}
      <div class="columns">
        {(coach.length > 0 || run.state === 'running' || run.state === 'finished') && (
          <Coach rows={coach} isRunning={run.state === 'running'} />
        )}
        <LabelTable run={run} rows={rows} />
      </div>
      {config !== undefined && (
        <details class="config">
          <summary>{say('config', {})}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll it */}
          <pre class="panel" tabIndex={0}>
            <code>{JSON.stringify(config, null, 2)}</code>
          </pre>
        </details>
      )}
    </>
  )
}

function Failed({ failure }: { readonly failure: Failure }) {
  const language = useLanguage()
  const text: ErrorText =
    'texts' in failure ? failure.texts[language] : { code: failure.code, what: '', fix: '' }
  return <Problem error={text} />
}

function Figures({ whole: { run } }: { readonly whole: WholeRun }) {
  const say = useSay()
  const { best, test, seconds, peakMemoryMb, tasks } = run
  const name = (task: string, metric: string) =>
    (tasks.length > 1 ? `${task} · ` : '') + metricName(metric, say)
  if (!best && test.length === 0 && seconds === null) return null
  return (
    <div class="figures">
      {best && (
        <div class="figure">
          <b>{figure(best.metric, best.value)}</b>
          <span>
            {say('best', {})} · {metricName(best.metric, say)}
            {best.epoch !== null && ` · ${say('bestAt', { epoch: best.epoch })}`}
          </span>
        </div>
      )}
      {test.map(({ task, metric, value }) => (
        <div class="figure" key={task}>
          <b>{figure(metric, value)}</b>
          <span>
            {say('test', {})} · {name(task, metric)}
          </span>
        </div>
      ))}
      {seconds !== null && (
        <div class="figure">
          <b>{duration(seconds, say)}</b>
          <span>{say('time', {})}</span>
        </div>
      )}
      {peakMemoryMb !== null && (
        <div class="figure">
          <b>{megabytes(peakMemoryMb)}</b>
          <span>{say('memory', {})}</span>
        </div>
      )}
    </div>
  )
}
