import { type Html, html } from '../../../platform/html.ts'
import { keptToPersons, type Right, rights } from './rights.ts'
import { type Role, roles } from './role.ts'

type Words = (key: string) => string

/** The table of rights, a line for each permission and a column for each role: how far it reaches, and for whom in it. */
export const rightsTable = (words: Words): Html => {
  const permissions = [...new Set(rights.map(({ permission }) => permission))].sort()
  return html`<p>${words('identity.rights.explained')}</p>
<div class="scroll" role="region" tabindex="0" aria-label="${words('identity.rights.title')}"><table>
<thead><tr><th scope="col">${words('identity.rights.permission')}</th>${roles.map((role) => html`<th scope="col">${words(`identity.role.${role}`)}</th>`)}</tr></thead>
<tbody>${permissions.map((permission) => line(words, permission))}</tbody>
</table></div>`
}

const line = (words: Words, permission: string): Html => {
  const own = rights.filter((right) => right.permission === permission)
  return html`<tr><th scope="row">${words(`identity.permission.${permission}`)} <code>${permission}</code>${
    keptToPersons.includes(permission) && html` <span class="help">${words('identity.rights.kept-to-persons')}</span>`
  }</th>${roles.map((role) => html`<td>${cell(words, own, role)}</td>`)}</tr>`
}

const cell = (words: Words, own: readonly Right[], role: Role): Html[] =>
  own
    .filter((right) => right.role === role)
    .map(
      ({ reach, duty }) =>
        html`<div>${words(`identity.reach.${reach}`)}${duty !== undefined && html` <span class="help">${words(`identity.duty.${duty}`)}</span>`}</div>`,
    )
