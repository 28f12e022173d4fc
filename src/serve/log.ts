import pino, { type DestinationStream, type Logger } from 'pino'

/** About how many characters of log may wait for a reader that has stopped; beyond, lines are lost, not memory. */
const MOST_WAITING = 2 ** 24

/** Where the log goes, and how to see that all of it has gone. */
export interface Log {
  readonly logger: Logger
  flush(): void
}

/** JSON lines to standard error, or to `stream`. Writing never blocks the service. */
export function openLog(stream?: DestinationStream): Log {
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime }
  if (stream) return { logger: pino(options, stream), flush: () => {} }
  const destination = pino.destination({ dest: 2, sync: false, maxLength: MOST_WAITING })
  // Nobody reads any more: there is nowhere to say so.
  destination.on('error', () => {})
  const flush = () => {
    try {
      destination.flushSync()
    } catch {
      // As above, or the file is not open yet: then there is nothing to flush.
    }
  }
  return { logger: pino(options, destination), flush }
}
