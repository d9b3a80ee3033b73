import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chapter } from './check.ts'

/** Something of GS1's artefacts that no check is about. */
export type Demand = { what: string }

const standards = join(import.meta.dirname, '../../../shared/standards/epcis/rest')

/** What GS1's OpenAPI and query schema have, and the checks have not; nothing where these files are not at hand. */
export const findUncovered = (chapters: readonly Chapter[]): Demand[] => {
  if (!existsSync(join(standards, 'openapi.json'))) return []
  const checks = chapters.flatMap((chapter) => chapter.checks)
  const operations = new Set(checks.map(({ operation }) => operation))
  const statuses = new Set(checks.map(({ operation, status }) => `${operation} ${status}`))
  const everywhere = new Set(checks.map(({ status }) => String(status)))
  const parameters = new Set(checks.flatMap((check) => check.parameters ?? []))
  const demanded = readOperations()
  return [
    ...demanded.filter(({ name }) => !operations.has(name)).map(({ name }) => name),
    ...demanded.flatMap(({ name, successes }) =>
      successes.filter((status) => !statuses.has(`${name} ${status}`)).map((status) => `${name} answering ${status}`),
    ),
    ...[...new Set(demanded.flatMap((each) => each.refusals))].filter(
      (each) => !everywhere.has(each) && !unreachable.has(each),
    ),
    ...readParameters().filter((name) => !parameters.has(name)),
  ].map((what) => ({ what }))
}

/** A server that never fails cannot be asked to, and one that frees tokens has no need to say that it cannot. */
const unreachable: ReadonlySet<string> = new Set(['500', '501'])

type Operation = { responses: Record<string, unknown>; parameters?: { $ref?: string; name?: string; in?: string }[] }

const readOpenapi = () =>
  JSON.parse(readFileSync(join(standards, 'openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, Operation>>
    components: { parameters: Record<string, { name: string; in: string }> }
  }

const verbs = ['get', 'post', 'put', 'delete', 'options']

const readOperations = () =>
  Object.entries(readOpenapi().paths).flatMap(([path, item]) =>
    verbs
      .filter((verb) => item[verb] !== undefined)
      .map((verb) => {
        const statuses = Object.keys(item[verb]?.responses ?? {})
        return {
          name: `${verb.toUpperCase()} ${path}`,
          successes: statuses.filter((status) => status < '400'),
          refusals: statuses.filter((status) => status >= '400'),
        }
      }),
  )

/** The parameters of the OpenAPI by their names, and those of the query schema, an example for each pattern. */
const readParameters = (): string[] => {
  const { components } = readOpenapi()
  const stated = Object.values(components.parameters)
    .filter((each) => each.in !== 'path' && each.name !== 'GS1-Signature')
    .map((each) => each.name)
  const schema = JSON.parse(readFileSync(join(standards, 'query-schema.json'), 'utf8'))
  const { properties, patternProperties } = schema.definitions['EPCIS-Query'] as Record<string, Record<string, unknown>>
  const fixed = Object.keys(properties ?? {}).filter((name) => name !== '@context')
  return [...new Set([...stated, ...fixed, ...Object.keys(patternProperties ?? {}).map(exampleOf)])]
}

/** A name that a pattern of the schema means: its regular expressions for prefixes are broken (`\\:\\w`). */
const exampleOf = (pattern: string): string =>
  familyOf(
    pattern
      .replace(/^\^|\$$/g, '')
      .replace('\\\\w+_\\\\w+', 'bizLocation_ex:field')
      .replace('[a-z][a-zA-Z0-9]*\\\\:\\\\w+', 'ex:field')
      .replace('[a-z][a-zA-Z0-9_]+', 'type')
      .replace('[A-Z0-9]{2,4}', 'UOM'),
  )

/** The name of a parameter's family: what the caller chooses of it is replaced. */
export const familyOf = (name: string): string =>
  name
    .replace(/^(EQ_(?:bizTransaction|source|destination))_.*$/, '$1_type')
    .replace(/^(.*_(?:quantity|value|minValue|maxValue|meanValue|sDev|percValue))_[A-Z0-9]{2,4}$/, '$1_UOM')
    .replace(/[a-zA-Z][a-zA-Z0-9]*:\w+$/, 'ex:field')
