import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Actor } from '../../platform/actor.ts'
import { recordDeed } from '../../platform/audit.ts'
import type { Reader, Tx } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import { openBlobFolder } from './blob-folder.ts'
import { findReadable, insertHolding, selectUnnamed } from './file.store.ts'
import type { RenditionWidth } from './image.ts'
import { cleanImage, renderImage, renditionWidths } from './image.ts'
import { isNamedAs, type MediaType, mediaTypeOf } from './media-type.ts'

type CleanFile = { hash: string; type: string; bytes: number; width?: number; height?: number }

/** A file as kept. `public`: whether its holder shows it, by this upload or an earlier one. */
export type StoredFile = CleanFile & { public: boolean }

/** A file made ready: cleaned, named by its hash, its bytes on disk as this party's own. Only its row is missing. */
export type PreparedFile = { file: CleanFile; readonly partyID: string; readonly blob: string }

export type ReadFile = { bytes: Buffer; type: string; public: boolean }

/** Files of a data folder. Bytes go to disk before the row commits: a row never names bytes that are not there. */
export type FileStore = {
  /** `name`: what the file was called, which must end as its content does; nothing else is made of it. */
  prepareFile(actor: Actor, bytes: Uint8Array, name?: string): Promise<PreparedFile>
  storeFile(tx: Tx, actor: Actor, prepared: PreparedFile, how: { public: boolean }): Promise<StoredFile>
  /** The bytes of a file or of its rendition, if the actor may see it. */
  readFile(reader: Reader, actor: Actor, hash: string, width?: RenditionWidth): Promise<ReadFile | undefined>
  /** Removes bytes whose rows are gone (sample removal), after that has committed. */
  discard(reader: Reader, blobs: readonly string[]): Promise<void>
  /**
   * Removes what uploads that broke off, or were killed, left, older than an hour; what is younger may be another process's upload.
   * Whole files stay where no row names any of the folder's: that is another system's database. Answers how many it removed.
   */
  heal(reader: Reader, how?: { now?: number; stopping?: AbortSignal | undefined }): Promise<number>
}

const hour = 3_600_000
const askedAtOnce = 1000
const renditionName = (width: RenditionWidth): string => `.${width}.webp`

/** Each party's bytes lie under a name of their own: what others brought is neither met nor replaced, so no time can tell of it. */
const blobOf = (partyID: string, hash: string): string => sha256(`${partyID} ${hash}`)

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

export function createFileStore({ dataDir }: { dataDir: string }): FileStore {
  const folder = openBlobFolder(join(dataDir, 'files'))

  const draw = async (blob: string, original: Uint8Array, width: RenditionWidth): Promise<Buffer> => {
    const made = await renderImage(original, width)
    await folder.keep(blob, made, renditionName(width))
    return made
  }

  const rendition = async (blob: string, width: RenditionWidth): Promise<Buffer | undefined> => {
    const ready = await folder.read(blob, renditionName(width))
    if (ready) return ready
    const original = await folder.read(blob)
    return original && draw(blob, original, width)
  }

  return {
    async prepareFile({ partyID }, given, name) {
      if (partyID === null) throw problem('files.file-unknown')
      if (given.length === 0) throw problem('files.empty')
      const type = mediaTypeOf(given)
      if (type === undefined) throw problem('files.type-unsupported')
      if (!isNamedAs(type, name)) throw problem('files.name-differs', { type })
      const { bytes, ...size } = await clean(given, type)
      const hash = sha256(bytes)
      const blob = blobOf(partyID, hash)
      await folder.keep(blob, bytes)
      if (type !== 'application/pdf') for (const width of renditionWidths) await draw(blob, bytes, width)
      return { file: { hash, type, bytes: bytes.length, ...size }, partyID, blob }
    },
    async storeFile(tx, actor, { file, partyID, blob }, how) {
      const { hash, type: mediaType, bytes, width = null, height = null } = file
      const held = { hash, partyID, blob, mediaType, bytes, width, height, public: how.public }
      const shown = await insertHolding(tx, held)
      await recordDeed(tx, actor, { action: 'files.store', subject: hash, details: { mediaType, public: shown } })
      return { ...file, public: shown }
    },
    async readFile(reader, actor, hash, width) {
      const row = await findReadable(reader, hash, actor.partyID, actor.can('files.read-all'))
      if (!row || (width !== undefined && row.width === null)) return undefined
      const bytes = width === undefined ? await folder.read(row.blob) : await rendition(row.blob, width)
      return bytes && { bytes, type: width === undefined ? row.mediaType : 'image/webp', public: row.public }
    },
    async discard(reader, blobs) {
      for (const blob of await selectUnnamed(reader, blobs)) await folder.remove(blob)
    },
    async heal(reader, { now = Date.now(), stopping } = {}) {
      let removed = await folder.removeUnfinished(now - hour)
      const names = await folder.list()
      const left: string[] = []
      for (let at = 0; at < names.length; at += askedAtOnce) {
        stopping?.throwIfAborted()
        left.push(...(await selectUnnamed(reader, names.slice(at, at + askedAtOnce))))
      }
      if (left.length === names.length) return removed
      for (const blob of left) {
        stopping?.throwIfAborted()
        // Asked right before: a file that is brought again at this moment is written anew first.
        if (((await folder.writtenAt(blob)) ?? now) >= now - hour) continue
        await folder.remove(blob)
        removed += 1
      }
      return removed
    },
  }
}

/** PDF is kept as it came: it has no pixels to write anew, and a signature in it must go on holding. */
const clean = async (
  bytes: Uint8Array,
  type: MediaType,
): Promise<{ bytes: Uint8Array; width?: number; height?: number }> =>
  type === 'application/pdf' ? { bytes } : cleanImage(bytes, type)
