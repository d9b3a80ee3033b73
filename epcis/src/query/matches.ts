import { termOf } from '../facts.ts'
import { measuredStands, sortable, stands } from './compare.ts'
import { hasExtension } from './match-extension.ts'
import { hasSensorTerm, hasSensorTime, hasSensorValue } from './match-sensor.ts'
import type { EventPredicate, KeyPredicate, TermField, TimeField } from './query.ts'
import type { Subject } from './subject.ts'

/** Whether an event fulfils a predicate. */
export function matches(predicate: EventPredicate, subject: Subject): boolean {
  switch (predicate.field) {
    case 'key':
      return hasKey(predicate, subject)
    case 'errorDeclaration':
      return subject.facts.declaration !== undefined
    case 'sensorElementList':
      return (subject.event?.sensorElementList?.length ?? 0) > 0
    case 'quantity':
      return subject.facts.keys.some(
        ({ quantity, uom }) =>
          quantity !== undefined &&
          measuredStands({ value: quantity, uom }, predicate.op, predicate.values, predicate.uom),
      )
    case 'sensor':
      return hasSensorTerm(predicate, subject)
    case 'sensorTime':
      return hasSensorTime(predicate, subject)
    case 'sensorValue':
      return hasSensorValue(predicate, subject)
    case 'extension':
      return hasExtension(predicate, subject)
    case 'eventTime':
    case 'recordTime':
    case 'errorDeclarationTime':
      return isInTime(timeOf(predicate.field, subject), predicate.op, predicate.time)
    default:
      return termsOf(predicate.field, subject).some((term) => predicate.in.includes(term))
  }
}

/** Whether an event fulfils every predicate of a query. */
export const matchesAll = (predicates: readonly EventPredicate[], subject: Subject): boolean =>
  predicates.every((predicate) => matches(predicate, subject))

function hasKey({ roles, keys, patterns, type }: KeyPredicate, { facts }: Subject): boolean {
  return facts.keys.some(
    (each) =>
      roles.includes(each.role) &&
      (type === undefined || each.type === type) &&
      (keys.includes(each.key) || patterns.some((pattern) => fitsPattern(pattern, each.key))),
  )
}

/** Whether a canonical key is one that a pattern covers. */
export const fitsPattern = ({ prefix, form }: KeyPredicate['patterns'][number], key: string): boolean =>
  key.startsWith(prefix) && (form === undefined || new RegExp(form).test(key))

const isInTime = (time: string | undefined, op: 'ge' | 'lt', bound: string): boolean =>
  time !== undefined && stands(sortable(time), op, sortable(bound))

function timeOf(field: TimeField, { facts, recordTime }: Subject): string | undefined {
  if (field === 'eventTime') return facts.eventTime
  return field === 'recordTime' ? recordTime : facts.declaration?.declarationTime
}

function termsOf(field: TermField, { facts, event, context, eventID }: Subject): readonly string[] {
  const dispositions = (words: readonly string[] | undefined) =>
    (words ?? []).map((word) => termOf('disposition', word, context))
  const values: Record<TermField, () => readonly (string | undefined)[]> = {
    eventType: () => [facts.type],
    action: () => [facts.action],
    bizStep: () => [facts.bizStep],
    disposition: () => [facts.disposition],
    eventID: () => [eventID ?? facts.eventID],
    persistentDispositionSet: () => dispositions(event?.persistentDisposition?.set),
    persistentDispositionUnset: () => dispositions(event?.persistentDisposition?.unset),
    errorReason: () => [facts.declaration?.reason],
    correctiveEventID: () => facts.declaration?.correctiveEventIDs ?? [],
  }
  return values[field]().filter((value) => value !== undefined)
}
