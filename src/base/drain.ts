/** Does work that yields now and then to its end at once. @returns what it returns */
export function drain<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
