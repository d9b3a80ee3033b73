import type { Check, Run } from './check.ts'
import { isObject, report } from './check.ts'
import type { Context } from './context.ts'
import { emptyContext, resolveContext } from './context.ts'
import { documentChecks } from './document-schema.ts'
import type { EventIssue, Json } from './event.ts'
import { eventChecks, extendedEvent } from './event-schema.ts'

/**
 * Every fault of one event: what GS1's JSON Schema for EPCIS 2.0 states, `format` asserted, and the rules that README.md
 * lists. `context`: the document's with the event's own on top. A bare event must bring its `@context`. Never throws.
 */
export function validateEvent(event: Json, context: Context, where: 'document' | 'bare'): EventIssue[] {
  const run: Run = { path: [], issues: [], context }
  checkEvent(event)(run, event)
  if (where === 'bare' && isObject(event) && !Object.hasOwn(event, '@context')) {
    report(run, 'member-missing', { name: '@context' }, '@context')
  }
  return run.issues
}

function checkEvent(event: Json): Check {
  const type = isObject(event) ? event.type : undefined
  return (typeof type === 'string' ? eventChecks.get(type) : undefined) ?? extendedEvent
}

/** Every fault of an EPCISDocument or EPCISQueryDocument outside its events: the header that the cutter hands back. */
export function validateHeader(header: Json | undefined): EventIssue[] {
  const value = header ?? null
  const context = isObject(value) ? resolveContext(value['@context']).context : emptyContext
  const run: Run = { path: [], issues: [], context }
  const type = isObject(value) ? value.type : undefined
  const check = typeof type === 'string' ? documentChecks.get(type) : undefined
  if (check) check(run, value)
  else if (!isObject(value)) report(run, 'type-wrong', { expected: 'object' })
  else report(run, 'document-type-unknown', undefined, 'type')
  return run.issues
}
