import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** One JSON line an entry on stderr: stdout is for results. Secrets are cut out wherever they could stand. */
export const createLog = (
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: false }),
): Log =>
  pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['req.headers.authorization', 'req.headers["x-api-key"]', 'req.headers.cookie', '*.secret', '*.apiKey'],
        remove: true,
      },
    },
    destination,
  )
