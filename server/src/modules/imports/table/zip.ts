import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { problem } from '../../../platform/problem.ts'
import { limits } from './limits.ts'

/** A part of a ZIP archive as its directory lists it (APPNOTE 6.3.10 §4.3.12). */
export type ZipPart = { name: string; method: number; flags: number; packed: number; unpacked: number; offset: number }

const endOfDirectory = 0x06054b50
const directoryEntry = 0x02014b50
const localHeader = 0x04034b50
const encrypted = 0x1
const stored = 0
const deflated = 8

/** The parts of an archive, judged by what its directory declares, before anything is unpacked. */
export function listParts(bytes: Buffer): Map<string, ZipPart> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== endOfDirectory) throw problem('imports.broken')
  const count = bytes.readUInt16LE(end + 10)
  if (count > limits.parts) throw problem('imports.too-many-parts', { limit: limits.parts })
  const parts = new Map<string, ZipPart>()
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== directoryEntry) throw problem('imports.broken')
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ]
    const part: ZipPart = {
      name: bytes.toString('utf8', at + 46, at + 46 + name).replace(/^\//, ''),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    }
    if (parts.has(part.name.toLowerCase())) throw problem('imports.broken')
    parts.set(part.name.toLowerCase(), part)
    at += 46 + name + extra + comment
  }
  refuseBombs([...parts.values()])
  return parts
}

/** Two parts over the same bytes, a size that no spreadsheet has, more out of a byte than writing gives: made to burst. */
function refuseBombs(parts: readonly ZipPart[]): void {
  const sorted = parts.toSorted((a, b) => a.offset - b.offset)
  sorted.forEach((part, index) => {
    const next = sorted[index + 1]
    if (next !== undefined && part.offset + 30 + part.packed > next.offset) throw bomb()
  })
  if (parts.reduce((sum, { unpacked }) => sum + unpacked, 0) > limits.unpackedBytes) throw bomb()
  if (parts.some(({ packed, unpacked }) => isBomb(packed, unpacked))) throw bomb()
}

const bomb = (): Error => problem('imports.zip-bomb', { megabytes: limits.unpackedBytes / 1024 / 1024 })
const isBomb = (packed: number, unpacked: number): boolean =>
  unpacked > limits.unpackedBytes || (unpacked > 1024 * 1024 && unpacked > packed * limits.ratio)

/** A part's bytes as they are unpacked; more than was declared is refused as soon as it comes. */
export async function* unpack(bytes: Buffer, part: ZipPart): AsyncGenerator<Buffer, void> {
  const { flags, method, packed, unpacked, offset } = part
  if ((flags & encrypted) !== 0) throw problem('imports.encrypted')
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== localHeader) throw problem('imports.broken')
  const from = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  const body = bytes.subarray(from, from + packed)
  if (body.length !== packed || (method !== stored && method !== deflated)) throw problem('imports.broken')
  if (method === stored) {
    if (packed !== unpacked) throw bomb()
    yield body
    return
  }
  let count = 0
  const inflate = Readable.from([body]).pipe(createInflateRaw({ chunkSize: 64 * 1024 }))
  try {
    for await (const chunk of inflate) {
      count += (chunk as Buffer).length
      if (count > unpacked || isBomb(packed, count)) throw bomb()
      yield chunk as Buffer
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('Z_')) throw problem('imports.broken')
    throw error
  } finally {
    inflate.destroy()
  }
  if (count !== unpacked) throw problem('imports.broken')
}
