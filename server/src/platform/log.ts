import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** Where secrets could stand, and what the database says of a row that it refused: whose it is, a sign-in name, the row whole. */
const unsaid = [
  ...['req.headers.authorization', 'req.headers["x-api-key"]', 'req.headers.cookie', '*.secret', '*.apiKey'],
  ...['*.detail', '*.where', '*.internalQuery'],
]

/** One JSON line an entry on stderr: stdout is for results. */
export const createLog = (
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: false }),
): Log =>
  pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: unsaid, remove: true },
    },
    destination,
  )
