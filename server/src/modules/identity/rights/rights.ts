import type { Reach } from '../../../platform/actor.ts'
import { type Duty, type Role, roles } from './role.ts'

/** A role may do something as far as a reach; of its persons those with the duty, where one is named. */
export type Right = { permission: string; role: Role; reach: Reach['kind']; duty?: Duty }

const among = (permission: string, reach: Reach['kind'], roles: readonly Role[], duty?: Duty): Right[] =>
  roles.map((role) => ({ permission, role, reach, ...(duty && { duty }) }))

const keepers: readonly Role[] = ['farmer', 'enterprise', 'solution-provider', 'certifier', 'association']
const organisations = roles.filter((role) => role !== 'public')
const authorities: readonly Role[] = ['commune', 'sector', 'standing-agency', 'inspector']

/**
 * Who may do what, how far: rights are data, and this is the table. Which rows a caller then meets the stores decide
 * from the reach. Nobody but the operator's own key has what stands in no row.
 */
export const rights: readonly Right[] = [
  ...among('events.capture', 'own', [...keepers, 'standing-agency'], 'declarer'),
  ...among('events.query', 'own', ['farmer', 'enterprise', 'solution-provider', 'certifier']),
  ...among('events.query', 'members', ['association']),
  ...among('events.query', 'territory', ['commune', 'inspector']),
  ...among('events.query', 'sector', ['sector', 'inspector']),
  ...among('events.query', 'province', ['standing-agency', 'leader']),
  ...among('registry.read-own', 'own', [...keepers, ...authorities, 'leader', 'finance', 'administrator']),
  ...among('registry.write-own', 'own', [...keepers, 'commune', 'sector', 'standing-agency'], 'declarer'),
  ...among('registry.read-obligations', 'own', keepers),
  ...among('registry.read-obligations', 'territory', ['commune', 'inspector']),
  ...among('registry.read-obligations', 'sector', ['sector', 'inspector']),
  ...among('registry.read-obligations', 'province', ['standing-agency', 'leader']),
  ...among('registry.classify', 'sector', ['sector'], 'declarer'),
  ...among('registry.classify', 'province', ['standing-agency'], 'declarer'),
  ...among('registry.write-lists', 'province', ['standing-agency'], 'approver'),
  ...among('registry.attest', 'own', ['certifier'], 'approver'),
  ...among('registry.administer', 'province', ['standing-agency'], 'approver'),
  ...among('registry.approve', 'province', ['standing-agency'], 'approver'),
  ...among('registry.approve', 'territory', ['commune'], 'approver'),
  ...among('registry.approve', 'sector', ['sector'], 'approver'),
  ...among('registry.merge', 'province', ['standing-agency'], 'approver'),
  ...among('registry.read-systems', 'province', ['standing-agency', 'leader']),
  ...among('registry.read-systems', 'territory', ['commune']),
  ...among('registry.read-systems', 'sector', ['sector']),
  ...among('registry.examine-systems', 'province', ['standing-agency'], 'approver'),
  ...among('registry.examine-systems', 'sector', ['sector'], 'approver'),
  ...among('registry.read-statistics', 'province', ['standing-agency', 'leader']),
  ...among('registry.read-statistics', 'territory', ['commune']),
  ...among('files.write', 'own', [...keepers, ...authorities], 'declarer'),
  ...among('registry.give-mandate', 'own', keepers, 'administrator'),
  ...among('identity.manage-machines', 'own', [...keepers, ...authorities], 'administrator'),
  ...among('events.share', 'own', keepers, 'declarer'),
  ...among('identity.read-looks', 'own', keepers),
  ...among('identity.keep-cases', 'own', ['commune', 'sector', 'standing-agency', 'inspector'], 'approver'),
  ...among('identity.read-rights', 'province', ['standing-agency', 'leader']),
  ...among('identity.read-rights', 'system', ['administrator']),
  ...among('identity.grant-role', 'province', ['standing-agency'], 'approver'),
  ...among('identity.grant-role', 'system', ['administrator'], 'administrator'),
  ...among('audit.read', 'own', [...keepers, ...authorities, 'finance', 'leader'], 'administrator'),
  ...among('audit.read', 'system', ['administrator']),
  ...among('calendar.administer', 'province', ['standing-agency'], 'approver'),
  ...among('calendar.administer', 'system', ['administrator'], 'administrator'),
  ...among('numbers.write', 'own', [...authorities, 'finance', 'leader'], 'declarer'),
  ...among('identity.manage-accounts', 'own', organisations, 'administrator'),
  ...among('identity.manage-accounts', 'province', ['standing-agency'], 'approver'),
  ...among('identity.manage-accounts', 'system', ['administrator'], 'administrator'),
  ...among('identity.rename-accounts', 'system', ['administrator'], 'administrator'),
  ...among('privacy.own', 'own', [...keepers, ...authorities, 'finance', 'leader', 'administrator']),
  ...among('privacy.handle', 'province', ['standing-agency'], 'approver'),
  ...among('retention.read', 'province', ['standing-agency', 'leader']),
  ...among('retention.read', 'system', ['administrator']),
  ...among('retention.decide', 'province', ['standing-agency'], 'approver'),
  ...among('registry.read-places', 'territory', ['commune', 'inspector']),
  ...among('registry.read-places', 'province', ['standing-agency', 'leader']),
  ...among('system.operate', 'system', ['administrator'], 'administrator'),
]

/** Roles by which somebody runs the system; who decides for the province alone is below them. */
export const systemRoles: ReadonlySet<Role> = new Set(
  rights.filter(({ reach }) => reach === 'system').map(({ role }) => role),
)

/**
 * Who comes in, and who acts for whom, a person decides: what makes or changes people, keys, clients, roles and mandates, or
 * moves them to another organisation. A machine does it only by a scope that names it, and that a person gave: a key that is
 * lost or stolen lets nobody in.
 */
export const keptToPersons: readonly string[] = [
  'identity.manage-accounts',
  'identity.rename-accounts',
  'identity.manage-machines',
  'identity.grant-role',
  'registry.give-mandate',
  'registry.administer',
  'registry.approve',
  'registry.merge',
]

/** Whether a machine's scopes let it do what its party may; null: it was given none. */
export const isOpenToMachine = (permission: string, scopes: readonly string[] | null): boolean =>
  scopes?.includes(permission) ?? !keptToPersons.includes(permission)
