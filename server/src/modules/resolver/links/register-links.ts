import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { takePosition } from '../../../platform/positions.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { describeKeys } from '../../registry/index.ts'
import { isDefault } from './check-links.ts'
import type { Link } from './link.ts'
import { closeLinkSet, insertLinkSet, lockAnchor } from './links.store.ts'

/** Puts an anchor's links in place of those it had, as a new version; in the name of the key's owner or of the operator. */
export async function registerLinks(db: Db, actor: Actor, target: Target, links: Link[]): Promise<number> {
  return db.transaction(async (tx) => {
    const basis = await basisOf(tx, actor, target)
    if (basis === 'owner' && links.some(isDefault)) throw problem('resolver.default-is-the-operators')
    await lockAnchor(tx, target.anchor)
    await recordDeed(tx, actor, { action: 'resolver.register-links', subject: target.anchor, details: { links } })
    const position = await takePosition(tx)
    await closeLinkSet(tx, target.anchor, position)
    await insertLinkSet(tx, { anchor: target.anchor, links, declaredBy: actor.partyID ?? '', basis, position })
    return position
  })
}

/** Ends an anchor's links; what they were stays readable with `asOf`. */
export async function removeLinks(db: Db, actor: Actor, target: Target): Promise<void> {
  await db.transaction(async (tx) => {
    await basisOf(tx, actor, target)
    await lockAnchor(tx, target.anchor)
    await recordDeed(tx, actor, { action: 'resolver.remove-links', subject: target.anchor })
    const existed = await closeLinkSet(tx, target.anchor, await takePosition(tx))
    if (!existed) throw problem('resolver.links-unknown', { anchor: target.anchor })
  })
}

/** An anchor, and the bare key whose owner may speak for it; without a key (a company prefix) only the operator may. */
export type Target = { anchor: string; key?: string }

async function basisOf(tx: Tx, actor: Actor, { key }: Target): Promise<'owner' | 'operator'> {
  if (actor.kind === 'operator') return 'operator'
  const owner = key === undefined ? undefined : (await describeKeys(tx, [key])).get(key)?.owner
  if (owner === undefined || owner !== actor.partyID) throw problem('resolver.not-the-owner')
  return 'owner'
}
