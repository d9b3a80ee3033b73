/** Prefix → namespace. */
export type Prefixes = Map<string, string>

/** The prefixes of a document, and beside them those of one event; `chosen`: names given where one was taken. */
export type Scope = {
  readonly document: Prefixes
  readonly own: Prefixes
  chosen?: { names: Map<string, string>; next: Map<string, number> }
}

/** CBV's master data namespace ends in a colon in JSON alone. */
const masterDataInXml = 'urn:epcglobal:cbv:mda'
const masterDataInJson = 'urn:epcglobal:cbv:mda:'

/** A namespace as JSON's contexts spell it. */
export const toJsonNamespace = (uri: string): string => (uri === masterDataInXml ? masterDataInJson : uri)

/** A namespace as XML spells it. */
export const toXmlNamespace = (uri: string): string => (uri === masterDataInJson ? masterDataInXml : uri)

/** A prefix that means a namespace, or may: the wanted one, or else that with the first number which is free. */
export function allocate(
  scope: Scope,
  wanted: string,
  namespace: string,
  meaningOf: (prefix: string) => string | undefined,
): string {
  const meaning = meaningOf(wanted)
  if (meaning === undefined || meaning === namespace) return wanted
  scope.chosen ??= { names: new Map(), next: new Map() }
  const { names, next } = scope.chosen
  const key = `${wanted} ${namespace}`
  const known = names.get(key)
  if (known !== undefined) return known
  let count = next.get(wanted) ?? 1
  while ((meaningOf(wanted + count) ?? namespace) !== namespace) count++
  next.set(wanted, count + 1)
  names.set(key, wanted + count)
  return wanted + count
}
