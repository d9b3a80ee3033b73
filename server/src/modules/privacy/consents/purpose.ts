import type { DisclosedField } from '../../registry/index.ts'
import type { Subject } from '../subject.ts'

/**
 * What somebody may agree to, and in which wording now: `privacy.consent.<purpose>.<wording>` in the catalogues. A wording that
 * was ever agreed to stays there. `discloses`: what the register shows while the consent stands.
 */
export type Purpose = { id: string; wording: number; of: readonly Subject['kind'][]; discloses?: DisclosedField }

export const purposes: readonly Purpose[] = [
  { id: 'publish-name', wording: 1, of: ['party'], discloses: 'name' },
  { id: 'publish-address', wording: 1, of: ['party'], discloses: 'address' },
  { id: 'programme-news', wording: 1, of: ['party', 'account'] },
]

/** The catalogues' key of a wording. */
export const wordingKey = (purpose: string, wording: number): string => `privacy.consent.${purpose}.${wording}`
