import type { IdentifierRow } from './identifier.store.ts'
import type { Identifier } from './identifier.ts'
import { checkIdentifier } from './identifier.ts'

type Naming = {
  subject: string
  declaredBy: string
  /** Whether the speaker may call an identifier verified: the operator alone. */
  mayVerify: boolean
  basis?: string | undefined
}

/** What is to be written so that the speaker's identifiers of a subject are these, of which some are known. */
export function namesToGive(
  known: readonly IdentifierRow[],
  naming: Naming,
  identifiers: readonly Identifier[],
): IdentifierRow[] {
  const { basis } = naming
  const before = new Map(known.map((row) => [nameOf(row), row]))
  const after = new Map(identifiers.map(checkIdentifier).map((given) => [nameOf(given), given]))
  const changed: IdentifierRow[] = []
  for (const [name, given] of after) {
    const old = before.get(name)
    const verified = naming.mayVerify ? given.verified === true : old?.state === 'verified'
    const row: IdentifierRow = {
      subject: naming.subject,
      scheme: given.scheme,
      value: given.value,
      issuer: given.issuer ?? null,
      state: verified ? 'verified' : 'asserted',
      declaredBy: naming.declaredBy,
      basis,
    }
    if (!old || old.state !== row.state || old.issuer !== row.issuer) changed.push(row)
  }
  for (const [name, old] of before)
    if (!after.has(name) && (naming.mayVerify || old.declaredBy === naming.declaredBy))
      changed.push({ ...old, state: 'withdrawn', declaredBy: naming.declaredBy, basis })
  return changed
}

const nameOf = ({ scheme, value }: { scheme: string; value: string }): string => `${scheme} ${value}`
