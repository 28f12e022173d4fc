import type { Row, RunSummary, TaskScores } from '../protocol.ts'
import { isEvaluation } from './curves.tsx'
import { percent } from './format.ts'
import { useSay } from './hooks.ts'

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
        <div key={task.name} class="scroll panel flush">
          <table class="labels">
            <thead>
              <tr>
                <th>{scores.length > 1 ? task.name : say('label', {})}</th>
                <th class="num">{say('precision', {})}</th>
                <th class="num">{say('recall', {})}</th>
                <th class="num">F1</th>
                <th class="num">{say('support', {})}</th>
              </tr>
            </thead>
            <tbody>
              {Object.entries(task.labels).map(([label, own]) => (
                <tr key={label}>
                  <th scope="row">
                    <span class={chipOf(run, task.name, label)}>{label}</span>
                  </th>
                  <td class="num">{percent(own.precision)}</td>
                  <td class="num">{percent(own.recall)}</td>
                  <td class="num f1">
                    <meter min={0} max={1} value={own.f1} aria-hidden="true" /> <span>{percent(own.f1)}</span>
                  </td>
                  <td class="num soft">{own.support}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  )
}

/** Entity types have the colours that they have in texts. */
function chipOf(run: RunSummary, name: string, label: string): string {
  const task = run.tasks.find((one) => one.name === name)
  return task?.kind === 'ner' ? `chip tint-${Math.max(0, task.labels.indexOf(label)) % 8}` : ''
}
