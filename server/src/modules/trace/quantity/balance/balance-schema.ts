import Type from 'typebox'
import { YieldView } from '../yields/stated-yield.ts'
import { lotFigures } from './lot-balance.ts'
import { partyFigures } from './party-stock.ts'

const orUnknown = (description: string) =>
  Type.Unsafe<number | null>({ type: ['number', 'null'], description: `${description}; null: unknown` })

const Verdict = Type.Enum(['ok', 'surplus', 'loss', 'unknown'])
const uom = Type.Optional(Type.String({ description: 'UN/CEFACT code; absent: pieces' }))
const Unknown = Type.Object(
  { in: Type.Integer(), out: Type.Integer() },
  { description: 'How many statements tell no quantity that could be counted in this family of units' },
)
const Reasons = Type.Array(Type.Object({ code: Type.String(), message: Type.String() }), {
  description: 'Why the verdict is not more than it is, in words',
})
const Faults = Type.Array(
  Type.Object({
    event: Type.String(),
    key: Type.String(),
    fault: Type.String(),
    quantity: Type.Number(),
    message: Type.String(),
  }),
  { description: 'Quantities that cannot be counted on: they count as untold' },
)
const Expected = Type.Unsafe<{ least: number; greatest: number } | null>({
  type: ['object', 'null'],
  properties: { least: { type: 'number' }, greatest: { type: 'number' } },
})

const Figure = Type.Object({
  quantity: orUnknown('What the statements that tell a quantity come to'),
  statements: Type.Integer(),
  untold: Type.Integer({ description: 'How many of the statements tell no quantity' }),
  events: Type.Array(Type.String(), { description: 'IDs of their events, the first hundred' }),
})

const totals = {
  uom,
  in: orUnknown('What came in, as far as it is told'),
  out: orUnknown('What went out, as far as it is told'),
  loss: orUnknown('What was lost'),
  unknown: Unknown,
  verdict: Verdict,
  reasons: Reasons,
}

const ProcessQuantities = Type.Object({
  ...totals,
  expected: Expected,
  stated: Type.Array(
    Type.Object({
      ...YieldView.properties,
      out: orUnknown('How much of the product came out'),
      expected: Expected,
      verdict: Verdict,
    }),
  ),
})

export const ProcessAnswer = Type.Object({
  process: Type.String(),
  asOf: Type.Integer(),
  processes: Type.Array(
    Type.Object({
      declaredBy: Type.String(),
      from: Type.String(),
      to: Type.String(),
      inputs: Figure,
      outputs: Figure,
      quantities: Type.Array(ProcessQuantities),
      verdict: Verdict,
      faults: Faults,
    }),
  ),
})

const figures = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, Figure])) as Record<Name, typeof Figure>

const LotQuantities = Type.Object({
  ...totals,
  ...figures(lotFigures),
  remaining: Type.Object({
    quantity: orUnknown('What should still be there'),
    packed: orUnknown('How much of it lies in containers'),
  }),
  tolerance: orUnknown('What was stated for the product'),
})

export const LotAnswer = Type.Object({
  lot: Type.String(),
  asOf: Type.Integer(),
  quantities: Type.Array(LotQuantities),
  verdict: Verdict,
  faults: Faults,
})

const PartyQuantities = Type.Object({
  ...totals,
  ...figures(partyFigures),
  opening: orUnknown('What should have been there before'),
  closing: orUnknown('What should still be there'),
  tolerance: orUnknown('What was stated for the product'),
  yield: orUnknown('What was stated for the product'),
})

export const PartyAnswer = Type.Object({
  party: Type.String(),
  from: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  to: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  asOf: Type.Integer(),
  products: Type.Array(
    Type.Object({ product: Type.String(), quantities: Type.Array(PartyQuantities), verdict: Verdict }),
  ),
  verdict: Verdict,
  reasons: Reasons,
  unopened: Type.Array(Type.Object({ container: Type.String(), event: Type.String() }), {
    description: 'Containers that came or went with contents that the party told nothing of',
  }),
  faults: Faults,
})
