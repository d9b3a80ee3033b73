import type { PageReader } from './pages.ts'

type XmlPage = { begin: string; elements: string[]; end: string; namespaces: Map<string, string> }

/** One EPCISQueryDocument in XML: the first page's, with the events of all. */
export const xmlPages = (): PageReader => {
  let first: XmlPage | undefined
  return {
    page: (text, most) => {
      const page = readXmlPage(text)
      const begin = first === undefined ? page.begin : ''
      first ??= page
      const more = declarations(page.namespaces, first.namespaces)
      return { begin, events: page.elements.slice(0, most).map((element) => `\n${declare(element, more)}`) }
    },
    end: () => `\n${first?.end ?? ''}\n`,
  }
}

/** A tag, or what is no element at all: a comment, a CDATA section, a processing instruction. */
const piece =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>]+)((?:[^"'>]|"[^"]*"|'[^']*')*?)(\/?)>/g

/** `depth`: how many elements are around this one, for its opening tag as for its closing one. */
type Tag = {
  kind: 'opens' | 'closes' | 'empty'
  name: string
  attributes: string
  start: number
  end: number
  depth: number
}

const tagsOf = (text: string): Tag[] => {
  const tags: Tag[] = []
  let depth = 0
  for (const { index, 0: tag, 1: closing, 2: name, 3: attributes = '', 4: empty } of text.matchAll(piece)) {
    if (name === undefined) continue
    const kind = closing !== '' ? 'closes' : empty !== '' ? 'empty' : 'opens'
    if (kind === 'closes') depth -= 1
    tags.push({ kind, name, attributes, start: index, end: index + tag.length, depth })
    if (kind === 'opens') depth += 1
  }
  return tags
}

/** Cuts a well-formed document into its events and what stands around them. */
const readXmlPage = (text: string): XmlPage => {
  const tags = tagsOf(text)
  const namespaces = namespacesOf(tags[0]?.attributes ?? '')
  const from = tags.findIndex(({ kind, name }) => kind !== 'closes' && name === 'EventList')
  const list = tags[from]
  if (list === undefined) return { begin: text, elements: [], end: '', namespaces }
  if (list.kind === 'empty') {
    // Events of later pages need it open.
    const begin = `${text.slice(0, list.start)}<EventList${list.attributes}>`
    return { begin, elements: [], end: `</EventList>${text.slice(list.end)}`, namespaces }
  }
  const to = tags.findIndex(({ kind, depth }, index) => index > from && kind === 'closes' && depth === list.depth)
  const events = tags.slice(from + 1, to).filter(({ depth }) => depth === list.depth + 1)
  const starts = events.filter(({ kind }) => kind !== 'closes')
  const ends = events.filter(({ kind }) => kind !== 'opens')
  return {
    begin: text.slice(0, list.end),
    elements: starts.map(({ start }, index) => text.slice(start, ends[index]?.end)),
    end: text.slice(tags[to]?.start),
    namespaces,
  }
}

const namespacesOf = (attributes: string): Map<string, string> =>
  new Map(
    [...attributes.matchAll(/\s(xmlns(?::[^\s=]+)?)\s*=\s*("[^"]*"|'[^']*')/g)].map(([, name, uri]) => [
      name ?? '',
      uri ?? '',
    ]),
  )

/** What a page's root declares otherwise than the first one's. */
const declarations = (of: Map<string, string>, known: Map<string, string>): string =>
  [...of].map(([name, uri]) => (known.get(name) === uri ? '' : ` ${name}=${uri}`)).join('')

const declare = (element: string, more: string): string =>
  more === '' ? element : element.replace(/^<[^\s/>]+/, (name) => name + more)
