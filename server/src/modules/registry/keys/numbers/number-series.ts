import { checkDigit } from '@nguon/gs1'
import Type from 'typebox'
import { Day } from '../../parties/party.ts'
import { createOrder } from './number-order.ts'

export const numberKinds = ['lot', 'serial', 'sscc'] as const
export type NumberKind = (typeof numberKinds)[number]

/**
 * States of a number: nobody has it; a lease has it; it stands on something; it never will; it came back unused; or it was given
 * out elsewhere, and no lease will ever have it.
 */
export const useStates = ['used', 'void', 'returned'] as const
export type UseState = (typeof useStates)[number]

/** A series of numbers under one GTIN (lots, serials) or company prefix (SSCCs). */
export const NewSeries = Type.Object(
  {
    kind: Type.Enum([...numberKinds]),
    gtin: Type.Optional(Type.String({ pattern: '^(\\d{8}|\\d{12,14})$', description: 'Of lots and serials' })),
    companyPrefix: Type.Optional(Type.String({ pattern: '^\\d{4,12}$', description: 'Of SSCCs' })),
    extension: Type.Optional(
      Type.String({ pattern: '^\\d$', description: 'Of SSCCs: the digit before the prefix, 0 where not named' }),
    ),
    prefix: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9./_-]{0,12}$',
        description: 'Of lots and serials: what stands before the digits',
      }),
    ),
    width: Type.Optional(
      Type.Integer({
        minimum: 3,
        maximum: 15,
        description: 'Of lots and serials: how many digits; 6 for lots, 12 for serials where not named',
      }),
    ),
    random: Type.Optional(Type.Boolean({ description: 'Of serials: in an order that nobody can guess' })),
  },
  { additionalProperties: false },
)
export type NewSeries = Type.Static<typeof NewSeries>

export const NewLease = Type.Object(
  {
    count: Type.Integer({ minimum: 1, maximum: 100_000 }),
    lessee: Type.Optional(
      Type.String({ format: 'uuid', description: 'The party that uses the numbers; oneself where not named' }),
    ),
    device: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'The device that uses them, also where it has no connection',
      }),
    ),
    expiresOn: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type NewLease = Type.Static<typeof NewLease>

const place = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** What became of numbers: spans of places, or the numbers themselves. */
export const Account = Type.Object(
  {
    entries: Type.Array(
      Type.Object(
        {
          state: Type.Enum([...useStates]),
          first: Type.Optional(place),
          last: Type.Optional(place),
          numbers: Type.Optional(
            Type.Array(Type.String({ minLength: 1, maxLength: 20 }), { minItems: 1, maxItems: 10_000 }),
          ),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1000 },
    ),
  },
  { additionalProperties: false },
)
export type Account = Type.Static<typeof Account>

const number = Type.String({ minLength: 1, maxLength: 20 })

/** Numbers from one to another, as they are written. */
export const elsewhereRange = Type.Object(
  { firstNumber: number, lastNumber: Type.Optional({ ...number, description: 'The first alone where not named' }) },
  { additionalProperties: false },
)
export const NewElsewhere = Type.Object(
  { ranges: Type.Array(elsewhereRange, { minItems: 1, maxItems: 1000 }) },
  { additionalProperties: false },
)
export type NewElsewhere = Type.Static<typeof NewElsewhere>

/** So many numbers are told by name at once: each is sought in its series' order, which takes its time. */
export const mostNamed = 10_000

export type Series = {
  id: string
  holder: string
  kind: NumberKind
  key: string
  /** Of an SSCC: extension digit and company prefix. */
  prefix: string
  width: number
  secret: Buffer | null
  next: number
  capacity: number
}

/** Digits of an SSCC without its check digit. */
const ssccDigits = 17
export const ssccWidth = (prefix: string): number => ssccDigits - prefix.length

/** How a series' places are written: as numbers in a row, or in its secret order; an SSCC with its check digit. */
export function createSpelling({
  kind,
  prefix,
  width,
  secret,
  capacity,
}: Pick<Series, 'kind' | 'prefix' | 'width' | 'secret' | 'capacity'>) {
  const order = secret === null ? undefined : createOrder(secret, BigInt(capacity))
  const numberAt = (at: number): string => {
    const digits = String(order === undefined ? at : order.numberAt(BigInt(at))).padStart(width, '0')
    const text = prefix + digits
    return kind === 'sscc' ? text + checkDigit(text) : text
  }
  const placeOf = (text: string): number | undefined => {
    const body = kind === 'sscc' ? text.slice(0, -1) : text
    const digits = body.slice(prefix.length)
    if (!body.startsWith(prefix) || !/^\d+$/.test(digits) || digits.length !== width) return undefined
    const at = Number(order === undefined ? BigInt(digits) : order.placeOf(BigInt(digits)))
    return at < capacity && (order !== undefined || numberAt(at) === text) ? at : undefined
  }
  return { numberAt, placeOf }
}
