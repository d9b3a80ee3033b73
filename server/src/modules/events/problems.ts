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
  'events.result-too-large': { status: 413, exception: 'QueryTooLargeException' },
  'events.query-too-complex': { status: 413, exception: 'QueryTooComplexException' },
  'events.named-query-invalid': { status: 400, exception: 'ValidationException' },
  'events.query-name-taken': { status: 409, exception: 'ResourceAlreadyExistsException' },
  'events.query-name-unknown': { status: 404, exception: 'NoSuchNameException' },
  'events.queries-too-many': { status: 400, exception: 'ValidationException' },
  'events.subscription-invalid': { status: 400, exception: 'ValidationException' },
  'events.subscription-controls-invalid': { status: 400, exception: 'SubscriptionControlsException' },
  'events.subscription-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'events.subscriptions-too-many': { status: 400, exception: 'SubscriptionControlsException' },
  'events.websockets-too-many': { status: 429, exception: 'SubscriptionControlsException' },
  'events.delivery-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'events.delivery-not-dead': { status: 409, exception: 'ValidationException' },
  'events.media-type-unsupported': { status: 415, exception: 'UnsupportedMediaTypeException' },
} as const

/** How the standard's OpenAPI names a problem in XML. */
export const problemElement = { name: 'epcis:EPCISException', namespace: 'urn:epcglobal:epcis:xsd:2' }
