import Type from 'typebox'
import { Day } from '../../../parties/party.ts'
import type { Finding } from '../system.ts'

const hash = { pattern: '^[0-9a-f]{64}$' }

export const conformityBases = ['self', 'certified'] as const
export const examinationKinds = ['interoperability', 'readiness'] as const

/** A declaration of conformity with a standard: by the owner itself, or on a certificate (Decree 37/2026 art. 23.4). */
export const NewConformity = Type.Object(
  {
    standard: Type.String({ minLength: 2, maxLength: 100, pattern: '\\S' }),
    basis: Type.Enum([...conformityBases]),
    certificate: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Number of the certificate' })),
    certifier: Type.Optional(Type.String({ format: 'uuid', description: 'A certification body of the register' })),
    declaredOn: Day,
    validTo: Type.Optional(Day),
    file: Type.String({ ...hash, description: "Hash of the declaration, a file of the caller's" }),
  },
  { additionalProperties: false },
)
export type NewConformity = Type.Static<typeof NewConformity>

export const Conformity = Type.Object({
  id: Type.String(),
  standard: Type.String(),
  basis: Type.String(),
  certificate: Type.Optional(Type.String()),
  certifier: Type.Optional(Type.String()),
  declaredOn: Type.String(),
  validTo: Type.Optional(Type.String()),
  file: Type.String(),
  ended: Type.Boolean(),
  declaredBy: Type.String(),
})

/** What an authority found of a system on a day, and on what it rests. */
export const NewExamination = Type.Object(
  {
    kind: Type.Enum([...examinationKinds]),
    passed: Type.Boolean(),
    examinedOn: Day,
    validTo: Type.Optional(Day),
    evidenceText: Type.Optional(Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' })),
    evidenceFile: Type.Optional(Type.String(hash)),
  },
  { additionalProperties: false },
)
export type NewExamination = Type.Static<typeof NewExamination>

export const Examination = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  passed: Type.Boolean(),
  examinedOn: Type.String(),
  validTo: Type.Optional(Type.String()),
  evidenceText: Type.Optional(Type.String()),
  evidenceFile: Type.Optional(Type.String()),
  declaredBy: Type.String(),
})

export type ConformityRow = {
  id: string
  system: string
  standard: string
  basis: (typeof conformityBases)[number]
  certificate: string | null
  certifier: string | null
  declaredOn: string
  validTo: string
  file: string
  ended: boolean
  declaredBy: string
}

export type ExaminationRow = {
  id: string
  system: string
  kind: (typeof examinationKinds)[number]
  passed: boolean
  examinedOn: string
  validTo: string
  evidenceText: string | null
  evidenceFile: string | null
  position: number
  declaredBy: string
}

const isAround = (from: string, to: string, day: string): boolean => from <= day && (to === 'infinity' || to >= day)

/** Of examinations of one kind the last by a day, if it was passed and holds still. */
const lastPassed = (
  rows: readonly ExaminationRow[],
  kind: ExaminationRow['kind'],
  day: string,
): ExaminationRow | undefined => {
  const last = rows
    .filter((row) => row.kind === kind && row.examinedOn <= day)
    .reduce<ExaminationRow | undefined>((best, row) => (best && isLater(best, row) ? best : row), undefined)
  return last?.passed && isAround(last.examinedOn, last.validTo, day) ? last : undefined
}

const isLater = (a: ExaminationRow, b: ExaminationRow): boolean =>
  a.examinedOn === b.examinedOn ? a.position > b.position : a.examinedOn > b.examinedOn

/**
 * "Applies the standards": a declaration of conformity in force, and an examination that the system exchanges data with
 * others (the 30 % of the Plan). Says nothing about whether it may be connected.
 */
export function appliesStandards(
  declared: readonly ConformityRow[],
  examined: readonly ExaminationRow[],
  day: string,
): Finding {
  const conformities = declared.filter((row) => !row.ended && isAround(row.declaredOn, row.validTo, day))
  const exchange = lastPassed(examined, 'interoperability', day)
  return {
    holds: conformities.length > 0 && exchange !== undefined,
    evidence: [...conformities.map(({ id }) => id), ...(exchange ? [exchange.id] : [])],
    missing: [...(conformities.length > 0 ? [] : ['conformity']), ...(exchange ? [] : ['interoperability'])],
  }
}

/** "Eligible for connection" (the 70 % of the Plan): an authority has examined that, and nothing else stands for it. */
export function eligibleForConnection(examined: readonly ExaminationRow[], day: string): Finding {
  const ready = lastPassed(examined, 'readiness', day)
  return { holds: ready !== undefined, evidence: ready ? [ready.id] : [], missing: ready ? [] : ['readiness'] }
}
