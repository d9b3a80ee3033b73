import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { isProblem, problem } from '../../../platform/problem.ts'
import { holdsFile } from '../../files/index.ts'
import { changeRegistry } from '../change.ts'
import { speakersOn } from '../claims/speaker.ts'
import { locationKey } from '../locations/location.ts'
import { checkValidity } from '../moment.ts'
import { selectParties } from '../parties/party.store.ts'
import { productKey } from '../products/product-key.ts'
import { findCertificate, insertCertificate } from './certificate.store.ts'
import type { NewCertificate } from './certificate.ts'

/** A holder states that it has a certificate. Until its issuer attests it in the system it shows as the holder's word. */
export function stateCertificate(db: Db, actor: Actor, input: NewCertificate): Promise<string> {
  checkValidity(input)
  if (!input.issuer && !input.issuerName?.trim()) throw problem('registry.issuer-needed')
  const products = input.products?.map(productKey) ?? null
  const locations = input.locations?.map(placeKey) ?? null
  return changeRegistry(db, actor, async (tx, position) => {
    const holder = await checkHolder(tx, actor, [...(products ?? []), ...(locations ?? [])], input.file)
    await checkIssuer(tx, holder, input.issuer)
    const { standard, number, validFrom, validTo, issuer = null, issuerName = null, file = null } = input
    const id = newID()
    const stated = { id, holder, issuer, issuerName, products, locations, validFrom, validTo, file, position }
    await insertCertificate(
      tx,
      { ...stated, standard: standard.normalize('NFC').trim(), number: number.normalize('NFC').trim() },
      holder,
    )
    return {
      deed: { action: 'registry.state-certificate', subject: id, details: { standard, issuer } },
      keys: [],
      result: id,
    }
  })
}

/** A place as a scope names it: a GLN, a GLN and the plot's extension behind a slash, or an id. */
const placeKey = (name: string): string => {
  const [gln = '', extension] = name.split('/', 2)
  return locationKey(gln, extension)
}

/** What is stated of keys is stated by who may describe them, and shown by a file of one's own. */
export async function checkHolder(
  tx: Tx,
  actor: Actor,
  keys: readonly string[],
  file: string | undefined,
): Promise<string> {
  if (actor.partyID === null) throw problem('registry.not-yours')
  for (const speaker of (await speakersOn(tx, actor, keys, 'registry.key-taken')).values())
    if (isProblem(speaker)) throw speaker
  if (file !== undefined && !(await holdsFile(tx, actor.partyID, file)))
    throw problem('registry.file-unknown', { file })
  return actor.partyID
}

/** Nobody issues to itself, and who issues is in the register. */
export async function checkIssuer(tx: Tx, holder: string, issuer: string | undefined): Promise<void> {
  if (issuer === undefined) return
  if (issuer === holder) throw problem('registry.own-issuer')
  if ((await selectParties(tx, [issuer], {})).length === 0) throw problem('registry.party-unknown', { party: issuer })
}

/** The certificate, for a holder or issuer who may do something with it; for others it does not exist. */
export const getStanding = async (tx: Tx, actor: Actor, id: string) => {
  const found = await findCertificate(tx, id)
  if (found === undefined || actor.partyID === null || ![found.holder, found.issuer].includes(actor.partyID))
    throw problem('registry.certificate-unknown', { certificate: id })
  return { holder: found.holder, issuer: found.issuer, turns: found }
}
