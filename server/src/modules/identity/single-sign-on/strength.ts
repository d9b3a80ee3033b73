import { problem } from '../../../platform/problem.ts'
import type { Provider } from './providers.ts'

type Setting = Provider['setting']
type Claims = Readonly<Record<string, unknown>>

/** What the provider is asked for: that somebody show two proofs there (OpenID Connect Core §3.1.2.1). */
export const strengthAsked = ({ strongAcr }: Setting): { acr_values?: string } =>
  strongAcr.length === 0 ? {} : { acr_values: strongAcr.join(' ') }

/** By a context that the settings name (OpenID Connect Core §2, acr), or by a method (RFC 8176 §2; `mfa` where they name none). */
const isStrong = ({ strongAcr, strongAmr }: Setting, { acr, amr }: Claims): boolean =>
  strongAcr.some((word) => word === acr) || (Array.isArray(amr) && strongAmr.some((word) => amr.includes(word)))

/**
 * Where a second factor is required here, the ID token must say that one was shown there: a provider may pass over what it was
 * asked for. Only the token's own words count, which the provider signed.
 */
export const checkStrength = ({ setting, secondFactor }: Provider, claims: Claims): void => {
  if (secondFactor === 'required' && !isStrong(setting, claims)) throw problem('sign-on.second-factor-unproven')
}
