import {
  allowInsecureRequests,
  ClientSecretBasic,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client'
import type { Config } from '../../../platform/config.ts'
import type { IdentityProvider } from '../../../platform/identity-providers.ts'
import { problem } from '../../../platform/problem.ts'
import { toProblem } from './refusal.ts'

/** A provider that can be asked: where its endpoints are is read when it is first needed, and now and then anew. */
export type Provider = {
  setting: IdentityProvider
  /** Whether whoever signs in there must have shown a second factor. */
  secondFactor: Config['secondFactor']
  redirectUri: string
  configuration(): Promise<Configuration>
}

export type Providers = { list: readonly IdentityProvider[]; get(id: string): Provider }

type ProviderConfig = Pick<Config, 'identityProviders' | 'publicUrl' | 'secondFactor'>

const longestKept = 3_600_000

/** The providers of the settings. One that is away keeps no start from succeeding: it is asked when somebody comes. */
export const createProviders = (config: ProviderConfig): Providers => {
  const { identityProviders } = config
  const providers = new Map(identityProviders.map((setting) => [setting.id, createProvider(setting, config)]))
  return {
    list: identityProviders,
    get: (id) => {
      const provider = providers.get(id)
      if (provider === undefined) throw problem('sign-on.provider-unknown', { provider: id })
      return provider
    },
  }
}

const createProvider = (setting: IdentityProvider, { publicUrl, secondFactor }: ProviderConfig): Provider => {
  let kept: { at: number; configuration: Configuration } | undefined
  return {
    setting,
    secondFactor,
    redirectUri: `${publicUrl}/sign-in/with/${setting.id}/callback`,
    configuration: async () => {
      if (kept === undefined || Date.now() - kept.at > longestKept)
        kept = { at: Date.now(), configuration: await discover(setting) }
      return kept.configuration
    },
  }
}

/**
 * The signature of each ID token is checked against the provider's published keys, although it comes from the provider
 * itself over TLS (OpenID Connect Core §3.1.3.7 lets that be left out): a proxy between is then no way in.
 */
const discover = async ({ issuer, clientID, clientSecret, timeout }: IdentityProvider): Promise<Configuration> => {
  const plain = issuer.startsWith('http:') ? [allowInsecureRequests] : []
  try {
    return await discovery(new URL(issuer), clientID, {}, ClientSecretBasic(clientSecret), {
      timeout,
      execute: [enableNonRepudiationChecks, ...plain],
    })
  } catch (error) {
    throw toProblem(error)
  }
}
