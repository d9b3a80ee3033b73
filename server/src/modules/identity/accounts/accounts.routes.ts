import type { FastifyInstance } from 'fastify'
import type { AccountsDeps } from './deps.ts'
import { accountRoutes } from './own/account.routes.ts'
import { accountPages } from './own/account-pages.routes.ts'
import { secondFactorRoutes } from './own/second-factor.routes.ts'
import { invitationPages, invitationRoutes } from './people/invitation.routes.ts'
import { peopleRoutes } from './people/people.routes.ts'
import { peoplePages } from './people/people-pages.routes.ts'
import { signInRoutes } from './sign-in/sign-in.routes.ts'
import { signInPages } from './sign-in/sign-in-pages.routes.ts'
import { renamingRoutes } from './sign-in-name/rename-account.routes.ts'

/** People: how they come in, their own account, the people of an organisation. Data under /api, and pages. */
export const accountsRoutes = async (http: FastifyInstance, deps: AccountsDeps): Promise<void> => {
  signInRoutes(http, deps)
  accountRoutes(http, deps)
  secondFactorRoutes(http, deps)
  peopleRoutes(http, deps)
  renamingRoutes(http, deps)
  invitationRoutes(http, deps)
  await deps.pages.routes(http, (scope) => {
    signInPages(scope, deps)
    accountPages(scope, deps)
    invitationPages(scope, deps)
    peoplePages(scope, deps)
  })
}
