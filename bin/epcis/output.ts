import { once } from 'node:events'
import { exitCodes } from './failure.ts'

/** Writes to stdout, and waits where its reader is slower than we are. */
export const write = async (text: string): Promise<void> => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** A reader that has seen enough (`| head`) is no failure: the command ends there. */
export const endWithReader = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done)
    throw error
  })
}
