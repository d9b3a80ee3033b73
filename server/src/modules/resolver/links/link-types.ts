import { gs1LinkTypes } from './link-types.generated.ts'

/** Where GS1's link types live; what we print. The older spellings are accepted (resolver standard 2.14). */
export const gs1Namespace = 'https://ref.gs1.org/voc/'
const spelledAs = ['gs1:', 'https://gs1.org/voc/', 'https://www.gs1.org/voc/', 'http://gs1.org/voc/', gs1Namespace]

const known = new Map(gs1LinkTypes.map(([name, title, status]) => [name, { title, status }]))
const knownLowerCase = new Set(gs1LinkTypes.map(([name]) => name.toLowerCase()))

/** The full URI of one of GS1's link types. */
export const gs1 = (name: string): string => gs1Namespace + name

export const defaultLink = gs1('defaultLink')
export const defaultLinkMulti = gs1('defaultLinkMulti')
export const handledBy = gs1('handledBy')
export const epcisRepository = gs1('epcisRepository')
/** What epcisRepository was called before; archaic, so that nobody registers it any more. */
export const epcis = gs1('epcis')

/** The full URI of a link type however it is spelled ('gs1:pip', 'https://gs1.org/voc/pip'); undefined where it is no type. */
export function toLinkType(text: string): string | undefined {
  const name = gs1Name(text)
  if (name !== undefined) return /^[A-Za-z]+$/.test(name) ? gs1(name) : undefined
  return isForeignType(text) ? text : undefined
}

/** What may be registered: GS1's own types by their list, foreign ones by URI unless they only repeat one of GS1's (2.5.6). */
export function checkLinkType(text: string): 'unknown' | 'duplicates-gs1' | 'archaic' | undefined {
  const name = gs1Name(text)
  if (name !== undefined) {
    const term = known.get(name)
    if (!term) return 'unknown'
    return term.status === 'archaic' || term.status === 'deprecated' ? 'archaic' : undefined
  }
  if (!isForeignType(text)) return 'unknown'
  const last = text.split(/[/#]/).at(-1) ?? ''
  return knownLowerCase.has(last.toLowerCase()) ? 'duplicates-gs1' : undefined
}

/** English title of a link type, for lists that people read; a foreign type is shown as it is. */
export const titleOfLinkType = (uri: string): string => known.get(gs1Name(uri) ?? '')?.title ?? uri

const gs1Name = (text: string): string | undefined => {
  const start = spelledAs.find((namespace) => text.startsWith(namespace))
  return start === undefined ? undefined : text.slice(start.length)
}

const isForeignType = (text: string): boolean =>
  /^https?:\/\/[A-Za-z0-9./-]+$/.test(text) && URL.canParse(text) && text.length <= 200
