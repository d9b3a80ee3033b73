import { formatDay, localDay } from '../../../../platform/days.ts'
import type { Language } from '../../../../platform/messages.ts'
import { inLanguage } from '../../../registry/index.ts'
import type { PictureHop, PictureNode, Words } from '../picture-source.ts'
import { tidy } from '../text.ts'
import { type Group, isMany, type Link, timeOf } from './groups.ts'
import type { Vertex } from './vertices.ts'

/** What is said of a group: its kind and name, then line by line what is known, and where it goes. */
export type Description = { kind: string; title: string; lines: string[]; ways: string[] }

/** `zone`: in which the days of the picture are told. */
export type Speech = { words: Words; language: Language; zone: string; named: ReadonlyMap<string, PictureNode> }

/** A group in words. */
export function describe(group: Group, leaving: readonly Link[], speech: Speech): Description {
  const { words } = speech
  const [first] = group.members
  const kind = words(`picture.kind.${kindOf(group)}`)
  if (first?.end !== undefined)
    return { kind, title: endTitle(group, first, speech), lines: endLines(first, speech), ways: [] }
  const lines = [
    keyLine(group),
    placeLine(group, speech),
    holderLine(group, speech),
    dayLine(group, speech),
    certaintyLine(group, speech),
    shareLine(group, speech),
    remarkLine(group, leaving, speech),
  ]
  return {
    kind,
    title: titleOf(group, speech),
    lines: lines.filter((line) => line !== ''),
    ways: leaving.filter(({ hops }) => hops.length > 0).map((link) => wayLine(link, speech)),
  }
}

/** What a group is, in the picture's own kinds. */
export const kindOf = ({ members }: Group): Vertex['kind'] | 'start' => {
  const [first] = members
  return first === undefined ? 'item' : first.kind === 'item' && first.node.direction === 'start' ? 'start' : first.kind
}

function titleOf(group: Group, speech: Speech): string {
  const { words } = speech
  const { members } = group
  const [first] = members
  const kinds = new Set(members.map(({ subject }) => subject)).size
  const name = first === undefined ? '' : nameOf(first, speech, isMany(group))
  const count = members.length
  const many = kinds > 1 ? words('picture.kinds', { count, kinds }) : words('picture.many', { count, name })
  const text = isMany(group) ? many : name
  return group.rest === undefined ? text : words('picture.rest', { name: text })
}

/** The name that the register has, else what the key says; of many what their keys have in common. */
function nameOf({ node, kind }: Vertex, { words, language }: Speech, many: boolean): string {
  if (kind === 'process') return words('picture.process')
  const name = inLanguage(node.name, language)
  if (name !== undefined && name !== '') return tidy(name)
  if (kind === 'container') return words('picture.container')
  if (node.key === '') return words('picture.unnamed')
  return keyText((many && /^\/01\/\d+/.exec(node.key)?.[0]) || node.key)
}

/** A canonical key as people know it from the label: (01)… (10)…. */
export const keyText = (key: string): string => {
  const parts = key.split('/').slice(1)
  if (!/^\/\d{2,4}\//.test(key) || parts.length % 2 !== 0) return tidy(key)
  return tidy(parts.map((part, index) => (index % 2 === 0 ? `(${part})` : `${decoded(part)} `)).join(''))
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function keyLine(group: Group): string {
  const [first] = group.members
  if (first === undefined || isMany(group) || first.kind === 'process' || first.node.key === '') return ''
  const isNamed = Object.keys(first.node.name ?? {}).length > 0 || first.kind === 'container'
  return isNamed ? keyText(first.node.key.replace(/^\/01\/\d+(?=\/)/, '')) : ''
}

const fewPlaces = 2

/** Names of places or parties: the first, and how many more. */
function listed(keys: readonly string[], { words, language, named }: Speech): string {
  const distinct = [...new Set(keys)]
  const shown = distinct.slice(0, fewPlaces).map((key) => inLanguage(named.get(key)?.name, language) ?? keyText(key))
  const more = distinct.length - shown.length
  const names = shown.map(tidy).join(', ')
  return more > 0 ? words('picture.and-more', { names, more }) : names
}

function placeLine({ members }: Group, speech: Speech): string {
  const keys = members.flatMap(({ places }) => places)
  return keys.length === 0 ? '' : speech.words('picture.at', { places: listed(keys, speech) })
}

function holderLine({ members }: Group, speech: Speech): string {
  const keys = members.flatMap(({ holders }) => holders)
  return keys.length === 0 ? '' : speech.words('picture.held', { parties: listed(keys, speech) })
}

function dayLine(group: Group, speech: Speech): string {
  const first = timeOf(group)
  const last = group.members.reduce((most, { time }) => (time !== null && time > most ? time : most), '')
  if (last === '') return ''
  const [from, to] = [dayText(first, speech), dayText(last, speech)]
  return from === to ? from : `${from} – ${to}`
}

const dayText = (time: string, { language, zone }: Speech): string => formatDay(localDay(time, zone), language)

const certaintyLine = ({ members }: Group, { words }: Speech): string => {
  const doubtful = members.filter(({ node }) => node.certainty === 'may-contain').length
  if (doubtful === 0) return ''
  return words(doubtful === members.length ? 'picture.may-contain' : 'picture.may-contain-partly')
}

/** Whose word it is where things were; who says where they went, too, is named there. */
function remarkLine({ members }: Group, leaving: readonly Link[], speech: Speech): string {
  const named = new Set(leaving.flatMap(({ hops }) => speakersOf(hops, speech)))
  const remarks = members.flatMap((member) => member.remarks)
  return speakersOf(remarks, speech).every((name) => named.has(name)) ? '' : speakers(remarks, speech)
}

/** Of one origin: between which shares of the goods asked for it can make up. */
function shareLine({ members }: Group, { words, language }: Speech): string {
  const [first] = members
  const share = members.length === 1 ? first?.node.share : undefined
  if (share === undefined) return ''
  const { least, greatest } = share
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const [low, high] = [format.format(least), format.format(greatest)]
  return low === high ? words('picture.share', { share: low }) : words('picture.share-between', { low, high })
}

/** A link in words: by which rule, how much, whether anybody said so, and whose word it is. */
function wayLine({ hops }: Link, speech: Speech): string {
  const { words } = speech
  const rules = [...new Set(hops.map(({ rule }) => rule))].map((rule) => words(`picture.rule.${rule}`))
  const { basis, certainty } = mannerOf(hops)
  const remarks = [
    quantityText(hops, speech),
    basis === 'stated' ? '' : words(`picture.basis.${basis}`),
    certainty === 'contains' ? '' : words('picture.way.may-contain'),
    hops.some(({ tie }) => tie) ? words('picture.tie') : '',
    speakers(hops, speech),
  ]
  return [`→ ${rules.join(', ')}`, ...remarks.filter((text) => text !== '')].join('\u00a0· ')
}

/** How a link is drawn: what all of its hops are, or `partly`. */
export function mannerOf(hops: readonly PictureHop[]): {
  basis: 'stated' | 'inferred' | 'partly'
  certainty: 'contains' | 'may-contain'
} {
  const inferred = hops.filter(({ basis }) => basis === 'inferred').length
  const certain = hops.length === 0 || hops.some(({ certainty }) => certainty === 'contains')
  return {
    basis: inferred === 0 ? 'stated' : inferred === hops.length ? 'inferred' : 'partly',
    certainty: certain ? 'contains' : 'may-contain',
  }
}

const speakersOf = (hops: readonly PictureHop[], { words, language }: Speech): string[] => [
  ...new Set(
    hops.flatMap(({ by }) => by).map(({ name }) => inLanguage(name, language) ?? words('picture.unnamed-party')),
  ),
]

function speakers(hops: readonly PictureHop[], speech: Speech): string {
  const { words } = speech
  const said = hops.flatMap(({ by }) => by)
  const names = speakersOf(hops, speech)
  if (names.length === 0) return ''
  const [first = ''] = names
  const by = tidy(first)
  const text =
    names.length === 1 ? words('picture.by', { by }) : words('picture.by-many', { by, more: names.length - 1 })
  const standings = new Set(said.map(({ standing }) => standing))
  const [standing] = standings
  return standings.size === 1 && standing !== 'unknown' ? `${text} (${words(`picture.standing.${standing}`)})` : text
}

const usualUnits = new Set(['KGM', 'GRM', 'TNE', 'LTR', 'MLT', 'MTR', 'MTK', 'MTQ'])

/** What was told of quantities, unit by unit; a hop that tells none leaves the whole open. */
function quantityText(hops: readonly PictureHop[], { words, language }: Speech): string {
  const told = hops.flatMap(({ quantities }) => quantities ?? [])
  if (told.length === 0) return ''
  const sums = new Map<string, number>()
  for (const { quantity, uom = '' } of told) sums.set(uom, (sums.get(uom) ?? 0) + quantity)
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 3 })
  const texts = [...sums].map(([uom, sum]) =>
    uom === ''
      ? words('picture.pieces', { count: format.format(sum) })
      : `${format.format(sum)} ${usualUnits.has(uom) ? words(`picture.unit.${uom}`) : tidy(uom)}`,
  )
  const open = hops.some(({ quantities }) => quantities === undefined || quantities.length === 0)
  return texts.slice(0, 3).join(' + ') + (open ? ` + ${words('picture.quantity-unknown')}` : '')
}

function endTitle(group: Group, { end }: Vertex, { words }: Speech): string {
  const { reason, direction, repository } = end ?? { reason: 'unknown', direction: 'back' }
  const which = reason === 'unknown' ? `-${direction}` : reason === 'elsewhere' && repository ? '-named' : ''
  const text = words(`picture.end.${reason}${which}`, { repository: tidy(repository ?? '') })
  return isMany(group) ? words('picture.many', { count: group.members.length, name: text }) : text
}

const endLines = ({ end }: Vertex, speech: Speech): string[] =>
  end?.since ? [speech.words('picture.since', { day: dayText(end.since, speech) })] : []
