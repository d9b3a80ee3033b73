import { hash } from 'node:crypto'

/** First hex digits of the SHA-256 of a text. */
export const digest = (text: string, hexDigits = 64): string => hash('sha256', text, 'hex').slice(0, hexDigits)

/** 128 bits of hex as UUID text, the form in which hashes are stored. */
export const toUuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`

const eventDigits = 20
const partyDigits = 12

/**
 * What an event is stored under: 80 bits of its ID, 47 of the capturing party, 1 that tells a declaration from its
 * original. So one range of the key holds every party's event of an ID, and declarations lie beside what they correct.
 * `declared`: the content of an error declaration, of which a party may make several about one event (EPCIS 2.0 §7.4.1:
 * an eventID is unique but for them); its 47 bits are of that too.
 */
export const eventUid = (capturingParty: string, eventID: string, declared: string | false): string => {
  const party = declared === false ? partyDigest(capturingParty) : digest(`${capturingParty} ${declared}`, partyDigits)
  const last = (Number.parseInt(party.slice(-1), 16) & 0xe) | (declared === false ? 0 : 1)
  return toUuid(digest(eventID, eventDigits) + party.slice(0, -1) + last.toString(16))
}

/** Whether an error declaration is stored under this uid. */
export const isOfDeclaration = (uid: string): boolean => Number.parseInt(uid.slice(-1), 16) % 2 === 1

/** The lowest and the highest uid that an event of this ID can have, whoever captured it. */
export const uidRange = (eventID: string): [string, string] => rangeOf(digest(eventID, eventDigits))

/** The same range from the uid of one of them. */
export const namesakeRange = (uid: string): [string, string] => rangeOf(uid.replaceAll('-', '').slice(0, eventDigits))

const rangeOf = (start: string): [string, string] => [
  toUuid(start + '0'.repeat(partyDigits)),
  toUuid(start + 'f'.repeat(partyDigits)),
]

const partyDigests = new Map<string, string>()

const partyDigest = (party: string): string => {
  let known = partyDigests.get(party)
  if (known === undefined) {
    if (partyDigests.size > 10_000) partyDigests.clear()
    known = digest(party, partyDigits)
    partyDigests.set(party, known)
  }
  return known
}
