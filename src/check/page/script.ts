/**
 * The page's script: filter by rule, search, show more, move by keys. Everything that comes from the data becomes text
 * nodes, never markup.
 */
export const SCRIPT = String.raw`
const { labels, findings, words } = data
const byId = (id) => document.getElementById(id)
const list = byId('list'), search = byId('search'), status = byId('status')
const tints = new Map(labels.map((label, i) => [label, 'tint-' + (i % 8)]))
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff]/
const FINDINGS = 20, ROWS = 5
let rule = '', shown = FINDINGS

const make = (name, className, ...children) => {
  const element = document.createElement(name)
  if (className) element.className = className
  element.append(...children)
  return element
}
const withTitle = (element, title) => { element.title = title; return element }
const code = (character) => 'U+' + character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')

// Characters that nobody sees are shown by their number.
const visible = (text) => {
  if (!hidden.test(text)) return [text]
  const parts = []
  for (const character of text) parts.push(hidden.test(character) ? make('span', 'ghost', code(character)) : character)
  return parts
}

const piece = ([text, own, isMarked, ending]) => {
  const content = visible(text)
  const here = isMarked ? ' here' : ''
  if (own.length === 0) return isMarked ? [make('mark', 'here', ...content)] : content
  const mark = make('mark', tints.get(own[own.length - 1]) + here, ...content)
  return [withTitle(mark, own.join(', ')), ...ending.map((label) => make('sub', 'label', label))]
}

const record = ({ place, segments, pair, classes }) => {
  const parts = [make('div', 'place', place)]
  parts.push(make('div', 'text', ...segments.flatMap(piece)))
  if (pair !== undefined) parts.push(make('div', 'text', ...visible(pair)))
  if (classes) parts.push(make('div', '', ...classes.map((label) => make('span', 'chip ' + tints.get(label), label))))
  return parts
}

const row = (own) => {
  const item = make('li', 'row', ...record(own))
  item.tabIndex = 0
  if (own.note) item.append(make('div', 'note', own.note))
  if (own.related) item.append(make('div', 'related', make('span', 'soft', words.related), ...record(own.related)))
  return item
}

const textOf = (own) => [own.place, own.note, own.pair, ...(own.classes || []),
  ...own.segments.map(([text]) => text), ...own.segments.flatMap(([, names]) => names),
  ...(own.related ? [textOf(own.related)] : [])].filter(Boolean).join(' ')
// What is searched in, made once. Texts are cut into pieces, which are joined without blanks for the search.
const haystacks = findings.map(({ text, rule, rows }) => ({
  head: (text + ' ' + rule).toLowerCase(),
  rows: rows.map((own) => (own.segments.map(([text]) => text).join('') + ' ' + textOf(own)).toLowerCase()),
}))

const select = () => {
  const wanted = search.value.trim().toLowerCase()
  return findings.flatMap((finding, i) => {
    if (rule && finding.rule !== rule) return []
    if (!wanted || haystacks[i].head.includes(wanted)) return [{ finding, rows: finding.rows }]
    const rows = finding.rows.filter((_, r) => haystacks[i].rows[r].includes(wanted))
    return rows.length ? [{ finding, rows }] : []
  })
}

const section = ({ finding, rows }) => {
  const { severity, text, rule, count } = finding
  const head = make('h3', '', make('span', 'severity ' + severity, words[severity]), ' ', text)
  const code = make('code', 'soft', rule)
  const items = make('ol', 'rows', ...rows.slice(0, ROWS).map(row))
  const part = make('section', 'panel', head, code, items)
  if (rows.length > ROWS) {
    const button = make('button', '', words.moreRows.replace('{count}', rows.length - ROWS))
    button.type = 'button'
    button.addEventListener('click', () => {
      const first = items.children.length
      items.append(...rows.slice(ROWS).map(row))
      button.remove()
      items.children[first].focus()
    })
    part.append(button)
  }
  if (rows.length && count > finding.rows.length)
    part.append(make('p', 'soft', words.unlisted.replace('{count}', count - finding.rows.length)))
  return part
}

const draw = () => {
  const found = select()
  list.replaceChildren(...found.slice(0, shown).map(section))
  status.textContent = words.status.replace('{count}', found.length)
  if (found.length > shown) {
    const button = make('button', '', words.moreFindings.replace('{count}', found.length - shown))
    button.type = 'button'
    button.addEventListener('click', () => {
      const at = shown
      shown += FINDINGS
      draw()
      const next = list.children[at] && list.children[at].querySelector('.row')
      if (next) next.focus()
    })
    list.append(button)
  }
}

for (const button of document.querySelectorAll('button[data-rule]'))
  button.addEventListener('click', () => {
    rule = button.dataset.rule
    shown = FINDINGS
    for (const other of document.querySelectorAll('button[data-rule]'))
      other.setAttribute('aria-pressed', String(other === button))
    draw()
  })
search.addEventListener('input', () => { shown = FINDINGS; draw() })
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Escape' && document.activeElement === search) { search.value = ''; draw(); search.blur(); return }
  if (document.activeElement === search) return
  if (event.key === '/') { event.preventDefault(); search.focus(); return }
  if (event.key !== 'j' && event.key !== 'k') return
  const rows = [...list.querySelectorAll('.row')]
  const at = rows.indexOf(document.activeElement)
  const next = rows[at < 0 ? 0 : at + (event.key === 'j' ? 1 : -1)]
  if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: 'nearest' }) }
})
draw()
`
