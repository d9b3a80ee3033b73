import type { Progress } from './progress.ts'
import type { ServerSettings } from './server.ts'

/** What every command is given besides its arguments. */
export type CommandContext = { progress: Progress; settings: ServerSettings }
