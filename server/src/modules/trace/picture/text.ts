/** How wide text is drawn, without a browser to ask: by the kind of each character, rather too wide than too narrow. */
export const widthOf = (text: string, size: number): number => {
  let width = 0
  for (const character of text) width += emOf(character)
  return width * size
}

const known = new Map<string, number>()

const emOf = (character: string): number => {
  const remembered = known.get(character)
  if (remembered !== undefined) return remembered
  const em = kinds.find(([form]) => form.test(character))?.[1] ?? 1.05
  if (known.size < 5_000) known.set(character, em)
  return em
}

const kinds: readonly [RegExp, number][] = [
  [/\p{M}|\p{Cf}/u, 0],
  [/[\sil.,:;|!()[\]·jtfrI]/u, 0.36],
  [/[mwMW\u0110@%…—→]/u, 0.92],
  [/[\p{Lu}\d]/u, 0.66],
  [/\p{Script=Latin}|[\p{P}\p{S}]/u, 0.57],
]

/** Characters of a name that are looked at; what is longer would not be read to its end in any picture. */
const longest = 160

/** Text of a stranger as one line: composed, without controls, not longer than a picture can show. */
export const tidy = (text: string): string =>
  Array.from(
    text
      .slice(0, longest * 4)
      .toWellFormed()
      .normalize('NFC'),
  )
    .slice(0, longest)
    .join('')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\s]+/gu, ' ')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim()

/** The text, cut with an ellipsis where it is wider than the room. */
export function fitText(text: string, room: number, size: number): string {
  const whole = tidy(text)
  if (widthOf(whole, size) <= room) return whole
  let kept = ''
  let left = room - widthOf('…', size)
  for (const character of whole) {
    left -= emOf(character) * size
    if (left < 0) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/** The text in lines of at most the room, broken between words where it can be; the last one is cut. */
export function wrapText(text: string, room: number, size: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  const words = tidy(text).split(' ')
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || widthOf(longer, size) <= room) {
      line = longer
      continue
    }
    if (lines.length === most - 1) {
      line = [line, ...words.slice(index)].join(' ')
      break
    }
    lines.push(fitText(line, room, size))
    line = word
  }
  return [...lines, fitText(line, room, size)]
}
