export const mediaTypes = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const
export type MediaType = (typeof mediaTypes)[number]

const startsWith = (bytes: Uint8Array, start: readonly number[], at = 0): boolean =>
  start.every((byte, index) => bytes[at + index] === byte)

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0))

/** What the bytes are, whatever name or header came with them; undefined for all that is not taken. */
export function mediaTypeOf(bytes: Uint8Array): MediaType | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (startsWith(bytes, [0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, ascii('RIFF')) && startsWith(bytes, ascii('WEBP'), 8)) return 'image/webp'
  if (startsWith(bytes, ascii('%PDF-'))) return 'application/pdf'
  return undefined
}

const endings: Record<MediaType, readonly string[]> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
}

/** The ending of files of a type, as we name them. */
export const endingOf = (type: string): string => endings[type as MediaType]?.[0] ?? 'bin'

/** Whether a name, where one came along, ends as those of the type do: `contract.pdf` that is a picture deceives whoever opens it. */
export const isNamedAs = (type: MediaType, name: string | undefined): boolean => {
  const ending = /\.([^./\\]+)$/.exec(name ?? '')?.[1]
  return ending === undefined || endings[type].includes(ending.toLowerCase())
}
