import type { TestParty } from './app.ts'

/** Brings a PDF of a party's own, as short as one may be; its hash. */
export const bringPdf = async (url: string, party: TestParty): Promise<string> => {
  const response = await fetch(`${url}/api/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${party.key}`, 'content-type': 'application/pdf' },
    body: `%PDF-1.4\n% ${party.id}\n%%EOF\n`,
  })
  return ((await response.json()) as { hash: string }).hash
}
