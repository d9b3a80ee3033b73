import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Link, LinkSet } from '../links/link.ts'
import { defaultLink, defaultLinkMulti, gs1 } from '../links/link-types.ts'
import { weighed } from './accept.ts'
import { chooseLink, type Wish } from './choose-link.ts'

const pip = gs1('pip')
const link = (linkType: string, href: string, more: Partial<Link> = {}): Link => ({
  linkType,
  href,
  title: href,
  ...more,
})
const wish = (more: Partial<Wish> & { language?: string; accept?: string } = {}): Wish => ({
  languages: weighed(more.language),
  types: weighed(more.accept),
  ...(more.linkType === undefined ? {} : { linkType: more.linkType }),
  ...(more.context === undefined ? {} : { context: more.context }),
})
const goes = (sets: LinkSet[], asked: Wish) => {
  const choice = chooseLink(sets, asked)
  return choice.kind === 'redirect' ? choice.link.href : choice.kind
}

const ours: LinkSet = { anchor: '/01/1/10/L', ours: true, links: [link(defaultLink, 'scan'), link(pip, 'scan')] }
const brand: LinkSet = {
  anchor: '/01/1',
  links: [
    link(pip, 'vi', { hreflang: ['vi'], type: 'text/html' }),
    link(pip, 'en', { hreflang: ['en'], type: 'text/html' }),
    link(pip, 'en-pdf', { hreflang: ['en'], type: 'application/pdf' }),
    link(gs1('recipeInfo'), 'recipe'),
  ],
}

test('without a link type the default answers, whatever the language', () => {
  assert.equal(goes([ours, brand], wish()), 'scan')
  assert.equal(goes([ours, brand], wish({ language: 'de', accept: 'application/pdf' })), 'scan')
})

test('a registered default goes before our own', () => {
  const operator: LinkSet = { anchor: '/01/1', links: [link(defaultLink, 'theirs'), link(pip, 'theirs')] }
  assert.equal(goes([ours, operator], wish()), 'theirs')
})

test('an alternative default is taken when the request decides for it, else the default, never a list (2.7)', () => {
  const set: LinkSet = {
    anchor: '/01/1',
    links: [
      link(defaultLink, 'plain'),
      link(defaultLinkMulti, 'plain', { hreflang: ['vi'] }),
      link(defaultLinkMulti, 'english', { hreflang: ['en'] }),
    ],
  }
  assert.equal(goes([set], wish({ language: 'en-GB' })), 'english')
  assert.equal(goes([set], wish({ language: 'de' })), 'plain')
  assert.equal(goes([set], wish()), 'plain')
})

test('a link type walks up to where it is registered, and is refused where it is nowhere', () => {
  assert.equal(goes([ours, brand], wish({ linkType: gs1('recipeInfo') })), 'recipe')
  assert.equal(goes([ours, brand], wish({ linkType: gs1('leaveReview') })), 'not-available')
})

test('registered links go before our own page of the same type', () => {
  assert.equal(goes([ours, brand], wish({ linkType: pip, language: 'vi' })), 'vi')
  assert.equal(goes([ours], wish({ linkType: pip, language: 'de' })), 'scan')
})

test('language decides before media type', () => {
  assert.equal(goes([brand], wish({ linkType: pip, language: 'en', accept: 'application/pdf' })), 'en-pdf')
  assert.equal(goes([brand], wish({ linkType: pip, language: 'vi', accept: 'application/pdf' })), 'vi')
})

test('what cannot be decided is listed', () => {
  assert.equal(goes([brand], wish({ linkType: pip, language: 'en', accept: '*/*' })), 'choices')
  assert.equal(goes([brand], wish({ linkType: pip, language: 'en', accept: 'undefined' })), 'choices')
  assert.equal(goes([brand], wish({ linkType: pip, language: 'en', accept: 'text/html,*/*;q=0.8' })), 'en')
})

test('context decides last, and links without one serve everybody', () => {
  const set: LinkSet = {
    anchor: '/01/1',
    links: [
      link(pip, 'all'),
      link(pip, 'trade', { context: ['business'] }),
      link(pip, 'law', { context: ['authority'] }),
    ],
  }
  assert.equal(goes([set], wish({ linkType: pip, context: 'business' })), 'trade')
  assert.equal(goes([set], wish({ linkType: pip, context: 'consumer' })), 'all')
  assert.equal(goes([set], wish({ linkType: pip })), 'all')
})
