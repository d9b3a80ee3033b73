import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What may show that an obligation is met. `own-word`: nothing here can know it, the party says so with its evidence. */
export type EvidenceName =
  | 'data-complete'
  | 'identity-data'
  | 'barcode-data'
  | 'serial-events'
  | 'confirmation'
  | 'conformity'
  | 'connection'
  | 'address-today'
  | 'certificate'
  | 'own-word'

/** For each of what a rule obliges: a product that a list names, a list that only people can read, and so on. */
export type Each = 'listing' | 'list' | 'product' | 'yearly' | 'system' | 'party' | 'old-address' | 'certificate'

export type Basis = { document: string; clause?: string; url?: string }

/** A rule of law as data: whom it obliges to what, from when it is law, what shows that it is met. */
export type ObligationRule = {
  id: string
  each: Each
  /** Which words of a fact must be among these. */
  where?: Readonly<Record<string, readonly string[]>>
  /** A reminder is no law's: the system tells of what somebody took on of its own accord. */
  force: 'duty' | 'encouraged' | 'reminder'
  /** A draft obliges nobody, and is shown as what may come. */
  status: 'in-force' | 'draft'
  validFrom: string
  validTo?: string
  basis: readonly Basis[]
  doneBy: readonly EvidenceName[]
}

export const obligationRules: readonly ObligationRule[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../../data/obligation-rules.json'), 'utf8'),
)
