import type { Language } from '../../../platform/messages.ts'
import type { Away, Elsewhere, ElsewhereDeps } from '../elsewhere/elsewhere.ts'
import type { AwayEnd } from '../elsewhere/follow.ts'
import { compareTexts } from '../walk/statement.ts'
import type { WalkEnd } from '../walk/walk-graph.ts'
import type { ThingEnd, Walked } from './cited-events.ts'
import type { ResumeScope, ResumeTokens } from './resume-token.ts'
import type { Tombstone } from './trace-answer.ts'
import { pathOfTrace } from './trace-key.ts'
import { type TraceRequest, traceLimits } from './trace-request.ts'

/** What tombstones are made of besides the ends of a walk. */
export type Ended = {
  deps: { publicUrl: string; tokens: ResumeTokens; elsewhere: ElsewhereDeps }
  scope: ResumeScope & TraceRequest
  asOf: number
  elsewhere: Elsewhere
  language: Language
}

/** A tombstone for each end without an answer; where others may have one, for each of them. */
export const tombstonesOf = (walked: Walked, away: readonly AwayEnd[], ended: Ended): Tombstone[] => {
  const isAway = new Set(away.map(({ end }) => end))
  return [
    ...walked.ends.filter((end) => !isAway.has(end)).map((end) => toTombstone(end, ended)),
    ...away.flatMap(({ end, away: others }) => others.map((other) => toAway(end, other, ended))),
  ].sort(inOrder)
}

const toTombstone = (end: ThingEnd, ended: Ended): Tombstone => {
  const { node, direction, reason, since } = end
  const next = nextFrom(end, ended)
  return { node, direction, reason, since, ...(next !== undefined && { next }) }
}

const toAway = (
  { node, direction, since }: WalkEnd,
  { repository, failure }: Away,
  { deps, language }: Ended,
): Tombstone => ({
  node,
  direction,
  reason: 'elsewhere',
  since,
  repository,
  ...(failure && { failure: deps.elsewhere.say(language, `elsewhere.${failure.code}`, failure.params) }),
})

/**
 * Where a trace goes on. What others told is kept for one answer only: beyond a node of theirs it goes on in a greater one.
 */
const nextFrom = ({ key, resume }: ThingEnd, { deps, scope, asOf, elsewhere }: Ended): string | undefined => {
  if (resume === undefined) return undefined
  if (!elsewhere.memory.statements.has(key))
    return nextOf(deps.publicUrl, goingOn(scope), asOf, deps.tokens.write({ asOf, state: resume }, scope))
  const limit = Math.min(2 * scope.limit, traceLimits.items.greatest)
  const depth = Math.min(2 * goingOn(scope).depth, traceLimits.depth.greatest)
  const isGreater = limit > scope.limit || depth > scope.depth
  return isGreater ? nextOf(deps.publicUrl, { ...scope, limit, depth }, asOf) : undefined
}

/** Who asked for no process goes on one by one, lest the way on end where it begins. */
const goingOn = (request: TraceRequest): TraceRequest => ({ ...request, depth: Math.max(request.depth, 1) })

const nextOf = (publicUrl: string, request: TraceRequest, asOf: number, token?: string): string => {
  const { key, direction, from, to, depth, limit, elsewhere } = request
  const query = new URLSearchParams({
    direction,
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    depth: String(depth),
    limit: String(limit),
    asOf: String(asOf),
    ...(elsewhere && { elsewhere: 'follow' }),
    ...(token !== undefined && { resume: token }),
  })
  return `${publicUrl}${pathOfTrace(key)}?${query}`
}

const inOrder = (a: Tombstone, b: Tombstone): number =>
  compareTexts(a.node, b.node) || compareTexts(a.direction, b.direction) || compareTexts(a.reason, b.reason)
