import Type from 'typebox'
import { Day } from '../../parties/party.ts'
import { claimStates, type Turns } from '../attestation/attestation.ts'

const text = (maxLength: number, description?: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, ...(description !== undefined && { description }) }))

/** A test result as its holder states it. */
export const NewTestResult = Type.Object(
  {
    key: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'What was tested: a lot, an item or a product, as a Digital Link or its path',
    }),
    parameter: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '\\S',
      description: 'Chlorpyrifos, Salmonella, Pb',
    }),
    value: Type.String({ minLength: 1, maxLength: 100, description: '0.01, < 0.005, not detected' }),
    unit: text(40),
    limit: text(100, 'What it may be at most, as the rule has it'),
    method: text(200, 'The method of the test'),
    sample: text(200, 'Number of the sample'),
    laboratory: Type.Optional(
      Type.String({ format: 'uuid', description: 'The laboratory, where it is in the register: it alone can attest' }),
    ),
    laboratoryName: text(300, 'Its name, where it is not'),
    testedOn: Day,
    conforms: Type.Optional(Type.Boolean()),
    certificate: Type.Optional(Type.String({ format: 'uuid' })),
    file: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  },
  { additionalProperties: false },
)
export type NewTestResult = Type.Static<typeof NewTestResult>

export type TestResultRow = Turns & {
  id: string
  holder: string
  laboratory: string | null
  laboratoryName: string | null
  key: string
  certificate: string | null
  parameter: string
  value: string
  unit: string | null
  limit: string | null
  method: string | null
  sample: string | null
  testedOn: string
  conforms: boolean | null
  file: string | null
  position: number
  reason: string | null
}

/** A test result as its reader may see it. */
export const TestResultView = Type.Object({
  id: Type.String(),
  holder: Type.String(),
  laboratory: Type.Optional(Type.String()),
  laboratoryName: Type.Optional(Type.String()),
  key: Type.String(),
  certificate: Type.Optional(Type.String()),
  parameter: Type.String(),
  value: Type.String(),
  unit: Type.Optional(Type.String()),
  limit: Type.Optional(Type.String()),
  method: Type.Optional(Type.String()),
  sample: Type.Optional(Type.String()),
  testedOn: Type.String(),
  conforms: Type.Optional(Type.Boolean()),
  file: Type.Optional(Type.String()),
  state: Type.Enum([...claimStates]),
  reason: Type.Optional(Type.String()),
})
