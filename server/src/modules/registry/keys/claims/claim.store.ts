import type { Copy } from '../../../../platform/postgres/copy-in.ts'
import { newRows, putBig, putDay, putText, putUuid, startRow } from '../../../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { storable } from '../../../../platform/storable.ts'
import { merged, standsFor } from '../../parties/merging/standing.store.ts'
import type { Address } from '../../places/units/address/address.ts'
import type { Word } from '../../statements/attributes/word.ts'
import type { Moment } from '../../versions/moment.ts'
import { inForce, momentValues } from '../../versions/moment.ts'
import type { ClaimRow } from './claim.ts'

export type NewClaim = {
  id: string
  key: string
  partyID: string
  position: number
  declaredBy: string
  basis?: string | undefined
  validFrom?: string | undefined
  validTo?: string | undefined
}

const turns = `cross join lateral (
  select max(t.position) filter (where t.turn = 'verified')::float8 as "verifiedAt",
    max(t.position) filter (where t.turn = 'contested')::float8 as "contestedAt",
    max(t.position) filter (where t.turn = 'withdrawn')::float8 as "withdrawnAt"
  from registry.claim_turn t where t.claim_id = c.claim_id and t.position <= $2) turn`

const claimColumns = `c.claim_id as id, c.key, ${standsFor('c.party_id')} as "partyID", c.position::float8 as position, c.basis,
  c.valid_from::text as "validFrom", c.valid_to::text as "validTo", turn.*`

export const insertClaim = (tx: Tx, claim: NewClaim): Promise<void> => insertClaims(tx, [claim])

const copiedColumns = ['claim_id', 'key', 'party_id', 'position', 'declared_by', 'basis', 'valid_from', 'valid_to']

export async function insertClaims(tx: Tx, claims: readonly NewClaim[]): Promise<void> {
  if (claims.length > 0) await tx.copy(copyOfClaims(claims))
}

export function copyOfClaims(claims: readonly NewClaim[]): Copy {
  const copied = newRows(claims.length * 150)
  for (const claim of claims) {
    startRow(copied, copiedColumns.length)
    putUuid(copied, claim.id)
    putText(copied, storable(claim.key))
    putUuid(copied, claim.partyID)
    putBig(copied, claim.position)
    putUuid(copied, claim.declaredBy)
    putText(copied, claim.basis && storable(claim.basis))
    putDay(copied, claim.validFrom ?? '-infinity')
    putDay(copied, claim.validTo ?? 'infinity')
  }
  return { table: 'registry.claim', columns: copiedColumns, rows: copied }
}

export type NewTurn = {
  claimID: string
  turn: string
  position: number
  declaredBy: string
  basis?: string | undefined
}

export const insertClaimTurn = (tx: Tx, turn: NewTurn): Promise<void> => insertClaimTurns(tx, [turn])

export async function insertClaimTurns(tx: Tx, turns: readonly NewTurn[]): Promise<void> {
  if (turns.length === 0) return
  await tx.query(
    `insert into registry.claim_turn (claim_id, position, turn, declared_by, basis)
     select "claimID", position, turn, "declaredBy", basis from jsonb_to_recordset($1::jsonb)
       as given ("claimID" uuid, position bigint, turn text, "declaredBy" uuid, basis text)`,
    [JSON.stringify(turns)],
  )
}

/** Claims in force on exactly these keys; withdrawn ones left out. */
export async function selectClaims(reader: Reader, keys: readonly string[], moment: Moment): Promise<ClaimRow[]> {
  return await reader.query<ClaimRow>(
    `select ${claimColumns} from registry.claim c ${turns}
     where c.key = any($1) and ${inForce('c')} and turn."withdrawnAt" is null
     order by c.key, c.position, c.claim_id`,
    [keys, ...momentValues(moment)],
  )
}

/** One claim in whatever state, withdrawn or lapsed too. */
export async function findClaim(reader: Reader, id: string, asOf?: number): Promise<ClaimRow | undefined> {
  const [position] = momentValues({ asOf })
  const [row] = await reader.query<ClaimRow>(
    `select ${claimColumns} from registry.claim c ${turns} where c.claim_id = $1 and c.position <= $2`,
    [id, position],
  )
  return row
}

export async function selectClaimsOf(reader: Reader, partyID: string, moment: Moment): Promise<ClaimRow[]> {
  return await reader.query<ClaimRow>(
    `select ${claimColumns} from registry.claim c ${turns}
     where c.party_id in ${merged('$1')} and ${inForce('c')} order by c.key, c.claim_id`,
    [partyID, ...momentValues(moment)],
  )
}

export type KnownRow =
  | { what: 'claim'; key: string; claim: ClaimRow }
  | { what: 'word'; key: string; word: Word; authority: boolean }
  | { what: 'party'; key: string; party: string; verified: boolean; address: Address | null }

/**
 * Everything that capture and cards must know of many keys, in one round trip: claims on `claimKeys`, what is said of
 * `attributes` of `subjects`, and the parties that bear `glns`.
 */
export async function selectKnown(
  reader: Reader,
  asked: { claimKeys: string[]; subjects: string[]; glns: string[]; attributes: readonly string[] },
  moment: Moment,
): Promise<KnownRow[]> {
  const rows = await reader.query<{ row: KnownRow }>(
    `select jsonb_build_object('what', 'claim', 'key', c.key, 'claim', jsonb_build_object(
         'id', c.claim_id, 'key', c.key, 'partyID', ${standsFor('c.party_id')}, 'position', c.position,
         'verifiedAt', turn."verifiedAt", 'contestedAt', turn."contestedAt")) as row
     from registry.claim c ${turns}
     where c.key = any($1) and ${inForce('c')} and turn."withdrawnAt" is null
     union all
     select jsonb_build_object('what', 'word', 'key', w.subject, 'authority', w.authority, 'word', jsonb_build_object(
         'subject', w.subject, 'attribute', w.attribute, 'language', w.language, 'declaredBy', w.speaker,
         'inNameOf', ${standsFor('w.in_name_of')}, 'value', w.value, 'basis', w.basis, 'position', w.position))
     from (
       select distinct on (s.subject, s.attribute, s.language, s.speaker) s.*, ${isAuthority('s.speaker')} as authority
       from (select *, ${standsFor('declared_by')} as speaker from registry.statement) s
       where s.subject = any($4) and s.attribute = any($6) and ${inForce('s')}
       order by s.subject, s.attribute, s.language, s.speaker, s.position desc, s.valid_from desc) w
     where w.value is not null
     union all
     select jsonb_build_object('what', 'party', 'key', i.value, 'party', i.bearer, 'verified', i.state = 'verified',
         'address', (select jsonb_strip_nulls(jsonb_build_object('unitCode', v.address_unit, 'on', v.address_on,
           'chosenUnit', v.address_chosen_unit)) from registry.party_version v where v.party_id = i.bearer and ${inForce('v')}
                  order by v.position desc limit 1))
     from (
       select distinct on (i.value, i.scheme, bearer) i.value, ${standsFor('i.subject::uuid')} as bearer, i.state
       from registry.identifier i
       where i.value = any($5) and i.scheme in ('gln', 'pgln') and i.subject not like '%/%' and i.subject not like 'urn:%'
         and ${inForce('i')}
       order by i.value, i.scheme, bearer, i.position desc) i
     where i.state <> 'withdrawn'`,
    [asked.claimKeys, ...momentValues(moment), asked.subjects, asked.glns, asked.attributes],
  )
  return rows.map(({ row }) => row)
}

/** Whether a party is an authority, as known at position $2, on day $3. */
export const isAuthority = (party: string): string => `(select v.kind = 'agency' from registry.party_version v
  where v.party_id = ${party} and ${inForce('v')} order by v.position desc limit 1)`
