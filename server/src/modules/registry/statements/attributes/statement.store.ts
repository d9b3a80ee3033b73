import {
  newRows,
  putBig,
  putDay,
  putJson,
  putText,
  putUuid,
  startRow,
} from '../../../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { utc } from '../../../../platform/postgres/times.ts'
import { storable } from '../../../../platform/storable.ts'
import { kindNow, merged, standsFor } from '../../parties/merging/standing.store.ts'
import { longNumber } from '../../parties/personal-number.ts'
import type { Moment } from '../../versions/moment.ts'
import { inForce, momentValues } from '../../versions/moment.ts'
import { ownNames } from './master-data-attributes.ts'
import type { Word } from './word.ts'

export type NewStatement = {
  subject: string
  attribute: string
  language: string
  value: unknown
  declaredBy: string
  saidAs?: string | null | undefined
  inNameOf?: string | undefined
  basis?: string | undefined
  validFrom?: string | undefined
  validTo?: string | undefined
}

export type SubjectKind = 'product' | 'location' | 'party' | 'other'

/** Every party's word in force on these keys: the latest of each on each attribute, taken-back ones left out. */
export async function selectWords(
  reader: Reader,
  subjects: readonly string[],
  moment: Moment,
  declaredBy?: string,
  attributes?: readonly string[],
): Promise<Word[]> {
  return await reader.query<Word>(
    `select subject, attribute, language, "declaredBy", "inNameOf", value, "saidAs", basis, position::float8 as position
     from (
       select distinct on (subject, attribute, language, "declaredBy") subject, attribute, language,
         ${standsFor('declared_by')} as "declaredBy", ${standsFor('in_name_of')} as "inNameOf", value,
         said_as as "saidAs", basis, position
       from registry.statement
       where subject = any($1) and ${inForce()} and ($4::uuid is null or declared_by in ${merged('$4')})
         and ($5::text[] is null or attribute = any($5))
       order by subject, attribute, language, "declaredBy", position desc, valid_from desc) latest
     where value is not null order by subject, attribute, language, position`,
    [subjects, ...momentValues(moment), declaredBy ?? null, attributes ?? null],
  )
}

/** The words that can be sought by their attribute, in the words of the index that holds these alone (0063). */
const isSought = `(attribute in (${ownNames.map((name) => `'${name}'`).join(', ')}) or attribute like '%:%')`

/**
 * Keys in order of which somebody whose words `viewer` may read (null: everybody's) says one of `attributes`, with one of
 * `texts` where given. What is found has been said once; whether the word counts, and still, the caller finds out.
 */
export async function selectSubjectsSaying(
  reader: Reader,
  asked: {
    viewer: string | null
    attributes: readonly string[]
    publicOnes: readonly string[]
    texts: readonly string[] | undefined
    limit: number
  },
  moment: Moment,
): Promise<string[]> {
  const rows = await reader.query<{ subject: string }>(
    `select distinct subject from registry.statement
     where attribute = any($1) and ${isSought} and ${inForce()} and value is not null
       and ($4::uuid is null or declared_by in ${merged('$4')} or attribute = any($5))
       and ($6::text[] is null or exists (
         select from jsonb_array_elements(case jsonb_typeof(value) when 'array' then value else jsonb_build_array(value) end) one
         where coalesce(one ->> '@value', one #>> '{}') = any($6)))
     order by subject limit $7`,
    [
      asked.attributes,
      ...momentValues(moment),
      asked.viewer,
      asked.publicOnes,
      asked.texts?.map((text) => wellFormed(text)) ?? null,
      asked.limit,
    ],
  )
  return rows.map(({ subject }) => subject)
}

/** Of some keys those that name a thing of this kind. */
export async function selectKeysOfKind(reader: Reader, keys: readonly string[], kind: SubjectKind): Promise<string[]> {
  if (keys.length === 0) return []
  const rows = await reader.query<{ key: string }>(
    'select key from registry.subject where key = any($1) and kind = $2',
    [keys, kind],
  )
  return rows.map(({ key }) => key)
}

/** Every version of every word on these keys that is known at a moment, in the order in which they were said; of one party where named. */
export const selectStatementHistory = (
  reader: Reader,
  subjects: readonly string[],
  declaredBy: string | null,
  moment: Moment,
) =>
  reader.query(
    `select subject as key, attribute, language, value, declared_by as "declaredBy", in_name_of as "inNameOf",
       position::float8 as position, case when isfinite(valid_from) then valid_from::text end as "validFrom",
       case when isfinite(valid_to) then valid_to::text end as "validTo", basis,
       ${utc('recorded_at')} as "recordedAt"
     from registry.statement where subject = any($1) and ($2::uuid is null or declared_by = $2) and position <= $3
     order by subject, position, attribute, language, declared_by, valid_from`,
    [subjects, declaredBy, momentValues(moment)[0]],
  )

export type NewSubject = { key: string; kind: SubjectKind }

/**
 * Words with the keys on which they are, known before or not: the one road by which either is written. No foreign key holds
 * words to their subjects, for its check, one a word, takes the database as long as the word; here it is one of the set.
 */
export async function insertWords(
  tx: Tx,
  subjects: readonly NewSubject[],
  words: readonly NewStatement[],
  position: number,
): Promise<void> {
  const keys = new Set(subjects.map(({ key }) => key))
  const astray = words.find(({ subject }) => !keys.has(subject))
  if (astray !== undefined) throw new Error(`a word on a key that is no subject: ${astray.subject}`)
  // The database writes the first while the second is made.
  await Promise.all([insertSubjects(tx, subjects, position), insertStatements(tx, words, position)])
}

async function insertSubjects(tx: Tx, rows: readonly NewSubject[], position: number): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into registry.subject (key, kind, position)
     select key, kind, $3 from unnest($1::text[], $2::text[]) as given (key, kind) on conflict (key) do nothing`,
    [rows.map(({ key }) => key), rows.map(({ kind }) => kind), position],
  )
}

const statementColumns = [
  'subject',
  'attribute',
  'language',
  'declared_by',
  'position',
  'valid_from',
  'valid_to',
  'value',
  'said_as',
  'in_name_of',
  'basis',
]

async function insertStatements(tx: Tx, rows: readonly NewStatement[], position: number): Promise<void> {
  if (rows.length === 0) return
  const copied = newRows(rows.length * 200)
  for (const row of rows) {
    startRow(copied, statementColumns.length)
    putText(copied, storable(row.subject))
    putText(copied, storable(row.attribute))
    putText(copied, storable(row.language))
    putUuid(copied, row.declaredBy)
    putBig(copied, position)
    putDay(copied, row.validFrom ?? '-infinity')
    putDay(copied, row.validTo ?? 'infinity')
    putJson(copied, row.value === null ? undefined : wellFormed(row.value))
    putText(copied, row.saidAs && storable(row.saidAs))
    putUuid(copied, row.inNameOf)
    putText(copied, row.basis && storable(row.basis))
  }
  await tx.copy({ table: 'registry.statement', columns: statementColumns, rows: copied })
}

/** Keys in order, after one and of `among` where given, of which somebody whose words `viewer` may read says anything. */
export async function selectDescribed(
  reader: Reader,
  asked: {
    viewer: string | null
    publicOnes: readonly string[]
    among: readonly string[] | undefined
    after: string
    limit: number
  },
  moment: Moment,
): Promise<string[]> {
  const rows = await reader.query<{ subject: string }>(
    `select distinct subject from registry.statement
     where subject > $1 and ${inForce()} and ($4::text[] is null or subject = any($4)) and value is not null
       and ($5::uuid is null or declared_by in ${merged('$5')} or attribute = any($6))
     order by subject limit $7`,
    [asked.after, ...momentValues(moment), asked.among ?? null, asked.viewer, asked.publicOnes, asked.limit],
  )
  return rows.map(({ subject }) => subject)
}

/** Whether by a claim on it, or on the GLN that it lies under, a place is a person's: it is not found by what it is called. */
const isPersons = `exists (
  select from registry.claim c where c.key in (s.key, regexp_replace(s.key, '^(/414/\\d{13})/.*$', '\\1'))
    and ${kindNow('c.party_id')} in ('household', 'individual'))`

/** Keys of one kind in order, from `after` on: those with a public word that holds `q`, as everybody may read it. */
export async function selectSubjectKeys(
  reader: Reader,
  asked: { kind: SubjectKind; after: string; limit: number; q?: string | undefined; declaredBy?: string | undefined },
  moment: Moment,
): Promise<string[]> {
  const rows = await reader.query<{ key: string }>(
    `select s.key from registry.subject s
     where s.kind = $4 and s.key > $1 and s.position <= $2
       and ($5::text is null or s.key like '/01/%' || $5 || '%' or exists (
         select from registry.statement w where w.subject = s.key and w.attribute in ('name', 'brand')
           and ${inForce('w')} and lower(w.value #>> '{}') like '%' || $5 || '%'
           and regexp_replace(lower(w.value #>> '{}'), '${longNumber}', '…', 'g') like '%' || $5 || '%'
           and ($4 <> 'location' or not ${isPersons})))
       and ($6::uuid is null or exists (
         select from registry.statement w where w.subject = s.key and w.declared_by in ${merged('$6')} and ${inForce('w')}))
     order by s.key limit $7`,
    [
      asked.after,
      ...momentValues(moment),
      asked.kind,
      asked.q === undefined ? null : likeText(asked.q),
      asked.declaredBy ?? null,
      asked.limit,
    ],
  )
  return rows.map(({ key }) => key)
}

export async function subjectExists(reader: Reader, key: string, moment: Moment): Promise<boolean> {
  const [position] = momentValues(moment)
  const rows = await reader.query('select 1 from registry.subject where key = $1 and position <= $2', [key, position])
  return rows.length > 0
}

/** jsonb takes no half of a surrogate pair; JSON does. The replacement character says that something stood there. */
const wellFormed = (value: unknown): unknown => {
  if (typeof value === 'string') return storable(value)
  if (Array.isArray(value)) return value.map(wellFormed)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [wellFormed(name), wellFormed(inner)]))
}

const likeText = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')
