import type { Tx } from '../../../../platform/postgres/database.ts'
import type { NewStatement, NewSubject, SubjectKind } from './statement.store.ts'
import { insertWords, selectWords } from './statement.store.ts'
import type { Spoken } from './word.ts'
import { sameValue } from './word.ts'

export type Speech = {
  subject: string
  kind: SubjectKind
  declaredBy: string
  /** The key's owner, where the speaker speaks on its mandate. */
  inNameOf?: string | undefined
  basis?: string | undefined
  validFrom?: string | undefined
  validTo?: string | undefined
}

/**
 * Replaces one party's word on `attributes` of a key by `spoken`: what is new or other is added, what is left out is taken
 * back, what stays the same is not written again. Answers the attributes that changed.
 */
export async function stateWords(
  tx: Tx,
  speech: Speech,
  spoken: readonly Spoken[],
  attributes: readonly string[],
  position: number,
): Promise<string[]> {
  const mine = await selectWords(tx, [speech.subject], { at: speech.validFrom }, speech.declaredBy)
  const rows = wordsToSay(mine, speech, spoken, attributes)
  await insertWords(tx, [{ key: speech.subject, kind: speech.kind }], rows, position)
  return attributesOf(rows)
}

export const attributesOf = (rows: readonly NewStatement[]): string[] => [
  ...new Set(rows.map(({ attribute }) => attribute)),
]

/** What is to be written so that a party's word on `attributes` is `spoken`, where it said `mine` before. */
export function wordsToSay(
  mine: readonly Spoken[],
  speech: Speech,
  spoken: readonly Spoken[],
  attributes: readonly string[],
): NewStatement[] {
  const dated = speech.validFrom !== undefined || speech.validTo !== undefined
  const before = new Map(mine.filter(({ attribute }) => attributes.includes(attribute)).map((w) => [nameOf(w), w]))
  const after = new Map(spoken.map((word) => [nameOf(word), word]))
  const rows: NewStatement[] = []
  for (const [name, word] of after) {
    const known = before.get(name)
    if (dated || !known || !saysSame(known, word)) rows.push(toStatement(speech, word))
  }
  for (const [name, { attribute, language }] of before)
    if (!after.has(name)) rows.push(toStatement(speech, { attribute, language, value: null }))
  return rows
}

/** Adds words and takes none back: what a document's master data leaves out, it does not deny. */
export async function addWords(
  tx: Tx,
  speeches: readonly { speech: Speech; spoken: readonly Spoken[] }[],
  position: number,
): Promise<void> {
  const rows = new Map<string, NewStatement>()
  const subjects = new Map<string, NewSubject>()
  for (const { speech, spoken } of speeches) {
    subjects.set(speech.subject, { key: speech.subject, kind: speech.kind })
    for (const word of spoken)
      rows.set(`${speech.subject} ${speech.declaredBy} ${nameOf(word)}`, toStatement(speech, word))
  }
  const known = await selectWords(tx, [...subjects.keys()], {})
  const said = new Map(known.map((word) => [`${word.subject} ${word.declaredBy} ${nameOf(word)}`, word]))
  const fresh = [...rows].filter(([name, row]) => {
    const before = said.get(name)
    return !before || !saysSame(before, row)
  })
  await insertWords(
    tx,
    [...subjects.values()],
    fresh.map(([, row]) => row),
    position,
  )
}

const saysSame = (before: Spoken, after: Pick<Spoken, 'value'> & { saidAs?: string | null | undefined }): boolean =>
  sameValue(before.value, after.value) && (before.saidAs ?? null) === (after.saidAs ?? null)

const nameOf = ({ attribute, language }: Spoken): string => `${attribute} ${language}`

const toStatement = (speech: Speech, { attribute, language, value, saidAs }: Spoken): NewStatement => ({
  subject: speech.subject,
  attribute,
  language,
  value,
  saidAs,
  declaredBy: speech.declaredBy,
  inNameOf: speech.inNameOf,
  basis: speech.basis,
  validFrom: speech.validFrom,
  validTo: speech.validTo,
})
