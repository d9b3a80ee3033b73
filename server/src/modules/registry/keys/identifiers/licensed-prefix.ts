/**
 * GS1 prefixes under which no company gets numbers of its own (GS1 General Specifications §1.4.2): restricted circulation,
 * coupons, GTIN-8, global offices, serials and books, refund receipts.
 */
const unlicensed = /^(02|04|05|2|951|96|977|978|979|98|99)|^0{4}/

/** What GS1 Vietnam allocates is seven to ten digits long with its 893, or twelve (Decree 37/2026/ND-CP art. 29-31). */
const vietnamese = /^893(\d{4,7}|\d{9})$/

/** Whether digits can be a GS1 company prefix that a member organisation licensed; by whom is held, nobody but GS1 knows. */
export const isLicensedPrefix = (digits: string): boolean =>
  /^\d{4,12}$/.test(digits) && !unlicensed.test(digits) && (!digits.startsWith('893') || vietnamese.test(digits))
