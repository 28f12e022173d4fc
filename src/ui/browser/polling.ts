/** A question without an answer. */
export interface Failed {
  readonly error: unknown
  /** How often in a row. */
  readonly count: number
}

export interface PollOptions<T> {
  readonly question: () => Promise<T>
  readonly onAnswer: (value: T) => void
  /** Of a question without an answer, and the latest answer, if one came. */
  readonly onError: (error: unknown, latest: T | undefined) => void
  /**
   * From an answer to the next question; of the latest answer, if one came, and how the last question failed. With null it
   * is asked no more, until it is woken.
   */
  readonly pauseMs: (latest: T | undefined, failed: Failed | undefined) => number | null
  /** Nothing is asked then. */
  readonly isHidden: () => boolean
}

export interface Polling {
  /** Asks now, unless a question is open already. */
  wake(): void
  /** Ends it; an answer on its way is not told. */
  end(): void
}

/** Asks again and again, one question at a time. */
export function keepAsking<T>({ question, onAnswer, onError, pauseMs, isHidden }: PollOptions<T>): Polling {
  let isOver = false
  let isAsking = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest: T | undefined
  let failed: Failed | undefined
  const look = async () => {
    isAsking = true
    if (!isHidden()) {
      try {
        latest = await question()
        failed = undefined
        if (!isOver) onAnswer(latest)
      } catch (error) {
        failed = { error, count: (failed?.count ?? 0) + 1 }
        if (!isOver) onError(error, latest)
      }
    }
    isAsking = false
    if (isOver) return
    const pause = pauseMs(latest, failed)
    if (pause !== null) timer = setTimeout(look, pause)
  }
  void look()
  return {
    wake() {
      if (isOver || isAsking || isHidden()) return
      clearTimeout(timer)
      void look()
    },
    end() {
      isOver = true
      clearTimeout(timer)
    },
  }
}
