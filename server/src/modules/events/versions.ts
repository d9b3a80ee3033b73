import { problem } from '../../platform/problem.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** The standards whose versions a client and a server agree on by header (EPCIS 2.0 §12.4). */
const standards = ['EPCIS', 'CBV'] as const

/** The versions that answers follow: the two say the same, but for what a `gs1:` of their contexts stands for. */
const answered = { min: [2, 0, 0], max: [2, 0, 1] } as const
/** Versions of documents that are taken: what was sent as 1.2 is upgraded. */
const taken = /^(?:1\.2|2\.0)(?:\.\d+)?$/
const takenWords = '1.2, 2.0'

type Version = readonly [number, number, number]

const toText = (version: Version): string => version.join('.')

/** What a server states beside its answers' own version: the range that it has, for OPTIONS. */
export const versionRange = {
  'gs1-epcis-min': toText(answered.min),
  'gs1-epcis-max': toText(answered.max),
  'gs1-cbv-min': toText(answered.min),
  'gs1-cbv-max': toText(answered.max),
}

/** What an answer follows where nothing else is asked for. */
export const usualVersions = {
  'gs1-epcis-version': toText(answered.min),
  'gs1-cbv-version': toText(answered.min),
}

/**
 * The versions to answer by, from GS1-EPCIS-Min/-Max and GS1-CBV-Min/-Max. Throws NotAcceptable where the client's range
 * and ours do not meet, where one is no version, and for a body of a version that is not taken.
 */
export const agreeOnVersions = (headers: Headers): typeof usualVersions => {
  const [epcis, cbv] = standards.map((name) => {
    const stated = headers[`gs1-${name.toLowerCase()}-version`]
    if (stated !== undefined && !taken.test(String(stated).trim())) {
      throw notSpoken(`GS1-${name}-Version`, String(stated), takenWords)
    }
    return versionWithin(headers, name)
  })
  return { 'gs1-epcis-version': toText(epcis ?? answered.min), 'gs1-cbv-version': toText(cbv ?? answered.min) }
}

const versionWithin = (headers: Headers, name: string): Version => {
  const min = boundOf(headers, `GS1-${name}-Min`)
  const max = boundOf(headers, `GS1-${name}-Max`)
  if (min !== undefined && isBefore(answered.max, min)) throw outOfRange(`GS1-${name}-Min`, min)
  if (max !== undefined && (isBefore(max, answered.min) || (min !== undefined && isBefore(max, min)))) {
    throw outOfRange(`GS1-${name}-Max`, max)
  }
  return min === undefined || isBefore(min, answered.min) ? answered.min : min
}

const boundOf = (headers: Headers, name: string): Version | undefined => {
  const stated = headers[name.toLowerCase()]
  if (stated === undefined) return undefined
  const [, major, minor, patch] = /^(\d{1,4})(?:\.(\d{1,4})(?:\.(\d{1,4}))?)?$/.exec(String(stated).trim()) ?? []
  if (major === undefined) throw notSpoken(name, String(stated), rangeWords)
  // Of a part that is left out the lowest is meant at the lower end, the highest at the upper.
  const open = name.endsWith('-Max') ? 9999 : 0
  return [Number(major), Number(minor ?? open), Number(patch ?? open)]
}

const isBefore = (a: Version, b: Version): boolean => {
  const at = a.findIndex((part, index) => part !== b[index])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}

const rangeWords = `${toText(answered.min)} – ${toText(answered.max)}`
const outOfRange = (header: string, version: Version): Error => notSpoken(header, toText(version), rangeWords)
const notSpoken = (header: string, value: string, offered: string): Error =>
  problem('events.format-not-offered', { header, value, offered })
