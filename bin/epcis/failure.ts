/** How the command ends; docs/client.md explains each to its caller. */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3, unauthorised: 4, stopped: 130 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** A sentence for the user, and the exit code that it means. */
export type Failure = Error & { readonly exitCode: ExitCode }

/** Makes a Failure, to be thrown: what makes going on useless. */
export const failure = (reason: Exclude<keyof typeof exitCodes, 'done'>, sentence: string): Failure =>
  Object.assign(new Error(sentence), { exitCode: exitCodes[reason] })

export const isFailure = (error: unknown): error is Failure =>
  error instanceof Error && typeof (error as Partial<Failure>).exitCode === 'number'
