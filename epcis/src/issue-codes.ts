/** Faults of the text, from the cutter. */
export const textCodes = [
  'document-empty',
  'document-not-object',
  'element-unknown',
  'event-list-twice',
  'json-incomplete',
  'json-malformed',
  'json-trailing',
  'member-duplicated',
  'nesting-too-deep',
  'nul-character',
  'surrogate-lone',
  'utf8-invalid',
  'version-unsupported',
  'xml-attribute-twice',
  'xml-doctype',
  'xml-encoding',
  'xml-entity',
  'xml-event-too-long',
  'xml-incomplete',
  'xml-malformed',
  'xml-piece-too-long',
  'xml-prefix-undeclared',
  'xml-root-unknown',
  'xml-text-outside',
] as const

/** Faults of an event or of a document's header. */
export const eventCodes = [
  'context-invalid',
  'document-type-unknown',
  'event-type-unknown',
  'event-without-children',
  'event-without-objects',
  'hex-invalid',
  'identifier-invalid',
  'identifier-pattern',
  'ilmd-not-allowed',
  'json-malformed',
  'list-empty',
  'list-repeats',
  'member-missing',
  'member-unknown',
  'nesting-too-deep',
  'number-too-large',
  'parent-missing',
  'prefix-unresolved',
  'time-invalid',
  'time-without-zone',
  'transformation-incomplete',
  'type-wrong',
  'uom-invalid',
  'uri-invalid',
  'uri-too-long',
  'version-invalid',
  'version-unsupported',
  'word-not-bare',
  'word-unknown',
  'zone-invalid',
] as const

/** Faults of a query's parameters. */
export const queryCodes = [
  'query-body-invalid',
  'query-limit-unordered',
  'query-limits-exclusive',
  'query-parameter-repeated',
  'query-parameter-unknown',
  'query-value-invalid',
] as const

/** Every code that this package can name; each has its sentence in the server's messages. */
export const issueCodes: readonly string[] = [...new Set([...textCodes, ...eventCodes, ...queryCodes])]
