import type { Actor } from '../../platform/actor.ts'

/** What each kind of actor may do. Which rows it then meets is the stores' affair. Rights are data: this is the table. */
export const permissionsOf: Record<Actor['kind'], ReadonlySet<string>> = {
  anonymous: new Set(),
  party: new Set(['events.capture', 'events.query', 'registry.read-own', 'registry.write-own', 'files.write']),
  operator: new Set([
    'events.capture',
    'events.query',
    'registry.read-own',
    'registry.write-own',
    'registry.administer',
    'files.write',
    'system.operate',
  ]),
}

/** Asks the table; the operator may do whatever a permission is named for. */
export const mayDo = (kind: Actor['kind'], permission: string): boolean =>
  kind === 'operator' || permission === 'public' || permissionsOf[kind].has(permission)
