export type Stopper = {
  /** Whether a stop is under way: what fails from then on is of no interest. */
  begun(): boolean
  /** Forgets about signals, for a role that ended by itself. */
  release(): void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const longestStop = 40_000

/**
 * Stops once, in order, on Ctrl-C, on a polite kill, and when the launcher that started us is gone (its channel closes, be
 * it killed with -9). What does not stop in time is left to the next start, which mends it.
 */
export const onStop = (stop: () => Promise<void>, exitCode = 0): Stopper => {
  let stopping = false
  const once = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), longestStop).unref()
    stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        console.error(`nguon: stopping failed: ${(error as Error).message}`)
        process.exit(1)
      },
    )
  }
  for (const signal of signals) process.on(signal, once)
  process.on('disconnect', once)
  return {
    begun: () => stopping,
    release: () => {
      for (const signal of signals) process.off(signal, once)
      process.off('disconnect', once)
    },
  }
}
