import { createHmac } from 'node:crypto'

const rounds = 8

/**
 * A secret order of the numbers below `size`: each place has one number, each number one place, and who does not know the
 * secret cannot tell a number that was given out from one that was not. A Feistel network over the next power of four
 * (NIST SP 800-38G's construction in spirit), walked until it lands inside.
 */
export const createOrder = (secret: Buffer, size: bigint) => {
  const half = halfBits(size)
  const step = (forward: boolean) => (value: bigint) =>
    walk(value, size, (each) => network(secret, half, each, forward))
  return { numberAt: step(true), placeOf: step(false) }
}

/** Half of the bits that hold every number below a size, two at least. */
const halfBits = (size: bigint): bigint => {
  let half = 2n
  while (1n << (half * 2n) < size) half += 1n
  return half
}

const walk = (start: bigint, size: bigint, step: (value: bigint) => bigint): bigint => {
  let value = step(start)
  while (value >= size) value = step(value)
  return value
}

function network(secret: Buffer, half: bigint, value: bigint, forward: boolean): bigint {
  const mask = (1n << half) - 1n
  let left = value >> half
  let right = value & mask
  for (let index = 0; index < rounds; index += 1) {
    const round = forward ? index : rounds - 1 - index
    if (forward) [left, right] = [right, left ^ (scramble(secret, round, right) & mask)]
    else [left, right] = [right ^ (scramble(secret, round, left) & mask), left]
  }
  return (left << half) | right
}

const scramble = (secret: Buffer, round: number, value: bigint): bigint =>
  createHmac('sha256', secret).update(`${round}:${value}`).digest().readBigUInt64BE()
