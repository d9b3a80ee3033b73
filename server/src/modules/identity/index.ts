/** Who calls and what they may do: API keys of parties, the operator's key, permissions as data. */
export type { ApiKeyView } from './api-key.store.ts'
export { issueApiKey, listApiKeys, removeApiKeysOf, revokeApiKey } from './api-keys.ts'
export { mayDo, permissionsOf } from './permissions.ts'
export { identityProblems } from './problems.ts'
export { anonymous, createResolveActor, operatorActor } from './resolve-actor.ts'
