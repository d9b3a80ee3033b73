import { formatInstant } from '../../../platform/days.ts'
import { type Html, html } from '../../../platform/html.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import { deedForm } from '../pages/deed.page.ts'
import type { CredentialKind, CredentialView } from './credential.store.ts'

export type MachinesView = {
  csrf: Html
  language: Language
  machines: readonly (readonly [CredentialKind, readonly CredentialView[]])[]
}

/** What machines of an organisation open doors with, what each may do, when it was last used, and the button that ends it. */
export const machinesContent = (say: Words, view: MachinesView): Html => html`<p>${say('machines.page.intro')}</p>
${view.machines.map(
  ([kind, credentials]) => html`<section aria-labelledby="${kind}"><h2 id="${kind}">${say(`machines.page.${kind}`)}</h2>
${
  credentials.length === 0
    ? html`<p>${say('machines.page.none')}</p>`
    : html`<dl>${credentials.map((credential) => machine(say, view, kind, credential))}</dl>`
}</section>`,
)}`

const machine = (
  say: Words,
  { csrf, language }: MachinesView,
  kind: CredentialKind,
  { id, label, scopes, createdAt, lastUsedAt, expiresAt }: CredentialView,
): Html => {
  const at = (instant: string): string => formatInstant(instant, language)
  const told = [
    say('machines.page.created', { time: at(createdAt) }),
    lastUsedAt === null ? say('machines.page.never-used') : say('machines.page.last-used', { time: at(lastUsedAt) }),
    expiresAt === null ? say('machines.page.no-end') : say('machines.page.ends', { time: at(expiresAt) }),
  ]
  const may = scopes?.map((scope) => say(`identity.permission.${scope}`)) ?? [say('machines.page.all')]
  const action = `/account/machines/${kind}/${id}/revoke`
  return html`<div><dt><strong>${label}</strong></dt><dd><ul>${may.map((right) => html`<li>${right}</li>`)}</ul>
<p class="soft">${told.join(' · ')}</p>
${deedForm({ csrf, action, label: say('machines.page.revoke'), danger: true, about: label })}</dd></div>`
}
