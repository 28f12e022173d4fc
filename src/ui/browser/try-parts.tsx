import { useSay } from './hooks.ts'
import type { TryModel } from './models.ts'

/** More labels than this are counted. */
const MOST_LABELS = 24

/** What the model can find; entity types have the colours that they have in texts. */
export function Labels({ model }: { readonly model: TryModel }) {
  const say = useSay()
  const found = model.tasks.flatMap(({ name, kind, labels }) =>
    labels.map((label, at) => ({
      key: `${name} ${label}`,
      label,
      look: kind === 'ner' ? `chip tint-${at % 8}` : 'chip plain',
    })),
  )
  return (
    <span class="known">
      {found.slice(0, MOST_LABELS).map(({ key, label, look }) => (
        <span key={key} class={look}>
          {label}
        </span>
      ))}
      {found.length > MOST_LABELS && <small>… {say('modelLabels', { n: found.length })}</small>}
    </span>
  )
}

/** What models read is Chinese, whatever the language of the page. */
const EXAMPLE = {
  text: '2024年5月，李明因发热咳嗽到北京大学人民医院就诊，诊断为肺炎，予阿莫西林治疗。',
  pair: '李明得了肺炎，在医院治疗。',
}

/** What stands in the place of a result before there is a text. */
export function NoResult({ onExample }: { readonly onExample: (example: typeof EXAMPLE) => void }) {
  const say = useSay()
  return (
    <div class="none">
      <p class="soft">{say('tryEmpty', {})}</p>
      <button type="button" onClick={() => onExample(EXAMPLE)}>
        {say('tryExample', {})}
      </button>
    </div>
  )
}
