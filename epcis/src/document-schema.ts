import type { Check } from './check.ts'
import { extension, isObject, list, matching, number, object, report, text, time, uri } from './check.ts'
import { contextValue } from './context-check.ts'

const vocabularyElement = object({
  members: {
    id: uri,
    attributes: list(
      object({
        members: {
          id: uri,
          attribute: (run, value) => {
            if (isObject(value)) return extension(run, value)
            if (typeof value !== 'number') return text(run, value)
            number(run, value)
          },
        },
        required: ['id'],
        names: 'open',
      }),
    ),
    children: list(uri),
  },
  required: ['id'],
  names: 'open',
})

const vocabularyList = list(
  object({
    members: { type: uri, vocabularyElementList: list(vocabularyElement) },
    required: ['type'],
    names: 'open',
  }),
)

/** The events themselves were cut out and have their own rules. */
const eventList: Check = (run, value) => {
  if (!Array.isArray(value)) report(run, 'type-wrong', { expected: 'array' })
}

const version = matching(/^\d+(?:\.\d+)*$/, 'version-invalid')
const readVersion = matching(/^(?:[12](?:\.|$)|(?!\d+(?:\.\d+)*$))/, 'version-unsupported')

/** JSON came with 2.0, yet the official schema takes 1.x and nothing else changes with it; what 3 would mean nobody knows. */
const schemaVersion: Check = (run, value) => {
  version(run, value)
  if (typeof value === 'string') readVersion(run, value)
}

const envelope: Record<string, Check> = {
  '@context': contextValue,
  id: uri,
  type: text,
  schemaVersion,
  creationDate: time,
}

const epcisHeader = object({
  members: { epcisMasterData: object({ members: { vocabularyList }, names: 'open' }) },
  names: 'extensions',
})

const resultsBody = object({ members: { eventList, vocabularyList }, required: ['eventList'], names: 'extensions' })

const queryResults = object({
  members: { queryName: text, subscriptionID: text, resultsBody },
  required: ['queryName', 'resultsBody'],
  names: 'extensions',
})

/** The rules of the two documents, outside their events. */
export const documentChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  [
    'EPCISDocument',
    object({
      members: {
        ...envelope,
        instanceIdentifier: text,
        sender: text,
        receiver: text,
        epcisHeader,
        epcisBody: object({ members: { eventList }, required: ['eventList'], names: 'open' }),
      },
      required: ['@context', 'type', 'schemaVersion', 'creationDate', 'epcisBody'],
      names: 'extensions',
    }),
  ],
  [
    'EPCISQueryDocument',
    object({
      members: {
        ...envelope,
        epcisBody: object({ members: { queryResults }, required: ['queryResults'], names: 'extensions' }),
      },
      required: ['@context', 'type', 'epcisBody'],
      names: 'extensions',
    }),
  ],
])
