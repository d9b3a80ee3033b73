import type { Language, Words } from '../../../platform/messages.ts'
import type { ShownCertificate } from '../../registry/index.ts'
import { nameOf } from './names.ts'
import type { ScanCertificate } from './scan-view.ts'

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
