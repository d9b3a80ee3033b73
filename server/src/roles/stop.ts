/**
 * Stops once, in order, on Ctrl-C, on a polite kill, and when the launcher that started us is gone (its channel closes, be
 * it killed with -9). What does not stop in time is left to the next start, which mends it.
 */
export const onStop = (stop: () => Promise<void>): void => {
  let stopping = false
  const once = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), 20_000).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(`nguon: stopping failed: ${(error as Error).message}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', once)
  process.on('SIGTERM', once)
  process.on('SIGHUP', once)
  process.on('disconnect', once)
}
