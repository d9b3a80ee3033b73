import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import { inNfc } from '../../../../platform/json-in-nfc.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { isProblem, problem } from '../../../../platform/problem.ts'
import { heldFiles } from '../../../files/index.ts'
import { speakersOn } from '../../keys/claims/speaker.ts'
import { selectParties } from '../../parties/party.store.ts'
import { locationKey } from '../../places/locations/location.ts'
import { pathName, productKey } from '../../products/product-key.ts'
import { changeRegistry } from '../../versions/change.ts'
import { checkValidity } from '../../versions/moment.ts'
import { findCertificate, insertCertificates, type StatedCertificate } from './certificate.store.ts'
import type { NewCertificate } from './certificate.ts'

/** A holder states that it has a certificate. Until its issuer attests it in the system it shows as the holder's word. */
export function stateCertificate(db: Db, actor: Actor, input: NewCertificate): Promise<string> {
  const stated = readCertificate(actor, input)
  return changeRegistry(db, actor, async (tx, position) => {
    const check = await statementCheck(tx, actor, [certified(stated)])
    check(certified(stated))
    const [id = ''] = await addCertificates(tx, [stated], position)
    const { standard, issuer } = stated
    return {
      deed: { action: 'registry.state-certificate', subject: id, details: { standard, issuer } },
      keys: [],
      result: id,
    }
  })
}

type Stated = Omit<StatedCertificate, 'id' | 'position'>

/** A certificate as the register spells it; a Problem where it cannot be one. */
export function readCertificate(actor: Actor, input: NewCertificate): Stated {
  if (actor.partyID === null) throw problem('registry.not-yours')
  checkValidity(input)
  if (!input.issuer && !input.issuerName?.trim()) throw problem('registry.issuer-needed')
  const { standard, number, validFrom, validTo, issuer = null, issuerName = null, file = null } = inNfc(input)
  return {
    ...{ holder: actor.partyID, issuer, issuerName, validFrom, validTo, file },
    products: input.products?.map(productKey) ?? null,
    locations: input.locations?.map(placeKey) ?? null,
    standard: standard.trim(),
    number: number.trim(),
  }
}

/** A place as a scope names it: a GLN, a GLN and a plot's extension behind `/254/` or a slash alone, or an id. */
const placeKey = (name: string): string => {
  const [, gln = name, extension] = /^([^/]*)\/(?:254\/)?(.+)$/.exec(name) ?? []
  return locationKey(gln, extension && (isEncoded.test(extension) ? decodeURIComponent(extension) : extension))
}

const isEncoded = /^(?:[^%]|%[2-7][0-9a-f])*$/i

/** What a certificate states, as it is judged. */
export const certified = ({ products, locations, file, issuer }: Stated): Statement => ({
  keys: products ?? [],
  places: locations ?? [],
  file,
  issuer,
})

/** Writes certificates that have been judged, each its holder's word; answers their ids. */
export async function addCertificates(tx: Tx, stated: readonly Stated[], position: number): Promise<string[]> {
  const rows = stated.map((each) => ({ ...each, id: newID(), position }))
  const holder = rows[0]?.holder
  if (holder !== undefined) await insertCertificates(tx, rows, holder)
  return rows.map(({ id }) => id)
}

/** A statement as it is judged: of which keys, at which places alone, shown by which file, issued by whom. */
export type Statement = {
  keys: readonly string[]
  places: readonly string[]
  file: string | null
  issuer: string | null
}

/**
 * What is stated of keys is stated by who holds them, in its name or as an authority: on the page of a key that nobody holds, or
 * that is in dispute, nothing is said by whoever comes. It is shown by a file of one's own; nobody issues to itself,
 * and who issues is in the register. What all statements need is read once; each is judged by what comes back.
 */
export async function statementCheck(
  reader: Reader,
  actor: Actor,
  statements: readonly Statement[],
): Promise<(statement: Statement) => void> {
  const keys = [...new Set(statements.flatMap((each) => [...each.keys, ...each.places]))]
  const speakers = await speakersOn(reader, actor, keys, 'registry.key-taken')
  const held = await heldFiles(
    reader,
    actor.partyID,
    statements.flatMap(({ file }) => file ?? []),
  )
  const issuers = [...new Set(statements.flatMap(({ issuer }) => issuer ?? []))]
  const known = new Set(issuers.length === 0 ? [] : (await selectParties(reader, issuers, {})).map(({ id }) => id))
  return ({ keys: named, places, file, issuer }) => {
    for (const key of [...named, ...places]) {
      const speaker = speakers.get(key)
      if (speaker !== undefined && isProblem(speaker)) throw speaker
      if (speaker?.claims && !places.includes(key)) throw problem('registry.holder-needed', { key: pathName(key) })
    }
    if (file !== null && !held.has(file)) throw problem('registry.file-unknown', { file })
    if (issuer !== null && issuer === actor.partyID) throw problem('registry.own-issuer')
    if (issuer !== null && !known.has(issuer)) throw problem('registry.party-unknown', { party: issuer })
  }
}

/** The certificate, for a holder or issuer who may do something with it; for others it does not exist. */
export const getStanding = async (tx: Tx, actor: Actor, id: string) => {
  const found = await findCertificate(tx, id)
  if (found === undefined || actor.partyID === null || ![found.holder, found.issuer].includes(actor.partyID))
    throw problem('registry.certificate-unknown', { certificate: id })
  return { holder: found.holder, issuer: found.issuer, turns: found }
}
