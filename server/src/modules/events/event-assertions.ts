import type { Link } from '@nguon/epcis'
import { keyHash } from '../../platform/ids.ts'
import { type Assertion, toAssertions } from '../trace/index.ts'
import { type KeyRowSource, placeOf } from './event-row.ts'

/** The trace module's rows of an event, whether it arrives or is derived anew. A declaration asserts nothing of its own. */
export const assertionsOf = (
  { uid, facts, declaration, captureNumber, declaredBy }: Omit<KeyRowSource, 'capturedBy' | 'describesFor'>,
  links: readonly Link[],
): Assertion[] =>
  declaration
    ? []
    : toAssertions(
        links,
        {
          uid,
          time: facts.eventTime,
          captureNumber,
          association: facts.type === 'AssociationEvent',
          declaredBy,
          place: placeOf(facts),
        },
        keyHash,
      )
