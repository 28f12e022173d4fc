import { useState } from 'preact/hooks'
import type { PageTask } from '../protocol.ts'
import { percent } from './format.ts'
import { useSay } from './hooks.ts'
import { segmentsOf } from './segments.ts'

interface Entity {
  readonly label: string
  readonly text: string
  readonly start: number
  readonly end: number
  readonly score: number
}

/** What one task says of a text: see src/tasks. Beside others it does not repeat the text. */
interface TaskPrediction {
  readonly entities?: readonly Entity[]
  readonly label?: string
  readonly score?: number
  readonly labels?: readonly string[]
  readonly scores?: Readonly<Record<string, number>>
  readonly truncated?: boolean
}

/** What a model says of a text: see src/train/predict.ts. */
export interface Prediction extends TaskPrediction {
  readonly text: string
  readonly tasks?: Readonly<Record<string, TaskPrediction>>
}

export interface PredictionProps {
  readonly prediction: Prediction
  readonly tasks: readonly PageTask[]
}

/** A prediction, task by task where there are several. */
export function Shown({ prediction, tasks }: PredictionProps) {
  const { text, tasks: byTask } = prediction
  if (!byTask) return <OneTask text={text} prediction={prediction} task={tasks[0]} />
  return (
    <>
      {Object.entries(byTask).map(([name, own]) => (
        <section key={name}>
          <h3>{name}</h3>
          <OneTask text={text} prediction={own} task={tasks.find((task) => task.name === name)} />
        </section>
      ))}
    </>
  )
}

function OneTask({
  text,
  prediction,
  task,
}: {
  readonly text: string
  readonly prediction: TaskPrediction
  readonly task: PageTask | undefined
}) {
  const say = useSay()
  const { entities, labels } = prediction
  return (
    <>
      {prediction.truncated && <p class="notice warn">{say('truncated', {})}</p>}
      {entities ? (
        <Entities text={text} entities={entities} labels={task?.labels ?? []} />
      ) : labels && task?.thresholds ? (
        <Several prediction={prediction} labels={task.labels} thresholds={task.thresholds} />
      ) : (
        <Bars
          scores={prediction.scores ?? { [prediction.label ?? '']: prediction.score ?? 0 }}
          isChosen={(label) => labels?.includes(label) ?? label === prediction.label}
        />
      )}
    </>
  )
}

/** So many entities are listed unless all are asked for; in the text all are marked. */
const MOST_LISTED = 100

function Entities({
  text,
  entities,
  labels,
}: {
  readonly text: string
  readonly entities: readonly Entity[]
  readonly labels: readonly string[]
}) {
  const say = useSay()
  const [isWhole, setWhole] = useState(false)
  const tint = (label: string) => `tint-${Math.max(0, labels.indexOf(label)) % 8}`
  const listed = isWhole ? entities : entities.slice(0, MOST_LISTED)
  return (
    <>
      <p class="text marked">
        {segmentsOf(text, entities).map(({ text: piece, entity }, at) =>
          entity ? (
            <mark key={at} class={tint(entity.label)} title={`${entity.label} ${percent(entity.score)}`}>
              {piece}
              {/* A word joiner: the label stays on the line of the last character. */}
              <span class="name">{`\u2060${entity.label}`}</span>
            </mark>
          ) : (
            piece
          ),
        )}
      </p>
      {entities.length === 0 ? (
        <p class="soft">{say('noEntities', {})}</p>
      ) : (
        <div class="scroll">
          <table class="entities">
            <thead>
              <tr>
                <th>{say('entity', {})}</th>
                <th>{say('label', {})}</th>
                <th class="num">{say('place', {})}</th>
                <th class="num">{say('confidence', {})}</th>
              </tr>
            </thead>
            <tbody>
              {listed.map((entity) => (
                <tr key={`${entity.start} ${entity.label}`}>
                  <td class="text">{entity.text}</td>
                  <td>
                    <span class={`chip ${tint(entity.label)}`}>{entity.label}</span>
                  </td>
                  <td class="num soft">
                    {entity.start}–{entity.end}
                  </td>
                  <td class="num">{percent(entity.score)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {listed.length < entities.length && (
            <p>
              <button type="button" onClick={() => setWhole(true)}>
                {say('allEntities', { n: entities.length })}
              </button>
            </p>
          )}
        </div>
      )}
    </>
  )
}

/** Any number of labels: those that the model gave, or those above a threshold that is moved to see what it does. */
function Several({
  prediction,
  labels,
  thresholds,
}: {
  readonly prediction: TaskPrediction
  readonly labels: readonly string[]
  readonly thresholds: readonly number[]
}) {
  const say = useSay()
  const [moved, setThreshold] = useState<number>()
  const own = thresholds[0]!
  const threshold = moved ?? own
  const each =
    thresholds.some((one) => one !== own) && labels.map((label, at) => `${label} ${percent(thresholds[at]!)}`)
  const scores = prediction.scores ?? {}
  const isAbove = (label: string) =>
    moved === undefined ? prediction.labels!.includes(label) : (scores[label] ?? 0) >= moved
  return (
    <>
      <label class="threshold">
        {say('threshold', {})}{' '}
        <input
          type="range"
          min="0"
          max="1"
          step="0.01"
          value={threshold}
          onInput={(event) => setThreshold(Number(event.currentTarget.value))}
        />{' '}
        <output>{each && moved === undefined ? '–' : percent(threshold)}</output>
        <small>
          {each
            ? say('thresholdEach', { values: each.join(', ') })
            : say('thresholdModel', { value: percent(own) })}
        </small>
      </label>
      {!Object.keys(scores).some(isAbove) && <p class="soft">{say('noLabel', {})}</p>}
      <Bars scores={scores} isChosen={isAbove} line={each ? moved : threshold} />
    </>
  )
}

interface BarsProps {
  readonly scores: Readonly<Record<string, number>>
  readonly isChosen: (label: string) => boolean
  /** Where a threshold is drawn. */
  readonly line?: number | undefined
}

/** Of more classes than this the unlikely ones stand behind a button. */
const MOST_BARS = 12

/** Probabilities as bars, the largest first. */
function Bars({ scores, isChosen, line }: BarsProps) {
  const say = useSay()
  const [isWhole, setWhole] = useState(false)
  const sorted = Object.entries(scores).sort(([, a], [, b]) => b - a)
  const shown = isWhole ? sorted : sorted.filter(([label], at) => at < MOST_BARS || isChosen(label))
  const bars = (
    <ol class="bars">
      {shown.map(([label, score]) => (
        <li key={label} class={isChosen(label) ? 'chosen' : ''}>
          <span class="label">{label}</span>
          <span class="track" aria-hidden="true">
            <span class="fill" style={{ width: `${100 * score}%` }} />
            {line !== undefined && <span class="line" style={{ insetInlineStart: `${100 * line}%` }} />}
          </span>
          <span class="value">{percent(score)}</span>
        </li>
      ))}
    </ol>
  )
  if (sorted.length <= MOST_BARS) return bars
  return (
    <>
      {bars}
      <button type="button" class="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
        {isWhole ? say('fewScores', {}) : say('allScores', { n: sorted.length })}
      </button>
    </>
  )
}
