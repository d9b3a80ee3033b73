/** How many texts are remembered, and how many characters they may have together: one that has more is remembered alone. */
type Most = { texts: number; length: number }

const usual: Most = { texts: 1000, length: 1024 * 1024 }

/** The same as `make`, remembering what it made of the texts that it met lately. */
export const remembering = <T>(make: (text: string) => T, most = usual): ((text: string) => T) => {
  const made = new Map<string, T>()
  let length = 0
  return (text) => {
    const known = made.get(text)
    if (known !== undefined) return known
    if (made.size >= most.texts || length + text.length > most.length) {
      made.clear()
      length = 0
    }
    const fresh = make(text)
    made.set(text, fresh)
    length += text.length
    return fresh
  }
}
