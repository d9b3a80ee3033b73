/** Who calls and what they may do: keys of parties, the operator's key, roles of organisations, rights as data. */
export { accountsRoutes } from './accounts/accounts.routes.ts'
export { describePerson } from './accounts/describe-person.ts'
export { openBreachedList } from './accounts/password/breached-list.ts'
export { inviteAdministrator, type Link as InvitationLink } from './accounts/people/invite.ts'
export { removeAccountsOf } from './accounts/people/manage-people.ts'
export { accountProblems } from './accounts/problems.ts'
export { renewTotpKeys } from './accounts/second-factor/totp.ts'
export { createReadSession } from './accounts/sessions/read-session.ts'
export { deleteStale as sweepAccounts } from './accounts/sessions/session.store.ts'
export { type Asker, actorNow } from './actor-now.ts'
export { openCaseOf } from './looks/case-file.ts'
export { looksRoutes } from './looks/looks.routes.ts'
export { recordLooks } from './looks/record-looks.ts'
export type { CredentialKind } from './machines/credential.store.ts'
export type { CredentialInput } from './machines/credentials.ts'
export {
  issueCredential,
  listCredentials,
  removeCredentialsOf,
  renewSecret,
  revokeCredential,
} from './machines/credentials.ts'
export { machinePages } from './machines/machines.routes.ts'
export { oauthRoutes } from './machines/oauth/oauth.routes.ts'
export { machineProblems } from './machines/problems.ts'
export { PublicKeys } from './machines/public-keys.ts'
export type { Moved } from './move-party.store.ts'
export { moveParty, unmoveParty } from './move-party.ts'
export { createPages, type Pages } from './pages/pages.ts'
export { identityProblems } from './problems.ts'
export { anonymous, createResolveActor, operatorActor } from './resolve-actor.ts'
export {
  endGrant,
  grantRole,
  grantsOf,
  removeGrantsOf,
  setUsualRole,
  usualGrants,
} from './rights/grant-role.ts'
export { partyActor } from './rights/party-actor.ts'
export { rightsRoutes } from './rights/rights.routes.ts'
export { isOpenToMachine, rights } from './rights/rights.ts'
export { boundedRoles, type Duty, duties, type Role, roles } from './rights/role.ts'
export { otherWays } from './single-sign-on/other-ways.ts'
export { singleSignOnProblems } from './single-sign-on/problems.ts'
export { createProviders } from './single-sign-on/providers.ts'
export { signOnRoutes } from './single-sign-on/sign-on.routes.ts'
