import { isClosedLine } from './networks.ts'
import { textOfFile } from './text-of-file.ts'

/** An OpenID provider by which people may sign in, such as VNeID for organisations or a province's identity server. */
export type IdentityProvider = Readonly<{
  /** Names it in our addresses. */
  id: string
  issuer: string
  clientID: string
  clientSecret: string
  /** What is asked for; without more, who the person is. */
  scope: string
  name: Readonly<{ vi: string; en: string }>
  /** The claim that says for which organisation a person signs in, by its tax code; none where it says nothing of that. */
  organisationClaim: string | undefined
  /** Values of the claim `acr` by which it says that it asked for two proofs. */
  strongAcr: readonly string[]
  /** Values of the claim `amr` that say so. */
  strongAmr: readonly string[]
  /** How long it may take to answer, s. */
  timeout: number
}>

const setting = 'OIDC_PROVIDERS'

/**
 * Reads a JSON array; the secret stands in a file that `secretFile` names and never in the setting, so that this can be shown.
 * Throws one sentence that names the setting and what is wrong with it, without any secret.
 */
export const readIdentityProviders = (stated: string | undefined): readonly IdentityProvider[] => {
  if (stated === undefined) return Object.freeze([])
  const providers = parseList(stated).map(readProvider)
  const ids = providers.map(({ id }) => id)
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  if (twice !== undefined) throw wrong(`names ${twice} twice`)
  return Object.freeze(providers)
}

const wrong = (what: string): Error => new Error(`${setting} ${what}`)

type Stated = Record<string, unknown>

const parseList = (stated: string): Stated[] => {
  const list = parse(stated)
  const isList = Array.isArray(list) && list.every((each) => typeof each === 'object' && each !== null)
  if (!isList) throw wrong('must be a JSON array of objects')
  return list as Stated[]
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const members = [
  ...['id', 'issuer', 'clientID', 'secretFile', 'scope', 'name', 'organisationClaim', 'timeout'],
  ...['strongAcr', 'strongAmr'],
]

const readProvider = (stated: Stated): IdentityProvider => {
  const stray = Object.keys(stated).find((member) => !members.includes(member))
  if (stray !== undefined) throw wrong(`has a member "${stray}"; known are ${members.join(', ')}`)
  const id = text(stated, 'id')
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(id)) throw wrong(`must give each an id of a-z, 0-9 and -, not "${id}"`)
  const { vi, en = vi } = (stated.name ?? {}) as { vi?: unknown; en?: unknown }
  if (typeof vi !== 'string' || typeof en !== 'string') throw wrong(`must name ${id} as {"vi": …, "en": …}`)
  const { timeout = 10, organisationClaim } = stated
  if (typeof timeout !== 'number' || !(timeout >= 1 && timeout <= 60)) throw wrong(`must wait 1 to 60 s for ${id}`)
  if (organisationClaim !== undefined && typeof organisationClaim !== 'string')
    throw wrong(`must name the organisationClaim of ${id} as text`)
  const scope = stated.scope === undefined ? 'openid profile' : text(stated, 'scope')
  if (!scope.split(' ').includes('openid')) throw wrong(`must ask ${id} for the scope openid`)
  return Object.freeze({
    id,
    issuer: issuerOf(text(stated, 'issuer')),
    clientID: text(stated, 'clientID'),
    clientSecret: readSecret(id, text(stated, 'secretFile')),
    scope,
    name: { vi: vi.normalize('NFC'), en: en.normalize('NFC') },
    organisationClaim,
    strongAcr: words(stated, 'strongAcr'),
    strongAmr: words(stated, 'strongAmr', ['mfa']),
    timeout,
  })
}

const text = (stated: Stated, member: string): string => {
  const value = stated[member]
  if (typeof value !== 'string' || value === '') throw wrong(`must state the ${member} of each provider`)
  return value
}

/** A list of words without spaces: `acr_values` parts them by these (OpenID Connect Core §3.1.2.1). */
const words = (stated: Stated, member: string, usual: readonly string[] = []): readonly string[] => {
  const list = stated[member] ?? usual
  if (!Array.isArray(list) || !list.every((word) => typeof word === 'string' && /^[\x21-\x7e]{1,500}$/.test(word)))
    throw wrong(`must give ${member} as a list of words`)
  return Object.freeze([...list])
}

/** What an issuer says is believed because TLS says who it is: plain http is for one on this machine alone. */
const issuerOf = (stated: string): string => {
  const url = URL.parse(stated)
  if (url === null || !isClosedLine(url) || url.search !== '' || url.hash !== '' || url.username !== '')
    throw wrong(`must name issuers such as https://id.example.vn, not "${stated}"`)
  return stated
}

const readSecret = (id: string, path: string): string => {
  const secret = textOfFile(path)?.trim() ?? ''
  if (!/^[\x21-\x7e]{1,4096}$/.test(secret)) throw wrong(`finds no secret of ${id} in ${path}`)
  return secret
}
