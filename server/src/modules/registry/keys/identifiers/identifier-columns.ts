import Type from 'typebox'
import { isProblem, problem } from '../../../../platform/problem.ts'
import { jsonCell, listCell, textCell } from '../../spreadsheets/import-cell.ts'
import type { ImportColumn } from '../../spreadsheets/import-target.ts'
import { checkIdentifier, Identifier, type identifierSchemes } from './identifier.ts'

type Scheme = (typeof identifierSchemes)[number]

/** A subject's identifiers as columns: one value of each usual scheme, and the rest as JSON. */
export type IdentifierCells = Partial<Record<Scheme, string>> & { verified?: string[]; '*'?: Identifier[] }

export const IdentifierCells = (schemes: readonly Scheme[]) =>
  Type.Object(
    {
      ...Object.fromEntries(schemes.map((scheme) => [scheme, Type.Optional(Type.String({ maxLength: 200 }))])),
      verified: Type.Optional(Type.Array(Type.String())),
      '*': Type.Optional(Type.Array(Identifier, { maxItems: 50 })),
    },
    { additionalProperties: false },
  )

export const identifierColumns = (schemes: readonly Scheme[]): ImportColumn[] => [
  ...schemes.map((scheme) => ({ path: `identifiers.${scheme}`, cell: textCell })),
  { path: 'identifiers.verified', cell: listCell },
  { path: 'identifiers.*', cell: jsonCell },
]

/** The identifiers that a row's columns name. */
export const fromIdentifierCells = (cells: IdentifierCells | undefined): Identifier[] => {
  if (cells === undefined) return []
  const { verified = [], '*': rest = [], ...usual } = cells
  return [
    ...Object.entries(usual).map(([scheme, value]) => ({
      scheme: scheme as Scheme,
      value,
      ...(verified.includes(scheme) && { verified: true }),
    })),
    ...rest,
  ]
}

/** What has no key of its own is known by its first identifier. */
export function identifierName(cells: IdentifierCells | undefined): string {
  const [first] = fromIdentifierCells(cells)
  if (first === undefined) throw problem('registry.identifier-needed')
  return `${first.scheme}:${checkIdentifier(first).value}`
}

/** The names of all its identifiers; one that is wrong is refused with its row. */
export const identifierNames = (cells: IdentifierCells | undefined): string[] =>
  fromIdentifierCells(cells).flatMap((identifier) => {
    try {
      return `${identifier.scheme}:${checkIdentifier(identifier).value}`
    } catch (error) {
      if (isProblem(error)) return []
      throw error
    }
  })

type Known = { scheme: string; value: string; issuer: string | null; state: string }

/** Identifiers as columns; undefined where there are none. */
export function toIdentifierCells(
  identifiers: readonly Known[],
  schemes: readonly Scheme[],
): IdentifierCells | undefined {
  if (identifiers.length === 0) return undefined
  const cells: IdentifierCells = {}
  for (const { scheme, value, issuer, state } of identifiers) {
    const usual = schemes.find((each) => each === scheme)
    const verified = state === 'verified'
    if (usual !== undefined && cells[usual] === undefined && issuer === null) {
      cells[usual] = value
      if (verified) cells.verified = [...(cells.verified ?? []), usual]
    } else
      cells['*'] = [
        ...(cells['*'] ?? []),
        { scheme: scheme as Scheme, value, ...(issuer !== null && { issuer }), ...(verified && { verified }) },
      ]
  }
  return cells
}
