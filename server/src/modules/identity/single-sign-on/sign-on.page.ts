import { formatInstant } from '../../../platform/days.ts'
import { type Html, html } from '../../../platform/html.ts'
import type { Language, Words } from '../../../platform/messages.ts'

type Named = { id: string; provider: string; display: string }

/** For somebody whom the provider knows and we do not: how it becomes known, which is never by a name alone. */
export const notLinkedContent = (say: Words, { id, provider, display }: Named): Html => html`
<div class="note"><p>${say('sign-on.not-linked.text', { provider, name: display })}</p></div>
<section><h2>${say('sign-on.not-linked.account')}</h2><p>${say('sign-on.not-linked.how', { provider })}</p>
<p><a href="/sign-in?next=/account/providers/${id}">${say('sign-on.not-linked.sign-in')}</a></p></section>
<section><h2>${say('sign-on.not-linked.no-account')}</h2><p>${say('sign-on.not-linked.invitation')}</p></section>`

/** What is linked with what, before it is. */
export const consentContent = (
  say: Words,
  { id, provider, display, organisation, csrf }: Named & { organisation: string | undefined; csrf: Html },
): Html => html`<p>${say('sign-on.link.text', { provider })}</p>
<section><dl><div><dt>${say('sign-on.link.there', { provider })}</dt><dd>${display}</dd></div>
${organisation !== undefined && html`<div><dt>${say('sign-on.link.organisation')}</dt><dd>${organisation}</dd></div>`}</dl>
<p class="help">${say('sign-on.link.warning')}</p>
<form method="post" action="/account/providers/${id}">${csrf}<button>${say('sign-on.link.consent')}</button></form>
<p><a href="/account/providers">${say('sign-on.link.no')}</a></p></section>`

export type Way = { id: string; name: string; linkedAt: string | undefined }

/** By which providers a person may sign in, and which are tied to the account. */
export const waysContent = (
  say: Words,
  { csrf, language, ways }: { csrf: Html; language: Language; ways: readonly Way[] },
): Html => html`<p>${say('sign-on.ways.text')}</p>
${ways.length === 0 && html`<p class="note">${say('sign-on.ways.none')}</p>`}
${ways.map(
  ({ id, name, linkedAt }) =>
    html`<section aria-labelledby="way-${id}"><h2 id="way-${id}">${name}</h2>${
      linkedAt === undefined
        ? html`<p><a href="/sign-in/with/${id}?next=/account/providers">${say('sign-on.ways.link', { provider: name })}</a></p>`
        : html`<p>${say('sign-on.ways.linked', { since: formatInstant(linkedAt, language) })}</p>
<form method="post" action="/account/providers/${id}/unlink">${csrf}<button class="danger">${say('sign-on.ways.unlink', { provider: name })}</button></form>`
    }</section>`,
)}`
