import type { Say } from '../../platform/messages.ts'
import type { Db } from '../../platform/postgres/database.ts'
import type { Pages } from '../identity/index.ts'

/** What the routes and pages of personal data stand on. */
export type PrivacyDeps = { db: Db; say: Say; pages: Pages }
