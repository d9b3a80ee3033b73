// Rows in the binary format of COPY (PostgreSQL documentation, COPY, "Binary Format"): what the database reads with the
// least work, and this program writes with the least.

/** Fields and rows, written one after the other into a buffer that grows. */
export type CopyRows = { bytes: Buffer; at: number }

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')

/** No rows yet. */
export const newRows = (capacity = 65_536): CopyRows => {
  const bytes = Buffer.allocUnsafe(Math.max(capacity, signature.length))
  return { bytes, at: signature.copy(bytes) }
}

/** Fields alone, to be put into many rows. */
export const newFields = (capacity = 256): CopyRows => ({ bytes: Buffer.allocUnsafe(capacity), at: 0 })

/** The fields written since `from`. */
export const fieldsSince = ({ bytes, at }: CopyRows, from: number): Uint8Array => bytes.subarray(from, at)

/** All rows, ended; nothing may be written after. */
export const finishRows = (rows: CopyRows): Buffer => {
  putHalf(rows, -1)
  return rows.bytes.subarray(0, rows.at)
}

const room = (rows: CopyRows, count: number): void => {
  const needed = rows.at + count
  if (needed <= rows.bytes.length) return
  const grown = Buffer.allocUnsafe(Math.max(needed, rows.bytes.length * 2))
  rows.bytes.copy(grown, 0, 0, rows.at)
  rows.bytes = grown
}

// Byte by byte: cheaper by half than Buffer's methods, which check their arguments, and there are a hundred an event.
const putHalf = (rows: CopyRows, value: number): void => {
  room(rows, 2)
  const { bytes, at } = rows
  bytes[at] = value >> 8
  bytes[at + 1] = value
  rows.at = at + 2
}

const putWord = (rows: CopyRows, value: number): void => {
  room(rows, 4)
  const { bytes, at } = rows
  bytes[at] = value >> 24
  bytes[at + 1] = value >> 16
  bytes[at + 2] = value >> 8
  bytes[at + 3] = value
  rows.at = at + 4
}

export const startRow = (rows: CopyRows, fields: number): void => putHalf(rows, fields)

export const putFields = (rows: CopyRows, fields: Uint8Array): void => {
  room(rows, fields.length)
  rows.bytes.set(fields, rows.at)
  rows.at += fields.length
}

type Missing = null | undefined
const isMissing = (value: unknown): value is Missing => value === null || value === undefined

export const putNull = (rows: CopyRows): void => putWord(rows, -1)

export const putSmall = (rows: CopyRows, value: number | Missing): void => {
  if (isMissing(value)) {
    putNull(rows)
    return
  }
  putWord(rows, 2)
  putHalf(rows, value)
}

export const putInteger = (rows: CopyRows, value: number): void => {
  putWord(rows, 4)
  putWord(rows, value)
}

export const putBig = (rows: CopyRows, value: number | bigint): void => {
  putWord(rows, 8)
  room(rows, 8)
  rows.at = rows.bytes.writeBigInt64BE(BigInt(value), rows.at)
}

export const putBoolean = (rows: CopyRows, value: boolean): void => {
  putWord(rows, 1)
  room(rows, 1)
  rows.at = rows.bytes.writeUInt8(value ? 1 : 0, rows.at)
}

/** The length goes before the text, and is known after it. */
export const putText = (rows: CopyRows, text: string | Missing, version = ''): void => {
  if (isMissing(text)) {
    putNull(rows)
    return
  }
  room(rows, 4 + version.length + text.length * 3)
  const start = rows.at + 4
  let at = start + rows.bytes.write(version, start, 'latin1')
  at += rows.bytes.write(text, at, 'utf8')
  rows.bytes.writeInt32BE(at - start, rows.at)
  rows.at = at
}

/** A value as jsonb: its text behind a version. */
export const putJson = (rows: CopyRows, value: unknown): void =>
  putText(rows, value === undefined ? undefined : JSON.stringify(value), '\x01')

export const putUuid = (rows: CopyRows, uuid: string | Missing): void => {
  if (isMissing(uuid)) {
    putNull(rows)
    return
  }
  putWord(rows, 16)
  room(rows, 16)
  const { bytes } = rows
  for (let from = 0; from < uuid.length; from += 2) {
    if (uuid.charCodeAt(from) === hyphen) from += 1
    bytes[rows.at] = ((nibbles[uuid.charCodeAt(from)] ?? 0) << 4) | (nibbles[uuid.charCodeAt(from + 1)] ?? 0)
    rows.at += 1
  }
}

const hyphen = 0x2d
const nibbles = new Uint8Array(128)
for (const digit of '0123456789abcdefABCDEF') nibbles[digit.charCodeAt(0)] = Number.parseInt(digit, 16)

const epoch = Date.UTC(2000, 0, 1)
/** Where the milliseconds of '2026-07-01T08:00:00.123456Z' end. */
const milliseconds = 23

/** An instant in UTC with 3 to 6 digits of a second, in years of four digits. */
export const putInstant = (rows: CopyRows, instant: string): void => {
  const micros = instant.slice(milliseconds, -1).padEnd(3, '0')
  putBig(rows, BigInt(Date.parse(`${instant.slice(0, milliseconds)}Z`) - epoch) * 1000n + BigInt(micros))
}

const endless: Record<string, number> = { infinity: 0x7fffffff, '-infinity': -0x80000000 }

/** A day such as 2026-07-01, or the end of days on either side. */
export const putDay = (rows: CopyRows, day: string): void =>
  putInteger(rows, endless[day] ?? (Date.parse(`${day}T00:00:00Z`) - epoch) / 86_400_000)

const uuidType = 2950
const textType = 25
const instantType = 1184

export const putUuids = (rows: CopyRows, uuids: readonly string[]): void => putArray(rows, uuids, uuidType, putUuid)
export const putTexts = (rows: CopyRows, texts: readonly string[]): void => putArray(rows, texts, textType, putText)
export const putInstants = (rows: CopyRows, instants: readonly string[]): void =>
  putArray(rows, instants, instantType, putInstant)

/** A list as an array of one dimension; an empty one as none. */
const putArray = (
  rows: CopyRows,
  values: readonly string[],
  type: number,
  put: (rows: CopyRows, value: string) => void,
): void => {
  if (values.length === 0) {
    putNull(rows)
    return
  }
  putWord(rows, 0)
  const start = rows.at
  for (const word of [1, 0, type, values.length, 1]) putWord(rows, word)
  for (const value of values) put(rows, value)
  rows.bytes.writeInt32BE(rows.at - start, start - 4)
}

const decimal = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/
const positive = 0x0000
const negative = 0x4000

/** A finite number as numeric: groups of four decimal digits, and how many of them stand before the point. */
export const putNumeric = (rows: CopyRows, value: number | Missing): void => {
  if (isMissing(value)) {
    putNull(rows)
    return
  }
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimal.exec(String(value)) ?? []
  const point = whole.length + Number(exponent)
  const stated = '0'.repeat(Math.max(0, -point)) + whole + fraction
  const before = Math.max(0, point)
  const after = Math.max(0, stated.length - before)
  // Whole groups on both sides of the point.
  const digits = '0'.repeat((4 - (before % 4)) % 4) + stated.padEnd(before, '0') + '0'.repeat((4 - (after % 4)) % 4)
  const first = digits.search(/[1-9]/) >> 2
  const end = first < 0 ? 0 : Math.ceil(digits.replace(/0+$/, '').length / 4)
  const start = Math.max(0, first)
  putWord(rows, 8 + (end - start) * 2)
  putHalf(rows, end - start)
  putHalf(rows, end === 0 ? 0 : Math.ceil(before / 4) - 1 - start)
  putHalf(rows, sign === '-' ? negative : positive)
  putHalf(rows, after)
  for (let group = start; group < end; group += 1) putHalf(rows, Number(digits.slice(group * 4, group * 4 + 4)))
}
