/** Draws numbers from a seed: the same seed gives the same draws on every machine. */
export type Random = {
  /** From 0 up to, not including, `below`. */
  whole(below: number): number
  /** From 0 up to, not including, 1. */
  fraction(): number
  hex(digits: number): string
}

/**
 * Sfc32 (C. Doty-Humphrey), whose 128 bits of state hold seed and stream as they are: with 32 bits, of a million stories two
 * would draw the same.
 */
export const createRandom = (seed: number, stream = 0): Random => {
  let [a, b, c, counter] = [seed | 0, stream | 0, 0x9e3779b9 | 0, 1]
  const next = (): number => {
    const drawn = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + drawn) | 0
    return drawn >>> 0
  }
  for (let round = 0; round < 15; round += 1) next()
  const fraction = () => next() / 4_294_967_296
  return {
    fraction,
    whole: (below) => Math.floor(fraction() * below),
    hex: (digits) => {
      let text = ''
      while (text.length < digits) text += next().toString(16).padStart(8, '0')
      return text.slice(0, digits)
    },
  }
}

/** `count` different numbers below `below`, in random order; all of them where there are no more. */
export const pickDistinct = (random: Random, count: number, below: number): number[] => {
  const picked = new Set<number>()
  const wanted = Math.min(count, below)
  if (wanted * 2 > below) return shuffled(random, below).slice(0, wanted)
  while (picked.size < wanted) picked.add(random.whole(below))
  return [...picked]
}

const shuffled = (random: Random, below: number): number[] => {
  const numbers = Array.from({ length: below }, (_, index) => index)
  for (let last = below - 1; last > 0; last -= 1) {
    const other = random.whole(last + 1)
    ;[numbers[last], numbers[other]] = [numbers[other] as number, numbers[last] as number]
  }
  return numbers
}
