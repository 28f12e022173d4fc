/**
 * The error browser, run in the reader's browser: `data` is a `BrowserData`. Texts go into the page as text nodes only.
 * Items are drawn in chunks as the end of the list comes near, so that ten thousand do not freeze the page.
 */
export const SCRIPT = `
const CHUNK = 40
const { items, labels, kinds, words } = data
const byId = (id) => document.getElementById(id)
const make = (name, className, ...children) => {
  const node = document.createElement(name)
  if (className) node.className = className
  node.append(...children)
  return node
}
const list = byId('list')
const count = byId('count')
const end = byId('end')
const search = byId('search')
const label = byId('label')
const order = byId('order')
const tints = new Map(labels.map((name, at) => [name, 'tint-' + (at % 8)]))
let kind = 'errors'
let shown = []
let drawn = 0
let current = -1

for (const name of labels) label.append(new Option(name, name))

function highlighted(text, spans) {
  const parts = make('div', 'text')
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])]
  edges.sort((a, b) => a - b)
  for (let at = 0; at + 1 < edges.length; at++) {
    const [from, to] = [edges[at], edges[at + 1]]
    const over = spans.filter(({ start, end }) => start <= from && to <= end)
    const piece = text.slice(from, to)
    if (over.length === 0) {
      parts.append(piece)
      continue
    }
    const inner = over.reduce((least, one) => (one.end - one.start < least.end - least.start ? one : least))
    const mark = make('mark', tints.get(inner.label) + (inner.off ? ' off' : ''), piece)
    mark.title = inner.title
    // A word joiner: the label stays on the line of the last character.
    for (const one of over) if (one.end === to) mark.append(make('span', 'name', '\\u2060' + one.label))
    parts.append(mark)
  }
  return parts
}

function sideOf(item, column) {
  const spans = item.matches.flatMap((match) => {
    const entity = match[column]
    if (!entity) return []
    const [start, end, name, score] = entity
    const sure = score === undefined ? '' : ' ' + score.toFixed(3)
    return [{ start, end, label: name, off: match[0] !== 'correct', title: name + sure + ' · ' + kinds[match[0]] }]
  })
  return make('div', '', make('div', 'side', column === 1 ? words.gold : words.predicted), highlighted(item.text, spans))
}

function chips(names) {
  if (names.length === 0) return [make('span', 'soft', words.none)]
  return names.flatMap((name) => [make('span', 'chip ' + tints.get(name), name), ' '])
}

function draw(item, at) {
  const head = make('div', 'item-head', make('span', 'place', item.place))
  if (item.kinds.length === 0) head.append(make('span', 'kind fine', kinds.correct))
  for (const name of item.kinds) head.append(make('span', 'kind', kinds[name]))
  if (item.score > 0) head.append(make('span', '', words.confidence + ' ' + item.score.toFixed(3)))
  const node = make('article', 'item', head)
  if (item.matches) node.append(make('div', 'sides', sideOf(item, 1), sideOf(item, 2)))
  else {
    node.append(make('div', 'text', item.text))
    if (item.pair !== undefined) node.append(make('div', 'text', item.pair))
    const verdict = make('div', 'verdict', words.gold + ' ', ...chips(item.gold), ' → ' + words.predicted + ' ')
    verdict.append(...chips(item.predicted))
    node.append(verdict)
  }
  node.addEventListener('click', () => choose(at, false))
  return node
}

function more() {
  const next = shown.slice(drawn, drawn + CHUNK)
  list.append(...next.map((item, at) => draw(item, drawn + at)))
  drawn += next.length
  end.hidden = drawn >= shown.length
}

function matches(item) {
  if (kind === 'errors' ? item.kinds.length === 0 : kind === 'correct' ? item.kinds.length > 0 : kind !== 'all' && !item.kinds.includes(kind))
    return false
  if (label.value && !item.labels.includes(label.value)) return false
  const wanted = search.value.trim().toLowerCase()
  if (!wanted) return true
  return [item.text, item.pair ?? '', item.place].some((text) => text.toLowerCase().includes(wanted))
}

function renew() {
  shown = items.filter(matches)
  if (order.value === 'sure') shown.sort((a, b) => b.score - a.score)
  list.replaceChildren()
  drawn = 0
  current = -1
  count.textContent = words.count.replace('{shown}', shown.length).replace('{all}', data.all)
  more()
}

function choose(at, scroll) {
  if (at < 0 || at >= shown.length) return
  while (at >= drawn) more()
  if (current >= 0) list.children[current].classList.remove('current')
  current = at
  list.children[at].classList.add('current')
  if (scroll) list.children[at].scrollIntoView({ block: 'nearest' })
}

const buttons = [...document.querySelectorAll('[data-kind]')]
for (const button of buttons)
  button.addEventListener('click', () => {
    kind = button.dataset.kind
    for (const other of buttons) other.setAttribute('aria-pressed', String(other === button))
    renew()
  })
let waiting
search.addEventListener('input', () => {
  clearTimeout(waiting)
  waiting = setTimeout(renew, 150)
})
label.addEventListener('change', renew)
order.addEventListener('change', renew)
byId('more').addEventListener('click', more)
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const isTyping = ['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName)
  if (event.key === 'Escape' && isTyping) event.target.blur()
  if (isTyping) return
  if (event.key === 'j') choose(current + 1, true)
  else if (event.key === 'k') choose(current - 1, true)
  else if (event.key === '/') {
    event.preventDefault()
    search.focus()
  }
})
if ('IntersectionObserver' in globalThis)
  new IntersectionObserver(
    (seen) => {
      if (seen.some((entry) => entry.isIntersecting) && drawn < shown.length) more()
    },
    { rootMargin: '800px' },
  ).observe(end)
renew()
`
