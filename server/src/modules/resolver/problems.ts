import type { Issue } from '@nguon/gs1'
import { type ProblemTable, problem } from '../../platform/problem.ts'

/** What the resolver refuses, with its status. */
export const resolverProblems: ProblemTable = {
  'resolver.link-malformed': { status: 400 },
  'resolver.key-unknown': { status: 404 },
  'resolver.link-type-not-available': { status: 404 },
  'resolver.method-not-allowed': { status: 405 },
  'resolver.links-invalid': { status: 422 },
  'resolver.links-unknown': { status: 404 },
  'resolver.anchor-not-registrable': { status: 422 },
  'resolver.not-the-owner': { status: 403 },
  'resolver.default-is-the-operators': { status: 403 },
  'resolver.as-of-invalid': { status: 400 },
}

/** A Digital Link that cannot be read, with each fault in words and its 0-based place. */
export const linkMalformed = (issues: readonly Issue[]): Error =>
  problem(
    'resolver.link-malformed',
    {},
    { errors: issues.map(({ code, params }) => ({ code, params })), extensions: { issues } },
  )
