import { type Catalogue, readCatalogue, type Table } from './catalogue.ts'

const title = `-- The whole database as its migrations leave it, to be read; the migrations make it. Written by \`npm run schema\`.
-- Each month's partitions come as they are needed and are not shown.
`

/** The schema of the database at `url` as text: the same text for the same schema. */
export const dumpSchema = async (url: string): Promise<string> => {
  const catalogue = await readCatalogue(url)
  return [title, ...catalogue.schemas.map(({ schema, grants }) => schemaText(catalogue, schema, grants))].join('\n')
}

const schemaText = (catalogue: Catalogue, schema: string, grants: string[]): string => {
  const here = <T extends { schema: string }>(parts: T[]): T[] => parts.filter((part) => part.schema === schema)
  const blocks = [
    lines(
      `-- ${schema} ${'-'.repeat(116 - schema.length)}`,
      `create schema ${schema};`,
      ...grantLines(grants, `schema ${schema}`),
    ),
    ...here(catalogue.sequences).map((sequence) => sequenceText(sequence)),
    ...here(catalogue.tables).map((table) => tableText(catalogue, table)),
    ...here(catalogue.views).map(({ name, text }) => `create view ${schema}.${name} as\n${text}\n`),
    ...here(catalogue.functions).map(({ name, text, grants }) =>
      lines(`${text.trimEnd()};`, ...grantLines(grants, `function ${name}`)),
    ),
  ]
  return blocks.join('\n')
}

const lines = (...texts: string[]): string => `${texts.join('\n')}\n`

const grantLines = (grants: string[], what: string): string[] =>
  grants.map((grant) => {
    const [privileges, role] = grant.split(' to ')
    return `grant ${privileges} on ${what} to ${role};`
  })

const sequenceText = ({ schema, name, options, grants }: Catalogue['sequences'][number]): string =>
  lines(`create sequence ${schema}.${name} ${options};`, ...grantLines(grants, `sequence ${schema}.${name}`))

const tableText = (catalogue: Catalogue, table: Table): string => {
  const of = (parts: { table: string; text: string }[]) => parts.filter((part) => part.table === table.table)
  const parts = [...of(catalogue.columns), ...of(catalogue.constraints)].map(({ text }) => `  ${text}`)
  const after = table.partitioning === null ? '' : ` partition by ${table.partitioning.toLowerCase()}`
  const create =
    table.parent === null
      ? [`create ${table.unlogged ? 'unlogged ' : ''}table ${table.table} (`, parts.join(',\n'), `)${after};`]
      : [`create table ${table.table} partition of ${table.parent} ${table.bound?.toLowerCase()};`]
  return lines(
    ...create,
    ...[...of(catalogue.indexes), ...of(catalogue.triggers)].map(({ text }) => `${text};`),
    ...grantLines(table.grants, table.table),
  )
}
