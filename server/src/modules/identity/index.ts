/** Who calls and what they may do: keys of parties, the operator's key, roles of organisations, rights as data. */
export type { CredentialKind } from './machines/credential.store.ts'
export type { CredentialInput, CredentialKey } from './machines/credentials.ts'
export {
  issueCredential,
  listCredentials,
  removeCredentialsOf,
  renewSecret,
  revokeCredential,
} from './machines/credentials.ts'
export { oauthRoutes } from './machines/oauth/oauth.routes.ts'
export { machineProblems } from './machines/problems.ts'
export { PublicKeys } from './machines/public-keys.ts'
export { type FrameAccount, type IdentityPage, identityPage } from './pages/frame.page.ts'
export { type Content, createPages, type Pages } from './pages/pages.ts'
export { identityProblems } from './problems.ts'
export { anonymous, createResolveActor, operatorActor } from './resolve-actor.ts'
export { endGrant, type GrantInput, grantRole, grantsOf, removeGrantsOf, setUsualRole } from './rights/grant-role.ts'
export { rightsRoutes } from './rights/rights.routes.ts'
export { rights } from './rights/rights.ts'
export { boundedRoles, type Duty, duties, type Role, roles } from './rights/role.ts'
