import { type Html, html } from '../../../platform/html.ts'

/** `about`: what it is done to, where a page has many such buttons and their names would be the same. */
export type DeedForm = { csrf: Html; action: string; label: string; fields?: Html; danger?: boolean; about?: string }

/** A form of one button: a deed that asks for nothing more. */
export const deedForm = ({ csrf, action, label, fields, danger, about }: DeedForm): Html =>
  html`<form method="post" action="${action}">${csrf}${fields}<button class="${danger ? 'danger' : 'second'}"${about !== undefined && html` aria-label="${label}: ${about}"`}>${label}</button></form>`

export const hiddenField = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`
