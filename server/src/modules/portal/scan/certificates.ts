import type { Language, Words } from '../../../platform/messages.ts'
import type { ShownCertificate, ShownTestResult } from '../../registry/index.ts'
import { nameOf } from './names.ts'
import type { ScanCertificate, ScanTestResult } from './scan-view.ts'

/** Certificates as a shopper reads them: never called attested unless the issuer says so itself. */
export const certificatesOf = (
  shown: readonly ShownCertificate[],
  words: Words,
  language: Language,
): ScanCertificate[] =>
  shown.map(({ standard, number, attested, validTo, issuer, issuerName }) => ({
    standard,
    number,
    issuer: (issuer && nameOf(issuer, language)) ?? issuerName ?? words('portal.unnamed'),
    attested,
    validTo,
  }))

/** Test results as a shopper reads them, each with what was tested. */
export const testResultsOf = (shown: readonly ShownTestResult[], words: Words, language: Language): ScanTestResult[] =>
  shown.map(({ key, parameter, value, unit, limit, conforms, testedOn, attested, laboratory, laboratoryName }) => ({
    parameter,
    value: withUnit(value, unit),
    ...(limit !== null && { limit: withUnit(limit, unit) }),
    ...(conforms !== null && { conforms }),
    of: testedThing(key, words),
    testedOn,
    laboratory: (laboratory && nameOf(laboratory, language)) ?? laboratoryName ?? words('portal.unnamed'),
    attested,
  }))

/** A unit belongs to a number: "not detected" has none. */
const withUnit = (value: string, unit: string | null): string =>
  unit === null || !/\d/.test(value) ? value : `${value} ${unit}`

/** The lot or item that was tested, by its number; else the kind of product. */
const testedThing = (key: string, words: Words): string => {
  const [, ai, value = ''] = /\/(10|21|235)\/([^/]+)$/.exec(key) ?? []
  return ai === undefined
    ? words('portal.test-results.product')
    : `${words(`portal.ai.${ai}`)} ${decodeURIComponent(value)}`
}
