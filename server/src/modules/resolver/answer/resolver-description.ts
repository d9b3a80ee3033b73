import { contexts } from '../links/link.ts'
import { gs1Namespace } from '../links/link-types.ts'

/** The resolver description file of `/.well-known/gs1resolver` (standard, section 3); every value is true of this resolver. */
export const resolverDescription = (publicUrl: string, name: string) => ({
  name,
  resolverRoot: publicUrl,
  supportedPrimaryKeys: ['all'],
  supportedLinkType: [{ namespace: gs1Namespace, prefix: 'gs1:' }],
  supportedContextValuesEnumerated: [...contexts],
  linkTypeDefaultCanBeLinkset: false,
  jsonLdContextLocation: 'https://ref.gs1.org/standards/resolver/linkset-context',
  contact: { fn: name },
})
