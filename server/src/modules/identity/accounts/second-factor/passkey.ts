import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import type { Account } from '../people/account.store.ts'
import { newRecoveryCodes } from './recovery-codes.ts'
import {
  deletePasskey,
  findPasskey,
  insertChallenge,
  insertPasskey,
  selectFactors,
  takeChallenge,
  updatePasskeyUsed,
} from './second-factor.store.ts'

/** The addresses at which this server is reached; the first one's host is what passkeys belong to. */
export type Origins = readonly string[]

const hostOf = (origins: Origins): string => new URL(origins[0] ?? '').hostname

/** How an authenticator is reached, as far as the standard names it (WebAuthn §5.8.4). */
const transports = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal']

/** What the browser needs to make a passkey of this person. */
export async function passkeyCreation(db: Db, origins: Origins, account: Account): Promise<object> {
  const { passkeys } = await selectFactors(db, account.id)
  const options = await generateRegistrationOptions({
    rpName: 'Nguồn',
    rpID: hostOf(origins),
    userName: account.signInName,
    userDisplayName: account.name,
    userID: new Uint8Array(Buffer.from(account.id.replaceAll('-', ''), 'hex')),
    excludeCredentials: passkeys.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await insertChallenge(db, options.challenge, 'create', account.id)
  return options
}

/** Keeps a passkey that the browser made. Answers the codes on paper, unless the person has such already. */
export async function addPasskey(
  db: Db,
  actor: Actor,
  origins: Origins,
  added: { accountID: string; label: string; response: unknown },
): Promise<string[]> {
  const { accountID, label } = added
  const response = added.response as RegistrationResponseJSON
  const challenges: string[] = []
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: (challenge) => challenges.push(challenge) > 0,
    expectedOrigin: [...origins],
    expectedRPID: hostOf(origins),
    requireUserVerification: true,
  }).catch(() => undefined)
  return db.transaction(async (tx) => {
    const asked = challenges[0] !== undefined && (await takeChallenge(tx, challenges[0], 'create', accountID))
    if (!asked || !verified?.verified) throw problem('account.passkey-wrong')
    const { credential } = verified.registrationInfo
    const passkey = {
      id: credential.id,
      accountID,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: transports.filter((known) => credential.transports?.includes(known)),
      label: label.normalize('NFC'),
    }
    if (!(await insertPasskey(tx, passkey))) throw problem('account.passkey-wrong')
    await recordDeed(tx, actor, {
      action: 'identity.add-passkey',
      subject: accountID,
      details: { passkey: passkey.id },
    })
    const { recoveryCodes } = await selectFactors(tx, accountID)
    return recoveryCodes > 0 ? [] : newRecoveryCodes(tx, accountID)
  })
}

/** What the browser needs to show a passkey. Nobody is named: the person chooses one that the browser keeps. */
export async function passkeyRequest(db: Db, origins: Origins): Promise<object> {
  const options = await generateAuthenticationOptions({ rpID: hostOf(origins), userVerification: 'required' })
  await insertChallenge(db, options.challenge, 'show', null)
  return options
}

/** Whose passkey signed a challenge of ours, which is used up by that; undefined where nobody's did. */
export async function verifyPasskey(tx: Tx, origins: Origins, shown: unknown): Promise<string | undefined> {
  const response = shown as AuthenticationResponseJSON
  const passkey = await findPasskey(tx, String(response.id))
  if (passkey === undefined) return undefined
  const challenges: string[] = []
  const { id, counter, transports } = passkey
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: (challenge) => challenges.push(challenge) > 0,
    expectedOrigin: [...origins],
    expectedRPID: hostOf(origins),
    credential: { id, publicKey: new Uint8Array(passkey.publicKey), counter, transports },
    requireUserVerification: true,
  }).catch(() => undefined)
  const asked = challenges[0] !== undefined && (await takeChallenge(tx, challenges[0], 'show', null))
  if (!asked || !verified?.verified) return undefined
  await updatePasskeyUsed(tx, id, verified.authenticationInfo.newCounter)
  return passkey.accountID
}

export const removePasskey = (db: Db, actor: Actor, accountID: string, id: string): Promise<void> =>
  db.transaction(async (tx) => {
    if (!(await deletePasskey(tx, accountID, id))) throw problem('account.passkey-unknown')
    await recordDeed(tx, actor, { action: 'identity.remove-passkey', subject: accountID, details: { passkey: id } })
  })
