import Type from 'typebox'
import { Day } from '../../../versions/day.ts'

const code = '^\\d{2,5}$'

/** An address as printed, with the administrative unit it lay in on that day: units change, print does not. */
export const Address = Type.Object(
  {
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    unitCode: Type.Optional(
      Type.String({
        pattern: code,
        description: 'Code of the commune-level unit; needs `on`, as codes are used again',
      }),
    ),
    unitName: Type.Optional(Type.String({ minLength: 1, maxLength: 150 })),
    on: Type.Optional({ ...Day, description: 'The day of the print, on which the code means the unit' }),
    chosenUnit: Type.Optional(
      Type.String({ pattern: code, description: 'Which of the units that the printed one was split into it lies in' }),
    ),
  },
  { additionalProperties: false },
)
export type Address = Type.Static<typeof Address>

const Named = Type.Object({ code: Type.String(), name: Type.String(), kind: Type.String() })
const Around = Type.Object({ ...Named.properties, within: Type.Array(Named) })

/** What an old address's unit is called on the day of the reading; several: among these its land was split. */
export const UnitToday = Type.Object({
  outcome: Type.Enum(['one', 'several', 'unknown']),
  units: Type.Array(Around),
})
export type UnitToday = Type.Static<typeof UnitToday>

/** An address with what the register calls its unit, where it does not itself, and with today's unit, where that is another. */
export const AddressToday = Type.Object(
  {
    ...Address.properties,
    unit: Type.Optional({ ...Around, description: 'What its code meant on its day; where `unitName` does not say' }),
    today: Type.Optional(UnitToday),
  },
  { additionalProperties: false },
)
export type AddressToday = Type.Static<typeof AddressToday>
