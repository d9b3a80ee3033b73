/**
 * An exact number: `n` / `d`, with `d` above 0. What is told is a decimal and is added, converted and compared as one;
 * only what is printed becomes a number of JSON: the one nearest to the exact result.
 */
export type Exact = { n: bigint; d: bigint }

export const zero: Exact = { n: 0n, d: 1n }
export const one: Exact = { n: 1n, d: 1n }

const decimal = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i

/** A decimal as JavaScript, JSON or PostgreSQL writes it. Throws for a text that is none. */
export const exact = (value: number | string): Exact => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = decimal.exec(String(value)) ?? []
  if (whole === '' && fraction === '') throw new Error(`${value} is no decimal`)
  const digits = BigInt(sign + whole + fraction)
  const scale = Number(exponent) - fraction.length
  return scale >= 0 ? { n: digits * 10n ** BigInt(scale), d: 1n } : reduced(digits, 10n ** BigInt(-scale))
}

const divisor = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x === 0n ? 1n : x
}

const reduced = (n: bigint, d: bigint): Exact => {
  const common = divisor(n, d)
  return { n: n / common, d: d / common }
}

export const plus = (a: Exact, b: Exact): Exact =>
  a.d === b.d ? reduced(a.n + b.n, a.d) : reduced(a.n * b.d + b.n * a.d, a.d * b.d)

export const minus = (a: Exact, b: Exact): Exact => plus(a, { n: -b.n, d: b.d })

export const times = (a: Exact, b: Exact): Exact => reduced(a.n * b.n, a.d * b.d)

/** Divides by what is above 0. */
export const over = (a: Exact, b: Exact): Exact => reduced(a.n * b.d, a.d * b.n)

/** Negative where `a` is the lesser. */
export const compare = (a: Exact, b: Exact): number => {
  const difference = a.n * b.d - b.n * a.d
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

export const sum = (values: readonly Exact[]): Exact => values.reduce(plus, zero)

/** Digits that are kept beyond those of the denominator: more than a number of JSON can tell apart. */
const spareDigits = 25

/** The number nearest to it. */
export const toNumber = ({ n, d }: Exact): number => {
  const scale = d.toString().length + spareDigits
  return Number(`${(n * 10n ** BigInt(scale)) / d}e-${scale}`)
}
