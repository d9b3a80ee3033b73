/** A text with one line feed at the end of a line, and without what nobody can see. */
export const legible = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\t\n]|\ufeff/gu, '')
