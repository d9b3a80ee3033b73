import Type from 'typebox'
import { describeKeys, type KeyDescription } from '../../keys/claims/describe-keys.ts'
import type { IdentifierCells as Cells } from '../../keys/identifiers/identifier-columns.ts'
import { IdentifierCells, identifierColumns } from '../../keys/identifiers/identifier-columns.ts'
import { dayCell, digitsCell, jsonCell, numberCell, textCell, wordCell } from '../../spreadsheets/import-cell.ts'
import { subjectTarget } from '../../spreadsheets/import-subjects.ts'
import { languageColumns } from '../../spreadsheets/language-columns.ts'
import { addressColumns } from '../units/address/address-columns.ts'
import { withUnits } from '../units/address/find-unit.ts'
import { territoryReached } from '../units/reach.ts'
import { type LocationContent, LocationInput, locationContent, locationKey, locationKinds } from './location.ts'
import { readPlaces } from './location-views.ts'
import { describingLocation } from './register-location.ts'

type LocationRow = Partial<Omit<LocationContent, 'kind'>> & {
  kind?: LocationInput['kind']
  gln?: string
  extension?: string
  id?: string
  identifiers?: Cells
}

const schemes = ['growing-area-code', 'own-code'] as const
const { basis: _basis, validFrom: _from, validTo: _to, identifiers: _list, ...described } = LocationInput.properties

/** Places from a spreadsheet and to one; a row is named by its GLN and extension, else by the id of one without, else by its code. */
export const locationsTarget = subjectTarget<LocationRow, LocationInput>({
  complete: withUnits,
  name: 'locations',
  describing: describingLocation,
  schemes,
  columns: [
    { path: 'gln', cell: digitsCell },
    { path: 'extension', cell: textCell },
    { path: 'id', cell: textCell },
    ...languageColumns('names'),
    ...languageColumns('descriptions'),
    { path: 'kind', cell: wordCell(locationKinds, 'columns.location-kind') },
    ...addressColumns,
    { path: 'coordinates.latitude', cell: numberCell },
    { path: 'coordinates.longitude', cell: numberCell },
    { path: 'growingArea.code', cell: textCell },
    { path: 'growingArea.authority', cell: textCell },
    ...languageColumns('growingArea.crop'),
    { path: 'growingArea.grantedOn', cell: dayCell },
    { path: 'declaredHectares', cell: numberCell },
    { path: 'geometry', cell: jsonCell },
    ...identifierColumns(schemes),
  ],
  schema: Type.Object(
    {
      // What is wrong with its digits the key says.
      gln: Type.Optional(Type.String()),
      extension: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
      id: Type.Optional(Type.String({ format: 'uuid' })),
      ...described,
      identifiers: Type.Optional(IdentifierCells(schemes)),
    },
    { additionalProperties: false },
  ),
  keyOf: ({ gln, extension, id }) => {
    const name = gln ?? id
    return name === undefined ? undefined : locationKey(name, extension)
  },
  named: (key) => {
    const [, gln, extension] = /^\/414\/(\d{13})(?:\/254\/(.+))?$/.exec(key) ?? []
    if (gln === undefined) return { id: key.slice('urn:uuid:'.length) }
    return { gln, ...(extension !== undefined && { extension: decodeURIComponent(extension) }) }
  },
  content: (words) => locationContent(words) as LocationRow,
  input: ({ gln: _gln, extension: _ext, id: _id, identifiers: _identifiers, names = {}, ...said }) => ({
    names,
    ...said,
  }),
  reach: {
    permissions: [readPlaces],
    whole: true,
    reached: async (reader, actor, keys, moment) => {
      const territory = await territoryReached(reader, actor, readPlaces)
      const descriptions = await describeKeys(reader, keys, moment.asOf, moment.at)
      const lies = ({ unit }: KeyDescription) => territory === 'all' || (unit !== undefined && territory.has(unit))
      return new Set([...descriptions].filter(([, description]) => lies(description)).map(([key]) => key))
    },
  },
})
