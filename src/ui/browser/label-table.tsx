import { useState } from 'preact/hooks'
import type { LabelScores, Row, RunSummary, TaskScores } from '../protocol.ts'
import { isEvaluation } from './curves.tsx'
import { percent } from './format.ts'
import { useSay } from './hooks.ts'

/** More rows than this stand behind a button, the worst first. */
const MOST_ROWS = 20

/** Scores of each label: of the test data, before there are some of the best evaluation so far. */
export function LabelTable({ run, rows }: { readonly run: RunSummary; readonly rows: readonly Row[] }) {
  const say = useSay()
  const done = rows.find((row) => row.event === 'done')
  const evaluations = rows.filter(isEvaluation)
  const best = evaluations.find(({ value }) => value === run.best?.value) ?? evaluations.at(-1)
  const isTest = done !== undefined && done.test.length > 0
  const scores: readonly TaskScores[] = isTest ? done.test : (best?.tasks ?? [])
  if (scores.length === 0) return null
  return (
    <section>
      <h2>{say('byLabel', {})}</h2>
      <p class="soft">{isTest ? say('onTest', {}) : say('onDev', { step: best?.step ?? 0 })}</p>
      {scores.map((task) => (
        <OneTable key={task.name} run={run} task={task} isAlone={scores.length === 1} />
      ))}
    </section>
  )
}

interface OneTableProps {
  readonly run: RunSummary
  readonly task: TaskScores
  readonly isAlone: boolean
}

function OneTable({ run, task, isAlone }: OneTableProps) {
  const say = useSay()
  const [isWhole, setWhole] = useState(false)
  const all = Object.entries(task.labels)
  const isLong = all.length > MOST_ROWS
  const sorted = isLong ? all.sort(worstFirst) : all
  const shown = isWhole ? sorted : sorted.slice(0, MOST_ROWS)
  return (
    <div class="panel flush">
      <table class="labels">
        <thead>
          <tr>
            <th>{isAlone ? say('label', {}) : task.name}</th>
            <th class="num f1">F1</th>
            <th class="num">{say('precision', {})}</th>
            <th class="num">{say('recall', {})}</th>
            <th class="num">{say('support', {})}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(([label, own]) => (
            <tr key={label}>
              <th scope="row">
                <span class={chipOf(run, task.name, label)}>{label}</span>
              </th>
              <td class="num f1">
                <span>
                  <meter min={0} max={1} value={own.f1} aria-hidden="true" /> <b>{percent(own.f1)}</b>
                </span>
              </td>
              <td class="num">{percent(own.precision)}</td>
              <td class="num">{percent(own.recall)}</td>
              <td class="num soft">{own.support}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {isLong && (
        <button type="button" class="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? say('fewLabels', { n: MOST_ROWS }) : say('allLabels', { n: all.length })}
        </button>
      )}
    </div>
  )
}

type Scored = readonly [label: string, scores: LabelScores]

/** Labels that the data has nothing of tell nothing: they come last. */
const worstFirst = ([, a]: Scored, [, b]: Scored): number =>
  Number(a.support === 0) - Number(b.support === 0) || a.f1 - b.f1 || b.support - a.support

/** Entity types have the colours that they have in texts. */
function chipOf(run: RunSummary, name: string, label: string): string {
  const task = run.tasks.find((one) => one.name === name)
  return task?.kind === 'ner' ? `chip tint-${Math.max(0, task.labels.indexOf(label)) % 8}` : ''
}
