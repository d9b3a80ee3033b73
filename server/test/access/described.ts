import type { TestApp } from '../app.ts'

type Parameter = { name: string; in: string; schema?: { format?: string } }
type Operation = { 'x-permission'?: string; parameters?: Parameter[] }

/** One operation of the API as its description tells it; `path` with a value for each parameter. */
export type Described = { method: string; template: string; permission: string; path: string }

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** Every operation that the running server describes: a new one is in every test that is made from this, by itself. */
export const describedOperations = async (
  app: TestApp,
  fill: (parameter: Parameter, template: string) => string = nothing,
): Promise<Described[]> => {
  const { paths } = (await app.anonymous.get('/api/openapi.json')).json as {
    paths: Record<string, Record<string, Operation>>
  }
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).flatMap(([method, { 'x-permission': permission, parameters = [] }]) => {
      if (!methods.includes(method)) return []
      if (permission === undefined) throw new Error(`${method} ${template} tells no permission`)
      const path = template.replace(/\{([^}]+)\}/g, (_, name: string) =>
        fill(parameters.find((each) => each.in === 'path' && each.name === name) ?? { name, in: 'path' }, template),
      )
      return [{ method: method.toUpperCase(), template, permission, path: path.replace('*', '01/09521234543213') }]
    }),
  )
}

/** A value that names nothing that there is. */
const nothing = ({ schema }: Parameter): string =>
  schema?.format === 'uuid' ? '01900000-0000-7000-8000-000000000000' : 'nothing'
