/** One thing wrong, with the place of it: which event of a document, which field. `params` fill the sentence. */
export type ProblemDetail = {
  code: string
  event?: number
  field?: string
  /** Where in the body, in bytes. */
  at?: number
  params?: Record<string, string | number>
}

export type ProblemExtras = {
  errors?: ProblemDetail[]
  headers?: Record<string, string>
  extensions?: Record<string, unknown>
}

/** A refusal that the caller can act on. The one error writer (http.ts) puts it on the wire as RFC 9457. */
export type Problem = Error &
  ProblemExtras & { readonly problemCode: string; readonly params: Record<string, string | number> }

/** Makes a Problem, to be thrown. `code` is one that a module's `problems.ts` lists. */
export const problem = (
  code: string,
  params: Record<string, string | number> = {},
  extras: ProblemExtras = {},
): Problem => Object.assign(new Error(code), { problemCode: code, params, ...extras })

export const isProblem = (error: unknown): error is Problem =>
  error instanceof Error && typeof (error as Partial<Problem>).problemCode === 'string'

/** How codes are answered: status, and the exception of the EPCIS REST binding where it names one (EPCIS 2.0 §12.3). */
export type ProblemTable = Readonly<Record<string, { status: number; exception?: string }>>
