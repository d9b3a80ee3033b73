import { daysFrom } from '../../../../../platform/days.ts'
import { foldSpelling } from '../../../spreadsheets/import-cell.ts'
import { isShown, standingOn } from '../../attestation/attestation.ts'
import type { CertificateRow } from '../../certificates/certificate.ts'
import type { Fact } from '../obligation.ts'

/** So many days before a certificate's last one its holder is told, and so many after it. */
const ahead = 60
const after = 365

/** Certificates that end soon or have ended, each by its last day; met where another one goes on. */
export const certificateFacts = (certificates: readonly CertificateRow[], day: string): Fact[] => {
  const kept = certificates.filter((each) => isKept(each, day))
  return kept
    .filter(({ validTo }) => daysFrom(day, ahead) >= validTo && daysFrom(validTo, after) >= day)
    .map((ending) => {
      const next = kept.find((other) => goesOn(ending, other))
      const name = `${ending.standard} ${ending.number}`
      return {
        each: 'certificate',
        subject: { key: ending.id, names: { vi: name, en: name } },
        words: {},
        from: daysFrom(ending.validTo, -ahead),
        by: ending.validTo,
        sure: true,
        draft: false,
        basis: [],
        evidence: [{ name: 'certificate', holds: next !== undefined, ...(next && { by: next.id }) }],
      }
    })
}

/** One that was revoked or withdrawn nobody has to renew. */
const isKept = (row: CertificateRow, day: string): boolean => {
  const state = standingOn(row, day, row.validFrom, row.validTo)
  return isShown(state) || state === 'expired' || state === 'not-yet'
}

/** Whether another certificate is for the same by the same standard, and lasts longer. */
const goesOn = (ending: CertificateRow, other: CertificateRow): boolean =>
  other.validTo > ending.validTo &&
  foldSpelling(other.standard) === foldSpelling(ending.standard) &&
  covers(other.products, ending.products) &&
  covers(other.locations, ending.locations)

/** Null is everything. */
const covers = (wide: readonly string[] | null, narrow: readonly string[] | null): boolean =>
  wide === null || (narrow?.every((key) => wide.includes(key)) ?? false)
