import type { Chapter } from '../check.ts'
import { capture } from './capture.ts'
import { discovery } from './discovery.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { headers } from './headers.ts'
import { jobs } from './jobs.ts'
import { parameters } from './parameters.ts'
import { queries } from './queries.ts'
import { subscriptions } from './subscriptions.ts'
import { vocabulary } from './vocabulary.ts'
import { websockets } from './websockets.ts'
import { epcis12, xmlBinding } from './xml-binding.ts'

/** The chapters in the order in which they are held: later ones ask about what the first captured. */
export const chapters: readonly Chapter[] = [
  discovery,
  capture,
  jobs,
  events,
  vocabulary,
  parameters,
  headers,
  queries,
  subscriptions,
  websockets,
  xmlBinding,
  epcis12,
  errors,
]
