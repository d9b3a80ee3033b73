/** Draws numbers from a seed: the same seed gives the same draws on every machine. */
export type Random = {
  /** From 0 up to, not including, `below`. */
  whole(below: number): number
  /** From 0 up to, not including, 1. */
  fraction(): number
  hex(digits: number): string
}

/** Mulberry32; `stream` tells draws apart that share a seed. */
export const createRandom = (seed: number, stream = 0): Random => {
  let state = mix(seed ^ mix(stream + 0x9e3779b9))
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    return mix(state)
  }
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

const mix = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return (mixed ^ (mixed >>> 14)) >>> 0
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
