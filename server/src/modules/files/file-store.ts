import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Actor } from '../../platform/actor.ts'
import { recordDeed } from '../../platform/audit.ts'
import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import { openBlobFolder } from './blob-folder.ts'
import { findReadable, insertFile, insertHolding, selectUnknown } from './file.store.ts'
import type { RenditionWidth } from './image.ts'
import { cleanImage, renderImage, renditionWidths } from './image.ts'
import { isNamedAs, type MediaType, mediaTypeOf } from './media-type.ts'

type CleanFile = { hash: string; type: string; bytes: number; width?: number; height?: number }

/** A file as kept. `public`: whether its holder shows it, by this upload or an earlier one. */
export type StoredFile = CleanFile & { public: boolean }

/** A file made ready: cleaned, named by its hash, its bytes on disk. Only its row is missing. */
export type PreparedFile = CleanFile & { readonly prepared: true }

export type ReadFile = { bytes: Buffer; type: string; public: boolean }

/** Files of a data folder. Bytes go to disk before the row commits: a row never names bytes that are not there. */
export type FileStore = {
  /** `name`: what the file was called, which must end as its content does; nothing else is made of it. */
  prepareFile(bytes: Uint8Array, name?: string): Promise<PreparedFile>
  storeFile(tx: Tx, actor: Actor, bytes: Uint8Array | PreparedFile, how: { public: boolean }): Promise<StoredFile>
  /** The bytes of a file or of its rendition, if the actor may see it. */
  readFile(reader: Reader, actor: Actor, hash: string, width?: RenditionWidth): Promise<ReadFile | undefined>
  /** Removes the bytes of files whose rows are gone (sample removal), after that has committed. */
  discard(reader: Reader, hashes: readonly string[]): Promise<void>
  /** Removes what broken uploads left, older than an hour. Answers how many. */
  heal(reader: Reader, now?: number): Promise<number>
}

const hour = 3_600_000
const renditionName = (width: RenditionWidth): string => `.${width}.webp`

export function createFileStore({ dataDir }: { dataDir: string }): FileStore {
  const folder = openBlobFolder(join(dataDir, 'files'))

  const draw = async (hash: string, original: Uint8Array, width: RenditionWidth): Promise<Buffer> => {
    const made = await renderImage(original, width)
    await folder.keep(hash, made, renditionName(width))
    return made
  }

  const rendition = async (hash: string, width: RenditionWidth): Promise<Buffer | undefined> => {
    const ready = await folder.read(hash, renditionName(width))
    if (ready) return ready
    const original = await folder.read(hash)
    return original && draw(hash, original, width)
  }

  const prepareFile = async (given: Uint8Array, name?: string): Promise<PreparedFile> => {
    if (given.length === 0) throw problem('files.empty')
    const type = mediaTypeOf(given)
    if (type === undefined) throw problem('files.type-unsupported')
    if (!isNamedAs(type, name)) throw problem('files.name-differs', { type })
    const { bytes, ...size } = await clean(given, type)
    const hash = createHash('sha256').update(bytes).digest('hex')
    await folder.keep(hash, bytes)
    if (type !== 'application/pdf') for (const width of renditionWidths) await draw(hash, bytes, width)
    return { hash, type, bytes: bytes.length, ...size, prepared: true }
  }

  return {
    prepareFile,
    async storeFile(tx, actor, given, how) {
      const partyID = actor.partyID
      if (partyID === null) throw problem('files.file-unknown')
      const { prepared: _prepared, ...file } = 'prepared' in given ? given : await prepareFile(given)
      const { hash, type: mediaType, bytes, width = null, height = null } = file
      await insertFile(tx, { hash, mediaType, bytes, width, height })
      const shown = await insertHolding(tx, { hash, partyID, public: how.public })
      await recordDeed(tx, actor, { action: 'files.store', subject: hash, details: { mediaType, public: shown } })
      return { ...file, public: shown }
    },
    async readFile(reader, actor, hash, width) {
      const row = await findReadable(reader, hash, actor.partyID, actor.can('files.read-all'))
      if (!row || (width !== undefined && row.width === null)) return undefined
      const bytes = width === undefined ? await folder.read(hash) : await rendition(hash, width)
      return bytes && { bytes, type: width === undefined ? row.mediaType : 'image/webp', public: row.public }
    },
    async discard(reader, hashes) {
      for (const hash of await selectUnknown(reader, hashes)) await folder.remove(hash)
    },
    async heal(reader, now = Date.now()) {
      const unfinished = await folder.removeUnfinished(now - hour)
      const left = await selectUnknown(reader, await folder.listOlderThan(now - hour))
      for (const hash of left) await folder.remove(hash)
      return unfinished + left.length
    },
  }
}

/** PDF is kept as it came: it has no pixels to write anew, and a signature in it must go on holding. */
const clean = async (
  bytes: Uint8Array,
  type: MediaType,
): Promise<{ bytes: Uint8Array; width?: number; height?: number }> =>
  type === 'application/pdf' ? { bytes } : cleanImage(bytes, type)
