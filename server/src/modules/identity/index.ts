/** Who calls and what they may do: keys of parties, the operator's key, roles of organisations, rights as data. */
export type { ApiKeyView } from './api-key.store.ts'
export { issueApiKey, listApiKeys, removeApiKeysOf, revokeApiKey } from './api-keys.ts'
export { identityProblems } from './problems.ts'
export { anonymous, createResolveActor, operatorActor } from './resolve-actor.ts'
export { endGrant, type GrantInput, grantRole, grantsOf, removeGrantsOf, setUsualRole } from './rights/grant-role.ts'
export { rightsRoutes } from './rights/rights.routes.ts'
export { rights } from './rights/rights.ts'
export { type Duty, duties, type Role, roles } from './rights/role.ts'
