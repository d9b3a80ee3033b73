import { formatDay } from '../../../../../platform/days.ts'
import { type Html, html } from '../../../../../platform/html.ts'
import type { Language, Words } from '../../../../../platform/messages.ts'
import type { MandateRow } from '../mandate.store.ts'
import { lentScopes } from '../mandate.ts'

/** What was typed for a new delegation, as it came. */
export type Wish = {
  holder: string
  scopes: readonly string[]
  validFrom: string
  validTo: string
  basisText: string
}

type View = { say: Words; language: Language; names: ReadonlyMap<string, string>; csrf: Html }

/** What an organisation has let others do in its name, and what others have let it do. */
export const delegationsContent = (
  view: View,
  {
    given,
    held,
    mayGive,
    form,
  }: { given: readonly MandateRow[]; held: readonly MandateRow[]; mayGive: boolean; form: Html },
): Html => {
  const { say } = view
  return html`<p>${say('delegation.intro')}</p>
<section aria-labelledby="given"><h2 id="given">${say('delegation.given')}</h2>
${given.length === 0 ? html`<p>${say('delegation.none-given')}</p>` : list(view, given, 'holder', mayGive)}</section>
${held.length > 0 && html`<section aria-labelledby="held"><h2 id="held">${say('delegation.held')}</h2>${list(view, held, 'principal', mayGive)}</section>`}
${mayGive && html`<section aria-labelledby="new"><h2 id="new">${say('delegation.new')}</h2>${form}</section>`}`
}

const list = (view: View, rows: readonly MandateRow[], other: 'holder' | 'principal', mayEnd: boolean): Html =>
  html`<dl>${rows.map((row) => {
    const name = view.names.get(row[other]) ?? row[other]
    return html`<div><dt><strong>${name}</strong></dt><dd>${terms(view, row)}
${mayEnd && html`<form method="post" action="/delegations/${row.id}/end">${view.csrf}<button class="danger" aria-label="${view.say(`delegation.end-${other}`)}: ${name}">${view.say(`delegation.end-${other}`)}</button></form>`}</dd></div>`
  })}</dl>`

/** What is lent, for which days, on what basis. */
const terms = (
  { say, language }: Pick<View, 'say' | 'language'>,
  row: Pick<MandateRow, 'purpose' | 'scopes' | 'keys' | 'validFrom' | 'validTo' | 'basisText'>,
): Html => {
  const does = row.scopes?.map((scope) => `delegation.scope.${scope}`) ?? [`delegation.purpose.${row.purpose}`]
  return html`<ul>${does.map((key) => html`<li>${say(key)}</li>`)}</ul>
${row.keys !== null && html`<p class="soft">${say('delegation.for-keys')} ${row.keys.map((key) => html`<code>${key}</code> `)}</p>`}
<p class="soft">${days(say, language, row)}${row.basisText !== null && html` · ${say('delegation.basis')}: ${row.basisText}`}</p>`
}

const days = (
  say: Words,
  language: Language,
  { validFrom, validTo }: { validFrom: string; validTo: string },
): string => {
  const from = formatDay(validFrom, language)
  return validTo === 'infinity'
    ? say('delegation.from', { from })
    : say('delegation.from-to', { from, to: formatDay(validTo, language) })
}

/** What of a wish is not right, by field, as a sentence. */
export type WishFaults = { scopes?: string; to?: string }

/**
 * Asks to whom, what, how long and on what paper; it leads to the page of consent, and changes nothing itself. `partly`: there
 * are more providers than these.
 */
export const wishForm = (
  say: Words,
  providers: readonly (readonly [string, string])[],
  wish: Wish,
  { partly = false, faults = {} }: { partly?: boolean; faults?: WishFaults } = {},
): Html =>
  providers.length === 0
    ? html`<p>${say('delegation.no-provider')}</p>`
    : html`<form method="get" action="/delegations/new">
<label for="holder">${say('delegation.holder')}</label>
${partly && html`<p class="help" id="holder-help">${say('delegation.more-providers', { count: providers.length })}</p>`}
<select id="holder" name="holder" required${partly && html` aria-describedby="holder-help"`}>${providers.map(([id, name]) => html`<option value="${id}"${id === wish.holder && html` selected`}>${name}</option>`)}</select>
<fieldset${faults.scopes && html` aria-describedby="scopes-fault"`}><legend>${say('delegation.scopes')}</legend>${fault('scopes', faults.scopes)}${lentScopes.map((scope) => html`<label><input type="checkbox" name="scope" value="${scope}"${wish.scopes.includes(scope) && html` checked`}>${say(`delegation.scope.${scope}`)}</label>`)}</fieldset>
<label for="from">${say('delegation.valid-from')}</label><input id="from" name="from" type="date" value="${wish.validFrom}">
<label for="to">${say('delegation.valid-to')}</label>${fault('to', faults.to)}<input id="to" name="to" type="date" value="${wish.validTo}"${faults.to && html` aria-invalid="true" aria-describedby="to-fault"`}>
<label for="basis">${say('delegation.basis')}</label><p class="help" id="basis-help">${say('delegation.basis-help')}</p>
<input id="basis" name="basis" required maxlength="2000" aria-describedby="basis-help" value="${wish.basisText}">
<button>${say('delegation.go-on')}</button></form>`

const fault = (field: keyof WishFaults, sentence: string | undefined): Html | undefined =>
  sentence === undefined ? undefined : html`<p class="note error" role="alert" id="${field}-fault">${sentence}</p>`

/** The page of consent: what the provider will be able to do, before it can. */
export const consentContent = (
  { say, language, csrf }: Omit<View, 'names'>,
  { wish, holder, principal }: { wish: Wish; holder: string; principal: string },
): Html => {
  const row = { purpose: 'act' as const, scopes: [...wish.scopes], keys: null, basisText: wish.basisText }
  const from = { validFrom: wish.validFrom, validTo: wish.validTo === '' ? 'infinity' : wish.validTo }
  const fields = { holder: wish.holder, from: wish.validFrom, to: wish.validTo, basis: wish.basisText }
  return html`<p>${say('delegation.consent.text', { holder, principal })}</p>
<section>${terms({ say, language }, { ...row, ...from })}
<p>${say('delegation.consent.never')}</p><p>${say('delegation.consent.back')}</p>
<form method="post" action="/delegations">${csrf}
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${wish.scopes.map((scope) => html`<input type="hidden" name="scope" value="${scope}">`)}
<button>${say('delegation.consent.give', { holder })}</button></form>
<p><a href="/delegations">${say('delegation.consent.no')}</a></p></section>`
}
