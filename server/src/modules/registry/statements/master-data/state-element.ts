import type { Context } from '@nguon/epcis'
import { canonicalKey, resolveContext } from '@nguon/epcis'
import type { Actor } from '../../../../platform/actor.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { claimForParty } from '../../keys/claims/claim-for-party.ts'
import { speakerOn } from '../../keys/claims/speaker.ts'
import { refuseRestricted } from '../../products/product-key.ts'
import { changeRegistry } from '../../versions/change.ts'
import { checkValidity } from '../../versions/moment.ts'
import { attributeUri, shownName } from '../attributes/master-data-attributes.ts'
import { stateWords } from '../attributes/state-words.ts'
import { selectWords } from '../attributes/statement.store.ts'
import { elementWords, isMembership, kindOf, readElement } from '../attributes/vocabulary-element.ts'
import type { Spoken } from '../attributes/word.ts'
import type { ElementInput } from './element.ts'

/**
 * A party's master data on a key, whole: what it leaves out of what it had said is taken back. The rules of who may speak
 * are the register's own, and so is that who describes an unowned GS1 key first asserts a claim on it.
 */
export function stateElement(db: Db, actor: Actor, key: string, input: ElementInput): Promise<void> {
  checkValidity(input)
  refuseRestricted(key)
  const spoken = wordsOf(key, input)
  return changeRegistry(db, actor, async (tx, position) => {
    const speaker = await speakerOn(tx, actor, key, 'registry.key-taken')
    const { declaredBy, inNameOf, basis = input.basis } = speaker
    const speech = { subject: key, kind: kindOf(key), declaredBy, inNameOf, basis, ...validity(input) }
    const replaced = await toldBefore(tx, key, declaredBy, input)
    const attributes = [...new Set([...replaced, ...spoken].map(({ attribute }) => attribute))]
    const changed = await stateWords(tx, speech, spoken, attributes, position)
    const claims = speaker.claims && key.startsWith('/')
    if (claims) await claimForParty(tx, declaredBy, key, false, { position, declaredBy, basis })
    return {
      deed: { action: 'registry.state-master-data', subject: key, details: { changed } },
      keys: claims || changed.length > 0 ? [key] : [],
      result: undefined,
    }
  })
}

const validity = ({ validFrom, validTo }: ElementInput) => ({ validFrom, validTo })

/** The party's words that master data can say; what the register alone has a place for stays. */
const toldBefore = async (tx: Tx, key: string, party: string, { validFrom }: ElementInput): Promise<Spoken[]> =>
  (await selectWords(tx, [key], { at: validFrom }, party)).filter(
    (word) => shownName(word) !== undefined || word.attribute === 'children' || isMembership(word.attribute),
  )

function wordsOf(key: string, input: ElementInput): Spoken[] {
  if (input.id !== undefined && canonicalKey(input.id) !== key) throw problem('registry.id-differs', { id: input.id })
  const context = contextOf(input)
  for (const { id } of input.attributes ?? [])
    if (!isFull(attributeUri(id, context))) throw problem('registry.attribute-unresolved', { name: id })
  const elements = (input.type ?? ['']).flatMap((type) => readElement({ ...input, id: key }, type, '', context) ?? [])
  return elementWords(elements)
}

/** A compact name whose prefix nothing explains stays as it was: neither a web address nor an URN. */
const isFull = (uri: string): boolean => /^(?:[a-z][a-z0-9+.-]*:\/\/|urn:|ni:|tag:|did:)/i.test(uri)

function contextOf({ '@context': given = [] }: ElementInput): Context {
  const { context, issues } = resolveContext(given as Parameters<typeof resolveContext>[0])
  const [issue] = issues
  if (issue) throw problem('registry.context-malformed', { at: issue.path })
  return context
}
