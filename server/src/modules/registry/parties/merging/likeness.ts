import { createHash } from 'node:crypto'
import type { LanguageMap } from '../../statements/language-map.ts'

const legalForms =
  'cong ty|cty|tnhh|trach nhiem huu han|mot thanh vien|mtv|co phan|ctcp|hop tac xa|htx|doanh nghiep tu nhan|dntn|ho kinh doanh|hkd|company|co|ltd|limited|jsc|cooperative'
const formsAndBlanks = new RegExp(`(?:^| )(?:${legalForms})(?= |$)| `, 'g')

/** Names as typed, each without marks, signs, blanks and the words of legal forms: parties that share one may be one. */
export const nameKeys = (names: LanguageMap): string[] =>
  [...new Set(Object.values(names).map(nameKey))].filter((key) => key !== '')

const nameKey = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('\u0111', 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(formsAndBlanks, '')

/** 128 bits of a digest of a telephone number, which itself is shown to nobody who looks for duplicates; undefined for what is none. */
export function phoneDigest(phone: string): string | undefined {
  const digits = phone.replace(/\D/g, '').replace(/^(?:0084|84)(?=\d{9})/, '0')
  return digits.length < 8 || digits.length > 15
    ? undefined
    : createHash('sha256').update(digits).digest('hex').slice(0, 32)
}
