import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IssueCode } from '../issue-codes.ts'
import { type LinterName, linters } from './linters.ts'

type Refusal = [part: string, code: IssueCode, at: number]

/** For each linter: parts that it lets pass, and parts it refuses with the code and the place. */
const vectors: Record<LinterName, { good: string[]; bad: Refusal[] }> = {
  csum: { good: ['9520123456788'], bad: [['9520123456789', 'check-digit-wrong', 12]] },
  csumalpha: {
    good: ['1987654Ad4X4bL5ttr2310c2K'],
    bad: [
      ['1987654Ad4X4bL5ttr2310c2L', 'check-pair-wrong', 23],
      ['1987654Ad4X4bL5ttr2310c2O', 'character-not-allowed', 24],
      ['A', 'value-too-short', 0],
    ],
  },
  gcppos1: {
    good: ['9520', '9520ABC'],
    bad: [
      ['952', 'company-prefix-too-short', 0],
      ['95A0', 'company-prefix-not-digits', 2],
    ],
  },
  gcppos2: {
    good: ['A9520'],
    bad: [
      ['A952', 'company-prefix-too-short', 0],
      ['A952B', 'company-prefix-not-digits', 4],
    ],
  },
  hasnondigit: { good: ['12A'], bad: [['123', 'non-digit-required', 0]] },
  yymmdd: {
    good: ['240229', '000229', '991231'],
    bad: [
      ['230229', 'date-impossible', 4],
      ['241301', 'date-impossible', 2],
      ['240100', 'date-impossible', 4],
    ],
  },
  yymmd0: {
    good: ['240200', '240229'],
    bad: [
      ['240230', 'date-impossible', 4],
      ['240001', 'date-impossible', 2],
    ],
  },
  yyyymmdd: {
    good: ['20000229', '19960229'],
    bad: [
      ['21000229', 'date-impossible', 6],
      ['20240000', 'date-impossible', 4],
    ],
  },
  yyyymmd0: { good: ['20240200'], bad: [['20240232', 'date-impossible', 6]] },
  hh: { good: ['00', '23'], bad: [['24', 'time-impossible', 0]] },
  mi: { good: ['00', '59'], bad: [['60', 'time-impossible', 0]] },
  ss: { good: ['59'], bad: [['60', 'time-impossible', 0]] },
  hhmi: {
    good: ['2359'],
    bad: [
      ['2400', 'time-impossible', 0],
      ['2360', 'time-impossible', 2],
    ],
  },
  iso3166: { good: ['704', '004'], bad: [['999', 'country-unknown', 0]] },
  iso3166999: { good: ['704', '999'], bad: [['987', 'country-unknown', 0]] },
  iso3166alpha2: { good: ['VN'], bad: [['vn', 'country-unknown', 0]] },
  iso4217: { good: ['704', '978'], bad: [['987', 'currency-unknown', 0]] },
  iso5218: { good: ['0', '1', '2', '9'], bad: [['3', 'sex-code-unknown', 0]] },
  mediatype: { good: ['01', '10', '80', '99'], bad: [['11', 'media-type-unknown', 0]] },
  packagetype: { good: ['BX', '200', '8', 'APE'], bad: [['00', 'package-type-unknown', 0]] },
  zero: { good: ['0'], bad: [['1', 'zero-expected', 0]] },
  nonzero: { good: ['0100'], bad: [['0000', 'zero-not-allowed', 0]] },
  nozeroprefix: { good: ['10'], bad: [['01', 'leading-zero', 0]] },
  yesno: { good: ['0', '1'], bad: [['2', 'yes-no-expected', 0]] },
  winding: { good: ['0', '1', '9'], bad: [['2', 'winding-unknown', 0]] },
  pieceoftotal: {
    good: ['0101', '0203'],
    bad: [
      ['0002', 'piece-of-total-wrong', 0],
      ['0200', 'piece-of-total-wrong', 2],
      ['0302', 'piece-of-total-wrong', 0],
    ],
  },
  posinseqslash: {
    good: ['1/2', '3/3', '9/10'],
    bad: [
      ['111', 'sequence-wrong', 0],
      ['1/', 'sequence-wrong', 0],
      ['0/3', 'leading-zero', 0],
      ['1/03', 'leading-zero', 2],
      ['2/1', 'sequence-wrong', 0],
    ],
  },
  latitude: { good: ['0000000000', '1800000000'], bad: [['1800000001', 'coordinate-impossible', 0]] },
  longitude: { good: ['3600000000'], bad: [['3600000001', 'coordinate-impossible', 0]] },
  hyphen: { good: ['-'], bad: [['X', 'hyphen-expected', 0]] },
  importeridx: { good: ['-', '_', 'a', 'Z', '0'], bad: [['=', 'character-not-allowed', 0]] },
  pcenc: {
    good: ['Nguy%E1%BB%85n', '%00', ''],
    bad: [
      ['ABC%0g', 'percent-encoding-wrong', 3],
      ['ABC%4', 'percent-encoding-wrong', 3],
      ['%', 'percent-encoding-wrong', 0],
    ],
  },
  iban: {
    good: ['FR7630006000011234567890189', 'MT90MALT011000012345MTLCAST001SABC'],
    bad: [
      ['FR1', 'value-too-short', 0],
      ['FR76300060', 'value-too-short', 0],
      ['XX7630006000011234567890189', 'country-unknown', 0],
      ['FR763000_000011234567890189', 'character-not-allowed', 8],
      ['FR7630006000011234567890188', 'iban-check-wrong', 2],
    ],
  },
  couponcode: {
    good: ['012345612345611110123', '012345612345611110123300123140012305012345661123456790100'],
    bad: [
      ['A12345612345611110123', 'character-not-allowed', 0],
      ['712345612345611110123', 'coupon-wrong', 0],
      ['01234561234561111012', 'coupon-wrong', 18],
      ['0123456123456111101237', 'coupon-wrong', 21],
      ['01234561234561111012335006064500607', 'coupon-wrong', 29],
    ],
  },
  couponposoffer: {
    good: ['001234561234560123456', '101234561234560123456'],
    bad: [
      ['201234561234560123456', 'coupon-wrong', 0],
      ['07', 'coupon-wrong', 1],
      ['0012345612345601234567', 'coupon-wrong', 21],
    ],
  },
}

for (const [name, { good, bad }] of Object.entries(vectors)) {
  const linter = linters[name as LinterName]
  test(`${name} lets good parts pass`, () => {
    for (const part of good) assert.equal(linter(part), undefined, part)
  })
  test(`${name} refuses bad parts with code and place`, () => {
    for (const [part, code, at] of bad) assert.deepEqual(linter(part), { code, at }, part)
  })
}
