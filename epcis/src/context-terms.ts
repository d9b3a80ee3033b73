/** What a published context defines for names: prefixes and `@vocab`. Facts, written down by us from the standard. */
export type KnownContext = { terms: ReadonlyMap<string, string>; vocab?: string }

const common: Record<string, string> = {
  epcis: 'https://ref.gs1.org/epcis/',
  cbv: 'https://ref.gs1.org/cbv/',
  cbvmda: 'urn:epcglobal:cbv:mda:',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  owl: 'http://www.w3.org/2002/07/owl#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  dcterms: 'http://purl.org/dc/terms/',
}

const context = (more: Record<string, string>, vocab?: string): KnownContext => ({
  terms: new Map(Object.entries({ ...common, ...more })),
  ...(vocab === undefined ? {} : { vocab }),
})

/** `gs1:` moved to ref.gs1.org after 2.0.0; a document means what the context that it names says. */
const first = context({ gs1: 'https://gs1.org/voc/' })
const later = context({ gs1: 'https://ref.gs1.org/voc/' })
const simple = context(
  {
    gs1: 'https://gs1.org/voc/',
    vtype: 'urn:epcglobal:epcis:vtype:',
    rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  },
  'https://ref.gs1.org/epcis/',
)

/** The context that stands over what we answer, and over what says of none: GS1's own examples name this one. */
export const standardContext = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

const known = new Map<string, KnownContext>([
  ['ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', first],
  ['ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld', later],
  ['ref.gs1.org/standards/epcis/epcis-context.jsonld', later],
  ['gs1.github.io/epcis/epcis-context.jsonld', first],
  ['gs1.github.io/epcis/epcis-context-simple.jsonld', simple],
])

/** The table of a GS1 context by its URL, http or https; undefined for any other. */
export function knownContext(url: string): KnownContext | undefined {
  return known.get(url.replace(/^https?:\/\//i, '').toLowerCase())
}
