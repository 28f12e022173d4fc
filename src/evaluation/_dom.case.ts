import { runInNewContext } from 'node:vm'

/** As much of a browser's document as the page's script needs. */
export class FakeNode {
  readonly name: string
  className = ''
  value = ''
  title = ''
  hidden = false
  scrolled = 0
  readonly children: (FakeNode | string)[] = []
  readonly attributes = new Map<string, string>()
  readonly dataset: Record<string, string> = {}
  readonly #listeners = new Map<string, ((event: object) => void)[]>()

  constructor(name: string) {
    this.name = name
  }
  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('')
  }
  set textContent(text: string) {
    this.replaceChildren(text)
  }
  readonly classList = {
    add: (name: string) => {
      this.className = [...new Set([...this.className.split(' '), name])].join(' ')
    },
    remove: (name: string) => {
      this.className = this.className
        .split(' ')
        .filter((one) => one !== name)
        .join(' ')
    },
  }
  append(...children: (FakeNode | string)[]): void {
    this.children.push(...children)
  }
  replaceChildren(...children: (FakeNode | string)[]): void {
    this.children.splice(0, this.children.length, ...children)
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value)
  }
  addEventListener(kind: string, listener: (event: object) => void): void {
    this.#listeners.set(kind, [...(this.#listeners.get(kind) ?? []), listener])
  }
  tell(kind: string, event: object = {}): void {
    for (const listener of this.#listeners.get(kind) ?? []) listener(event)
  }
  scrollIntoView(): void {
    this.scrolled++
  }
  focus(): void {}

  /** All nodes below, in order, that have a class. */
  all(className: string): FakeNode[] {
    return this.children.flatMap((child) => {
      if (typeof child === 'string') return []
      const below = child.all(className)
      return child.className.split(' ').includes(className) ? [child, ...below] : below
    })
  }
}

/** A page that runs: its nodes by id, its filter buttons by kind, and a way to press keys. */
export interface RunningPage {
  readonly byId: (id: string) => FakeNode
  readonly buttons: ReadonlyMap<string, FakeNode>
  readonly press: (key: string) => void
}

/** Runs a page's script on fake nodes. Timers run at once. */
export function runPage(html: string): RunningPage {
  const [, json, code] = /<script[^>]*id="data">([\s\S]*?)<\/script>\s*<script>([\s\S]*?)<\/script>/.exec(
    html,
  )!
  const nodes = new Map<string, FakeNode>()
  const byId = (id: string) => {
    const node = nodes.get(id) ?? new FakeNode('div')
    nodes.set(id, node)
    return node
  }
  byId('data').textContent = json!
  byId('order').value = 'data'
  const buttons = new Map(
    [...html.matchAll(/data-kind="(\w+)"/g)].map(([, kind]) => {
      const button = new FakeNode('button')
      button.dataset.kind = kind!
      return [kind!, button]
    }),
  )
  const document = new FakeNode('document')
  runInNewContext(code!, {
    document: Object.assign(document, {
      getElementById: byId,
      createElement: (name: string) => new FakeNode(name),
      querySelectorAll: () => [...buttons.values()],
    }),
    Option: class extends FakeNode {
      constructor(text: string, value: string) {
        super('option')
        this.textContent = text
        this.value = value
      }
    },
    setTimeout: (run: () => void) => run(),
    clearTimeout: () => {},
  })
  const press = (key: string) =>
    document.tell('keydown', { key, target: { tagName: 'BODY' }, preventDefault: () => {} })
  return { byId, buttons, press }
}
