/** The marks of the five tones: they may stand on either vowel of a syllable (two schools of spelling). */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g
const marks = /[\u0300-\u036f]/g

type Spelt = { exact: string; plain: string }

/** The words of a name as they are compared: each with its tone at its end, and without any mark. */
export const wordsOf = (text: string): Spelt[] =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll('\u00f0', '\u0111')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => ({
      exact: word.replace(tones, '') + (word.match(tones)?.join('') ?? ''),
      plain: word.replace(marks, '').replaceAll('\u0111', 'd'),
    }))

const isSameWord = (asked: Spelt, said: Spelt): boolean =>
  asked.exact === asked.plain ? asked.plain === said.plain : asked.exact === said.exact

const beginsWord = (asked: Spelt, said: Spelt): boolean =>
  asked.exact === asked.plain ? said.plain.startsWith(asked.plain) : said.exact.startsWith(asked.exact)

/** Whether two spellings may be of one name: a word that is asked for without marks is any that reads so without them. */
export const isSameName = (asked: readonly Spelt[], said: readonly Spelt[]): boolean =>
  asked.length === said.length && asked.every((word, index) => isSameWord(word, said[index] as Spelt))

/** Whether the words that are asked for stand in a name, one after another; the last may be begun only. */
export const holdsWords = (asked: readonly Spelt[], said: readonly Spelt[]): boolean =>
  said.some((_, start) =>
    asked.every((word, index) => {
      const other = said[start + index]
      if (!other) return false
      return index === asked.length - 1 ? beginsWord(word, other) : isSameWord(word, other)
    }),
  )
