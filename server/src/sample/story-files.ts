import { readdir, readFile } from 'node:fs/promises'

/** One supply chain of `examples/`: `says` is what goes to the register word for word, the rest tells who says it. */
export type StoryFiles = {
  name: string
  parties: { name: string; says: Record<string, unknown> & { identifiers?: object[] } }[]
  products: { gtin: string; owner: string; images: string[]; says: Record<string, unknown> }[]
  locations: { key: string; owner: string; says: Record<string, unknown> }[]
  mandates: { principal: string; holder: string; says: Record<string, unknown> }[]
  documents: { file: string; postedBy: string }[]
  text: (file: string) => Promise<string>
  bytes: (file: string) => Promise<Uint8Array<ArrayBuffer>>
}

const examples = new URL('../../../examples/', import.meta.url)

/** The folders of `examples/`, in alphabetical order. */
export const storyNames = async (): Promise<string[]> => {
  const entries = await readdir(examples, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

export const readStory = async (name: string): Promise<StoryFiles> => {
  const folder = new URL(`${name}/`, examples)
  const text = (file: string) => readFile(new URL(file, folder), 'utf8')
  const list = async <K extends 'parties' | 'products' | 'locations' | 'mandates' | 'documents'>(kind: K) =>
    (JSON.parse(await text(`${kind}.json`)) as Pick<StoryFiles, K>)[kind]
  return {
    name,
    parties: await list('parties'),
    products: await list('products'),
    locations: await list('locations'),
    mandates: await list('mandates'),
    documents: await list('documents'),
    text,
    bytes: async (file) => new Uint8Array(await readFile(new URL(file, folder))),
  }
}
