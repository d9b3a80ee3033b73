import { escapeXml } from './escape-xml.ts'
import type { ProblemBody } from './problem-body.ts'

/** The element that a problem is written as in XML, and its namespace. */
export type ProblemElement = { name: string; namespace: string }

/** RFC 9457's own element (appendix B). */
const usual: ProblemElement = { name: 'problem', namespace: 'urn:ietf:rfc:7807' }

/** A problem as application/problem+xml: members become elements, the elements of a list are called `i` (RFC 9457 appendix B). */
export const toProblemXml = (body: ProblemBody, { name, namespace }: ProblemElement = usual): string => {
  const prefix = name.split(':').slice(0, -1)
  const declaration = ['xmlns', ...prefix].join(':')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} ${declaration}="${escapeXml(namespace)}">${toXml(body)}</${name}>`
}

const toXml = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((element) => `<i>${toXml(element)}</i>`).join('')
  if (typeof value !== 'object' || value === null) return escapeXml(String(value))
  return Object.entries(value)
    .filter(([name, member]) => member !== undefined && elementName.test(name))
    .map(([name, member]) => `<${name}>${toXml(member)}</${name}>`)
    .join('')
}

const elementName = /^[A-Za-z_][\w.-]*$/
