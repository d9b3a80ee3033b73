/** The names of the members of the objects that are open, for telling a name that comes twice (JSON-LD 1.1). */
export type Names = {
  open(depth: number): void
  close(depth: number): void
  begin(): void
  /** Takes the plain characters of a name from a chunk; returns where they end. */
  take(chunk: Uint8Array, from: number, plain: Uint8Array): number
  put(byte: number): void
  putCode(codePoint: number): void
  /** Whether the name that ends here is the first of its object. */
  end(depth: number): boolean
  /** The name that was read last, its first 256 bytes. */
  text(): string
}

const kept = 256
const many = 64

/**
 * A name is known by 53 bits of hash of its unescaped UTF-8: the first 32 by FNV-1a, the rest by another multiplier, so
 * that 10^8 events of 100 names have one false finding in a million.
 */
export function createNames(maxDepth: number): Names {
  let seen = new Float64Array(256)
  let top = 0
  const bases = new Int32Array(maxDepth + 1)
  const sets: (Set<number> | undefined)[] = new Array(maxDepth + 1).fill(undefined)
  const bytes = new Uint8Array(kept)
  let length = 0
  let first = 0
  let second = 0

  function put(byte: number): void {
    first = Math.imul(first ^ byte, 0x01000193)
    second = Math.imul(second + byte, 0x85ebca6b) ^ (second >>> 15)
    if (length < kept) bytes[length] = byte
    length++
  }

  function take(chunk: Uint8Array, from: number, plain: Uint8Array): number {
    let at = from
    while (at < chunk.length) {
      const byte = chunk[at] as number
      if (plain[byte] !== 1) break
      put(byte)
      at++
    }
    return at
  }

  function remember(depth: number, hash: number): boolean {
    const set = sets[depth]
    if (set) return set.size !== set.add(hash).size
    const base = bases[depth] as number
    for (let index = base; index < top; index++) if (seen[index] === hash) return false
    if (top === seen.length) {
      const grown = new Float64Array(seen.length * 2)
      grown.set(seen)
      seen = grown
    }
    seen[top++] = hash
    if (top - base === many) sets[depth] = new Set(seen.subarray(base, top))
    return true
  }

  return {
    open(depth) {
      bases[depth] = top
      sets[depth] = undefined
    },
    close(depth) {
      top = bases[depth] as number
      sets[depth] = undefined
    },
    begin() {
      length = 0
      first = 0x811c9dc5 | 0
      second = 0
    },
    take,
    put,
    putCode(codePoint) {
      for (const byte of new TextEncoder().encode(String.fromCodePoint(codePoint))) put(byte)
    },
    end: (depth) => remember(depth, (first >>> 0) * 0x200000 + ((second >>> 11) & 0x1fffff)),
    text: () => new TextDecoder().decode(bytes.subarray(0, Math.min(length, kept))),
  }
}
