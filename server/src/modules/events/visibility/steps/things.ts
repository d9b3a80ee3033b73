import type { EventFacts, KeyRole } from '@nguon/epcis'
import { keyHash } from '../../../../platform/ids.ts'

const instanceRoles: readonly KeyRole[] = ['epc', 'parent', 'child', 'input', 'output']
const classRoles: readonly KeyRole[] = ['class', 'childClass', 'inputClass', 'outputClass']

/**
 * Whether a key names one thing whose story a hand-over is part of: an instance, or a class with its lot. Places are none,
 * nor are crates and trucks (GRAI, GIAI), which carry the goods of others before and after.
 */
const isThing = (key: string, role: KeyRole): boolean =>
  classRoles.includes(role)
    ? key.startsWith('/01/') && key.includes('/10/')
    : instanceRoles.includes(role) && !/^\/(8003|8004|414|417)\/|^\/01\/\d{14}$/.test(key)

/** Hashes of the things that an event tells of, each once. */
export const thingsOf = ({ keys }: EventFacts): string[] => [
  ...new Set(keys.filter(({ key, role }) => isThing(key, role)).map(({ key }) => keyHash(key))),
]
