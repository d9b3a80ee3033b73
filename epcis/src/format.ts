const pchar = 1
const percent = 2
const slash = 3
const question = 4
const hash = 5

/** What an ASCII character may be in a URI (RFC 3986 appendix A). */
const uriClass = new Uint8Array(128)
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@") {
  uriClass[char.charCodeAt(0)] = pchar
}
uriClass[37] = percent
uriClass[47] = slash
uriClass[63] = question
uriClass[35] = hash

/** Whether a text is a URI: RFC 3986 with a scheme, the reading of JSON Schema's `uri` format. ASCII alone: no IRI. */
export function isUri(text: string): boolean {
  const start = afterScheme(text)
  if (start < 0 || start >= text.length) return false
  const first = text.charCodeAt(start)
  if (first === 63 || first === 35) return false
  const path = first === 47 ? afterAuthority(text, start + 1) : start
  return path >= 0 && scanRest(text, path)
}

function afterScheme(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const letter = (code | 32) >= 97 && (code | 32) <= 122 && code >= 65
    if (letter) continue
    if (at === 0) return -1
    if (code === 58) return at + 1
    const other = (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46
    if (!other) return -1
  }
  return -1
}

/**
 * Where the path begins; -1 for a broken address in brackets. Without one the authority needs no look of its own: the
 * format takes as path whatever it is made of.
 */
function afterAuthority(text: string, at: number): number {
  if (text.indexOf('[', at) < 0) return at
  const start = text.charCodeAt(at) === 47 ? at + 1 : at
  const length = text.slice(start).search(/[/?#]|$/)
  return authority.test(text.slice(start, start + length)) ? start + length : -1
}

const hex16 = '[0-9a-f]{1,4}'
const octet = '(?:25[0-5]|2[0-4]\\d|[01]?\\d\\d?)'
const last32 = `(?:${hex16}:${hex16}|(?:${octet}\\.){3}${octet})`
const before = (most: number) => `(?:(?:${hex16}:){0,${most}}${hex16})?::`
const ipv6 = [
  `(?:${hex16}:){6}${last32}`,
  `::(?:${hex16}:){5}${last32}`,
  `(?:${hex16})?::(?:${hex16}:){4}${last32}`,
  ...[1, 2, 3].map((most) => `${before(most)}(?:${hex16}:){${4 - most}}${last32}`),
  `${before(4)}${last32}`,
  `${before(5)}${hex16}`,
  before(6),
].join('|')
const future = "v[0-9a-f]+\\.[a-z0-9\\-._~!$&'()*+,;=:]+"
const name = "(?:[a-z0-9\\-._~!$&'()*+,;=]|%[0-9a-f]{2})*"
const userinfo = "(?:[a-z0-9\\-._~!$&'()*+,;=:]|%[0-9a-f]{2})*@"
const authority = new RegExp(`^(?:${userinfo})?(?:\\[(?:${ipv6}|${future})\\]|${name})(?::\\d*)?$`, 'i')

/** Path, query and fragment from `at` to the end. */
function scanRest(text: string, at: number): boolean {
  let part = slash
  for (let index = at; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const kind = code < 128 ? uriClass[code] : 0
    if (kind === pchar || kind === slash) continue
    if (kind === percent && isHex(text.charCodeAt(index + 1)) && isHex(text.charCodeAt(index + 2))) index += 2
    else if (kind === question) part = part === slash ? question : part
    else if (kind === hash && part !== hash) part = hash
    else return false
  }
  return true
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102)
}

const dateTime = /^(\d{4})-(\d\d)-(\d\d)[t\s](\d\d):(\d\d):(\d\d(?:\.\d+)?)(z|([+-])(\d\d)(?::?(\d\d))?)?$/i
const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Why a text is no time of RFC 3339 as JSON Schema's `date-time` format reads it; undefined where it is one. */
export function timeFault(text: string): 'time-invalid' | 'time-without-zone' | undefined {
  const match = dateTime.exec(text)
  if (!match) return 'time-invalid'
  if (!isDate(Number(match[1]), Number(match[2]), Number(match[3]))) return 'time-invalid'
  const sign = match[8] === '-' ? -1 : 1
  const zoneHour = Number(match[9] ?? 0)
  const zoneMinute = Number(match[10] ?? 0)
  if (zoneHour > 23 || zoneMinute > 59) return 'time-invalid'
  const fits = isClock(Number(match[4]), Number(match[5]), Number(match[6]), sign * zoneHour, sign * zoneMinute)
  if (!fits) return 'time-invalid'
  return match[7] === undefined ? 'time-without-zone' : undefined
}

function isDate(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const most = month === 2 && leap ? 29 : (days[month - 1] ?? 0)
  return day >= 1 && day <= most
}

/** A second 60 is a leap second: it ends a day of UTC. */
function isClock(hour: number, minute: number, second: number, zoneHour: number, zoneMinute: number): boolean {
  if (hour <= 23 && minute <= 59 && second < 60) return true
  const utcMinute = minute - zoneMinute
  const utcHour = hour - zoneHour - (utcMinute < 0 ? 1 : 0)
  return (utcHour === 23 || utcHour === -1) && (utcMinute === 59 || utcMinute === -1) && second < 61
}
