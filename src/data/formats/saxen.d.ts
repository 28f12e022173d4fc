/** What we use of saxen, which ships no types. */
declare module 'saxen' {
  interface Handlers {
    openTag(name: string, attributes: () => Record<string, string>): void
    closeTag(name: string): void
    text(text: string): void
    cdata(text: string): void
    error(error: Error): void
    warn(error: Error): void
  }
  export class Parser {
    on<K extends keyof Handlers>(event: K, handler: Handlers[K]): this
    parse(xml: string): void
  }
}
