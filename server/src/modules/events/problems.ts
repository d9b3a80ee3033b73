/** The exceptions of the EPCIS REST binding (EPCIS 2.0 §12.3) that this module raises, and what else it refuses. */
export const eventsProblems = {
  'events.document-invalid': { status: 400, exception: 'ValidationException' },
  'events.header-value-invalid': { status: 400, exception: 'ValidationException' },
  'events.query-parameter-invalid': { status: 400, exception: 'QueryParameterException' },
  'events.page-token-invalid': { status: 400, exception: 'QueryParameterException' },
  'events.position-invalid': { status: 400, exception: 'QueryParameterException' },
  'events.sender-without-mandate': { status: 403, exception: 'SecurityException' },
  'events.mandate-too-narrow': { status: 403, exception: 'SecurityException' },
  'events.event-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'events.capture-job-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'events.format-not-offered': { status: 406, exception: 'NotAcceptableException' },
  'events.event-id-taken': { status: 409, exception: 'ResourceAlreadyExistsException' },
  'events.key-of-another': { status: 403, exception: 'SecurityException' },
  'events.document-too-large': { status: 413, exception: 'CaptureLimitExceededException' },
  'events.event-too-large': { status: 413, exception: 'CaptureLimitExceededException' },
  'events.result-too-large': { status: 413, exception: 'QueryTooLargeException' },
  'events.query-too-complex': { status: 413, exception: 'QueryTooComplexException' },
  'events.media-type-unsupported': { status: 415, exception: 'UnsupportedMediaTypeException' },
  'events.capture-failed': { status: 500, exception: 'ImplementationException' },
} as const

/** How the standard's OpenAPI names a problem in XML. */
export const problemElement = { name: 'epcis:EPCISException', namespace: 'urn:epcglobal:epcis:xsd:2' }
