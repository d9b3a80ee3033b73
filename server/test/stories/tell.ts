import { readFile } from 'node:fs/promises'
import { createCutter } from '@nguon/epcis'

/** One code of a story's expected.json: what a person must read, written by hand from the story. Newest step first. */
export type ExpectedCode = {
  code: string
  legal: {
    name: string
    image: string
    producer: string
    address: string
    origin: string
    brand: string
    lot?: string
    serial?: string
    expiry: string | null
  }
  steps: { bizStep: string; date: string; commune: string | null; publicName: string; depth: number }[]
}

export const expectedOf = async (story: string): Promise<ExpectedCode[]> => {
  const file = new URL(`../../../examples/${story}/expected.json`, import.meta.url)
  return (JSON.parse(await readFile(file, 'utf8')) as { codes: ExpectedCode[] }).codes
}

/** The part of GET /api/scan/… that the stories speak of. Oldest step first. */
export type ScanAnswer = {
  state: string
  sample: boolean
  legal: { items: { id: string; stated: Said[]; others: Said[]; images: { src: string }[] }[] }
  steps: { step: string; date: string; commune?: string; declaredBy: string; depth: number }[]
}
type Said = { text: string; by: string }

/** The texts of a document's events, as its sender wrote them. */
export const eventTexts = (document: string): string[] => {
  const cutter = createCutter()
  const texts = cutter.push(new TextEncoder().encode(document)).map((bytes) => new TextDecoder().decode(bytes))
  const { issues } = cutter.end()
  if (issues.length > 0) throw new Error(JSON.stringify(issues))
  return texts
}

type Party = { says: { kind: string; names: object; phone: string; email: string; address: { text: string } } }

/** Words of a story's files that nobody without a key may ever read. */
export const secretsOf = (parties: unknown, documents: readonly string[]): string[] => {
  const { parties: list } = parties as {
    parties: (Party & { says: { identifiers: { scheme: string; value: string }[] } })[]
  }
  const ofParties = list.flatMap(({ says }) => [
    says.phone,
    says.email,
    ...says.identifiers.filter(({ scheme }) => scheme === 'tax-code').map(({ value }) => value),
    ...(says.kind === 'household' || says.kind === 'individual'
      ? [...Object.values(says.names), says.address.text]
      : []),
  ])
  const papers = documents.flatMap((text) => [...text.matchAll(/urn:epcglobal:cbv:bt:[^"]+/g)].map(([id]) => id))
  const extensions = documents.flatMap((text) =>
    [...text.matchAll(/"(?:hoamau|rungmau):[^"]+": "?([^",\n]+)/g)].map(([, value = '']) => value),
  )
  const secrets = [...ofParties, ...papers, ...papers.map((id) => id.split(':').at(-1) ?? id), ...extensions]
  // Shorter ones, such as a year, could stand in a page by chance.
  return secrets.filter((secret) => secret.length >= 6)
}
