/** A text that comes as bytes in any chunks: where its complete characters stand. Places are byte offsets in the whole. */
export type Characters = {
  /** The characters of a chunk that are complete with it; what breaks off waits for the next. */
  take(chunk: Uint8Array): string
  /** The byte offset of an index of the string that was taken last. */
  offsetOf(index: number): number
  /** The byte offset at which the text stopped being UTF-8; undefined while it is. */
  fault(): { code: 'utf8-invalid' | 'xml-encoding'; at: number } | undefined
  /** The text is over: a character may have broken off. */
  end(): void
}

const nothing = new Uint8Array(0)

/** UTF-8 alone is read; what looks like UTF-16 or UTF-32 at its first four bytes is told apart from broken UTF-8. */
export function createCharacters(): Characters {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let held: Uint8Array = nothing
  let before = 0
  let text = ''
  let length = 0
  let fault: ReturnType<Characters['fault']>

  function take(chunk: Uint8Array): string {
    before += length
    const bytes = held.length === 0 ? chunk : joined(held, chunk)
    length = completeLength(bytes)
    held = length === bytes.length ? nothing : bytes.slice(length)
    if (before < 4 && isWide(bytes)) fault = { code: 'xml-encoding', at: 0 }
    text = fault ? '' : decoded(bytes.subarray(0, length))
    return text
  }

  function decoded(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes)
    } catch {
      const at = validLength(bytes)
      fault = { code: 'utf8-invalid', at: before + at }
      return decoder.decode(bytes.subarray(0, at))
    }
  }

  return {
    take,
    offsetOf: (index) => (index < 0 ? before + index : before + new TextEncoder().encode(text.slice(0, index)).length),
    fault: () => fault,
    end() {
      if (held.length > 0) fault ??= { code: 'utf8-invalid', at: before + length }
    },
  }
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

/** No XML in UTF-8 has these bytes at its start: a byte order mark of UTF-16, or a NUL beside '<'. */
const isWide = (bytes: Uint8Array): boolean => (bytes[0] ?? 0) >= 0xfe || bytes.subarray(0, 4).includes(0)

/** How many bytes follow the first one of a character; -1: no first byte. */
function followers(byte: number): number {
  if (byte < 0x80) return 0
  if (byte < 0xc2) return -1
  if (byte < 0xe0) return 1
  if (byte < 0xf0) return 2
  return byte < 0xf5 ? 3 : -1
}

/** The length without a character that breaks off at the end. */
function completeLength(bytes: Uint8Array): number {
  const end = bytes.length
  for (let back = 1; back <= 3 && back <= end; back++) {
    const more = followers(bytes[end - back] as number)
    if (more >= back) return end - back
    if (more >= 0) return end
  }
  return end
}

/** How many bytes at the start are UTF-8. */
function validLength(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const more = followers(bytes[at] as number)
    if (more < 0 || !followRightly(bytes, at, more)) return at
    at += more + 1
  }
  return at
}

/** What the second byte may be behind a first one: no longer form than needed, no surrogate (RFC 3629 §4). */
const second: Readonly<Record<number, readonly [number, number]>> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f],
}

function followRightly(bytes: Uint8Array, at: number, more: number): boolean {
  for (let index = 1; index <= more; index++) {
    const byte = bytes[at + index] ?? 0
    const [low, high] = (index === 1 ? second[bytes[at] as number] : undefined) ?? [0x80, 0xbf]
    if (byte < low || byte > high) return false
  }
  return true
}
