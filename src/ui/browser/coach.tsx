import type { CoachFinding, CoachRow } from '../protocol.ts'
import { useLanguage, useSay } from './hooks.ts'

/** What the coach has to say; the summary at the end takes the place of what was said before. */
export function Coach({
  rows,
  isRunning,
}: {
  readonly rows: readonly CoachRow[]
  readonly isRunning: boolean
}) {
  const say = useSay()
  const end = rows.find(({ step }) => step === null)
  const shown = end ? [end] : rows
  const isQuiet = shown.every(({ findings }) => findings.length === 0)
  const nothing = say(isRunning ? 'coachWaits' : 'coachFine', {})
  return (
    <section class={isQuiet ? 'coach quiet' : 'coach'} aria-live="polite">
      <h2>{say('coach', {})}</h2>
      {isQuiet && <p class="soft">{nothing}</p>}
      {shown.flatMap(({ step, findings }) =>
        findings.map((finding) => <Found key={`${step} ${finding.code}`} finding={finding} step={step} />),
      )}
    </section>
  )
}

function Found({ finding, step }: { readonly finding: CoachFinding; readonly step: number | null }) {
  const say = useSay()
  const language = useLanguage()
  return (
    <article class={`panel finding ${finding.severity}`}>
      <p class="what">{finding.what[language]}</p>
      <p class="soft">{finding.why[language]}</p>
      <ul>
        {finding.remedies.map(({ options, why }) => (
          <li key={options + why.en}>
            {options !== '' && <code>{options}</code>} {why[language]}
          </li>
        ))}
      </ul>
      <p class="soft small">
        <code>{finding.code}</code> · {step === null ? say('coachEnd', {}) : say('coachAt', { step })}
      </p>
    </article>
  )
}
