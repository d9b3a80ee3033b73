import { positionOf } from '../../platform/positions.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { standing } from '../trace/index.ts'
import { roleNumber } from './vocabulary.ts'

export type ProductEventsRow = {
  key: string
  first: string
  last: string
  placed: boolean
  coded: boolean
  creation: boolean
  facts: string[]
}

/** Of a product's lots and serials so many that were in events last are looked at. */
const mostKeys = 100
const mostEvents = 200

const ownRoles = (['epc', 'class', 'parent', 'child', 'childClass', 'output', 'outputClass'] as const).map(roleNumber)

/**
 * Of each key and what lies below it: what the events say that a party declares of it up to a position and before a time;
 * those taken back by then left out.
 */
export const selectProductEvents = (
  reader: Reader,
  owned: readonly { key: string; owner: string }[],
  asOf: number,
  before: string,
): Promise<ProductEventsRow[]> =>
  reader.query<ProductEventsRow>(
    `select o.key, min(k.event_time)::text as first, max(k.event_time)::text as last, bool_or(k.place is not null) as placed,
            bool_or(below.coded) as coded, bool_or(k.creation is not null) as creation,
            coalesce(array_agg(distinct fact.name) filter (where fact.name is not null), '{}') as facts
       from unnest($1::text[], $2::uuid[]) as o (key, owner)
      cross join lateral (
        select key, canonical <> o.key or canonical like '%/10/%' or canonical like '%/21/%' as coded, first_month, last_month
          from events.key where canonical = o.key or canonical like replace(replace(o.key, '%', '\\%'), '_', '\\_') || '/%'
         order by last_month desc limit $5) below
      cross join lateral (
        select e.event_time, e.place, e.creation from events.event_key e ${positionOf('e')}
         where e.key = below.key and e.event_time >= below.first_month - interval '1 day'
           and e.event_time < below.last_month + interval '32 days'
           and e.event_time < $4::timestamptz and e.declared_by = o.owner and e.role = any($7::smallint[])
           and not e.declaration and p.position <= $3 and ${standing('e', '$3')}
         order by e.event_time limit $6) k
       left join lateral jsonb_path_query(k.creation, '$.words[*][0]') as word on true
      cross join lateral (select word #>> '{}' as name) fact
      group by o.key`,
    [
      ...[owned.map(({ key }) => key), owned.map(({ owner }) => owner), asOf, before],
      ...[mostKeys, mostEvents, ownRoles],
    ],
  )
