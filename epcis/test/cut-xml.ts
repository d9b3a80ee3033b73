import assert from 'node:assert/strict'
import type { JsonObject } from '../src/event.ts'
import { createXmlCutter } from '../src/xml/cutter.ts'

/** A text as UTF-8. */
export const bytes = (text: string) => new TextEncoder().encode(text)

/** What the cutter makes of chunks of bytes, its events parsed. */
export function cut(...chunks: Uint8Array[]) {
  const cutter = createXmlCutter()
  const texts = chunks.flatMap((chunk) => cutter.push(chunk)).map((part) => new TextDecoder().decode(part))
  return { ...cutter.end(), events: texts.map((text) => JSON.parse(text) as JsonObject) }
}

/** What it makes of a text that comes whole. */
export const cutText = (text: string) => cut(bytes(text))
/** Codes and places of what it finds at fault. */
export const faults = (...chunks: Uint8Array[]) => cut(...chunks).issues.map(({ code, at }) => `${code} ${at}`)

/** Time and zone of an event. */
export const when = '<eventTime>2026-05-02T08:30:00+07:00</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>'
/** A whole event. */
export const seen = `<ObjectEvent>${when}<action>OBSERVE</action></ObjectEvent>`

/** A document with these events, and more before its body. */
export const document = (events: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:vd="https://vidu.example/ns/" schemaVersion="2.0"
  creationDate="2026-05-02T08:31:00Z">${more}<EPCISBody><EventList>${events}</EventList></EPCISBody></epcis:EPCISDocument>`

/** The event that has this inside, in the JSON binding. */
export const eventOf = (inside: string, type = 'ObjectEvent'): JsonObject => {
  const { events, issues } = cutText(document(`<${type}>${inside}</${type}>`))
  assert.deepEqual(issues, [])
  return events[0] as JsonObject
}
