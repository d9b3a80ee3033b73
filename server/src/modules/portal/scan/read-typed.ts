import { type Issue, keyPath, parseDigitalLink, readCode } from '@nguon/gs1'
import type { Reader } from '../../../platform/postgres/database.ts'
import { findSubjects } from '../../registry/index.ts'

/** Where a typed code leads, or what is wrong with it; `text` is the code as it was read, for the place of the fault. */
export type Typed = { ok: true; path: string } | { ok: false; text: string; issues: Issue[] }

/**
 * A code as people type or paste it: spaces around it, and among bare digits, mean nothing. What GS1 does not know may
 * still be the number or address of another stamp that is registered for a product or place.
 */
export async function readTyped(db: Reader, typed: string): Promise<Typed> {
  const text = tidy(typed)
  const read = readCode(text)
  if (read.ok && read.digitalLink !== null) {
    const link = parseDigitalLink(read.digitalLink)
    if (link.ok) return { ok: true, path: keyPath(link.value) }
  }
  const path = await pathOfIdentifier(db, text)
  if (path !== undefined) return { ok: true, path }
  return { ok: false, text, issues: read.issues.length > 0 ? read.issues : [{ code: 'key-missing', at: 0 }] }
}

const longest = 500

function tidy(typed: string): string {
  const text = typed.trim().slice(0, longest)
  return /^[\d\s.-]+$/.test(text) ? text.replace(/[\s.-]/g, '') : text
}

async function pathOfIdentifier(db: Reader, text: string): Promise<string | undefined> {
  if (text.includes('\0')) return undefined
  const found = await findSubjects(db, text)
  return found.find(({ subject }) => /^\/\d{2,4}\//.test(subject))?.subject
}
