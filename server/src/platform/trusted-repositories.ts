import { isClosedLine } from './networks.ts'
import { textOfFile } from './text-of-file.ts'

/** The environment's variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** An EPCIS repository of others that the operator trusts; `key` is sent to this origin and to no other. */
export type TrustedRepository = Readonly<{ origin: string; name: string; key: string | undefined }>

/**
 * Reads `ORIGIN|NAME|KEY` entries, parted by semicolons; `KEY` says where the key stands (`env:VARIABLE`, `file:PATH`) and never
 * is it, so that the setting can be shown. Throws one sentence that names the setting, without any key.
 */
export const readTrustedRepositories = (
  stated: string | undefined,
  environment: Environment,
): readonly TrustedRepository[] => {
  const entries = (stated ?? '').split(';').filter((entry) => entry.trim() !== '')
  const repositories = entries.map((entry) => readEntry(entry, environment))
  const origins = repositories.map(({ origin }) => origin)
  const twice = origins.find((origin, at) => origins.indexOf(origin) !== at)
  if (twice !== undefined) throw wrong(`names ${twice} twice`)
  return Object.freeze(repositories)
}

const wrong = (what: string): Error => new Error(`TRUSTED_REPOSITORIES ${what}`)

const readEntry = (entry: string, environment: Environment): TrustedRepository => {
  const [address = '', name = '', source = '', ...more] = entry.split('|').map((part) => part.trim())
  const url = URL.parse(address)
  // A key goes over the line, and the answer is believed.
  const isOrigin = url !== null && isClosedLine(url) && `${url.origin}/` === url.href && !address.includes('@')
  if (!isOrigin || more.length > 0) {
    throw wrong('must be entries such as https://epcis.example.vn|Name|file:/path, parted by semicolons')
  }
  return Object.freeze({
    origin: url.origin,
    name: name === '' ? url.host : name.normalize('NFC'),
    key: source === '' ? undefined : readKey(source, environment),
  })
}

const readKey = (source: string, environment: Environment): string => {
  const [, kind, place = ''] = /^(env|file):(.+)$/.exec(source) ?? []
  if (kind === undefined) throw wrong('says where a key stands as env:VARIABLE or file:PATH')
  const key = (kind === 'env' ? environment[place] : textOfFile(place))?.trim() ?? ''
  if (!/^[\x21-\x7e]{1,4096}$/.test(key)) throw wrong(`finds no key in ${source}`)
  return key
}
