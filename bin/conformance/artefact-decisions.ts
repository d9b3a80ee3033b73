/** Where GS1's published artefacts of EPCIS 2.0 contradict themselves or the text, and what we do. */
export type ArtefactDecision = {
  defect: string
  decision: string
  /** The clause that decides, or why we do. */
  ground: string
  /** The test that holds it. */
  heldBy: string
}

export const artefactDecisions: readonly ArtefactDecision[] = [
  {
    defect:
      'The rules of bizStep, disposition, event type, time and extension names stand behind `format` in the JSON Schema, which validators ignore unless told.',
    decision: 'They are rules: our own checks hold each of them.',
    ground: 'EPCIS 2.0 §7.3, CBV 2.0 §7; 6 of 15 documents that are meant to be invalid pass without them',
    heldBy: 'epcis/src/validate.test.ts, epcis/src/format.test.ts',
  },
  {
    defect:
      'Of the 46 examples in the simple context 3 are valid under the JSON Schema with `format`; most have the document id `_:document1`.',
    decision: 'The three are taken, the others refused with the rule and the place.',
    ground: 'JSON Schema, `format: uri`',
    heldBy: 'npm run conformance -- --accept, --refuse',
  },
  {
    defect:
      '`GE_errorDeclarationTime` in the OpenAPI is `GE_errorDeclaration_Time` in the query schema, and so is LT_.',
    decision: 'Both spellings are one parameter.',
    ground: 'EPCIS 2.0 §8.2.7.1 has the first',
    heldBy: 'epcis/src/query/parse-query.test.ts',
  },
  {
    defect: '`EQATTR_` in the text is `EQ_ATTR_` in the query schema.',
    decision: 'Both spellings are one parameter.',
    ground: 'EPCIS 2.0 §8.2.7.1 has the first',
    heldBy: 'epcis/src/query/parse-query.test.ts',
  },
  {
    defect:
      '`EXISTS_…` is a boolean in the OpenAPI, an integer or null in the query schema, and has no value in the text.',
    decision: 'true, 1, null and an empty value ask for existence; false and 0 ask nothing.',
    ground: 'EPCIS 2.0 §8.2.7.1: a Void parameter, true by standing there',
    heldBy: 'epcis/src/query/parse-query.test.ts',
  },
  {
    defect: '`EQ_quantity` is a number in one artefact and a list in the other.',
    decision: 'A number and a list of numbers are both read; of a list one must be equal.',
    ground: 'EPCIS 2.0 §8.2.7.1: values of one parameter are alternatives',
    heldBy: 'epcis/src/query/parse-query.test.ts',
  },
  {
    defect: 'A subscription `required` a `secret`, while its property is called `signatureToken`.',
    decision: '`signatureToken` is optional; `secret` is read as another name of it.',
    ground: 'gs1/EPCIS #389, #404',
    heldBy: 'server/src/modules/events/subscriptions',
  },
  {
    defect:
      'The patterns of a schedule use `\\g<>`, which ECMA-262 has not, and `[0-59]`, which is a set of characters.',
    decision: 'Fields are read by the grammar of the text: `*`, lists and ranges `[a-b]`; dayOfWeek 1 is Monday.',
    ground: 'EPCIS 2.0 §8.2.5.3',
    heldBy: 'server/src/modules/events/subscriptions',
  },
  {
    defect: 'The OpenAPI spells `IUnsupportedMediaTypeException`.',
    decision: 'We answer `epcisException:UnsupportedMediaTypeException`.',
    ground: 'the exceptions of the REST binding',
    heldBy: 'server/src/modules/events/capture/capture.test.ts',
  },
  {
    defect:
      "The prose calls a CaptureJob's `success` whether at least one error occurred; its tables mean the opposite.",
    decision: 'The tables: true until an error is met.',
    ground: 'the tables of running and success in the OpenAPI',
    heldBy: 'server/src/modules/events/capture/capture.test.ts',
  },
  {
    defect:
      '`gs1:` is `https://gs1.org/voc/` in context 2.0.0, `https://ref.gs1.org/voc/` in 2.0.1 and the unversioned one.',
    decision:
      'A document means what its context says, on output too. The event hash and measurement types take the present name for both, so that one event has one hash and one type.',
    ground:
      "CBV 2.0 §8.9 wants one hash; the reference implementation's vectors have the present name under every version",
    heldBy: 'epcis/src/event-hash.test.ts, epcis/src/context.test.ts',
  },
  {
    defect: "GS1's repository of the artefacts has no open-source licence.",
    decision:
      'Nothing of it is shipped: rules, terms and contexts are our own tables. Tests that need it skip without it.',
    ground: 'its LICENSE; ref.gs1.org is normative',
    heldBy: 'epcis/src/context.test.ts, epcis/src/cbv.test.ts',
  },
  {
    defect:
      'persistentDisposition: the text and SHACL have it on Object- and TransformationEvent alone; the JSON Schema takes it, as the XSD does, on every type.',
    decision: 'Taken on every type, kept as sent and found by EQ_persistentDisposition_set and _unset.',
    ground: 'the schemas decide what is valid; the text says what it means (gs1/EPCIS #440, #447)',
    heldBy: 'epcis/src/validate.test.ts',
  },
  {
    defect: 'certificationInfo is one URI in the XSD, one or a list in the JSON Schema.',
    decision:
      'One or a list is taken in JSON; in XML the element may repeat. A second is part of the content, never of the event hash.',
    ground: 'EPCIS 2.0 §7.4.1: zero or more; CBV 2.0 §8.9 leaves it out',
    heldBy: 'epcis/src/validate.test.ts, epcis/src/event-hash.test.ts',
  },
  {
    defect:
      'The example event_with_identical_hash_id_2.xml is said to have the hash ID of the six others, but has another eventTimeZoneOffset.',
    decision: 'Six have one hash, this one its own.',
    ground: 'CBV 2.0 §8.9 hashes eventTimeZoneOffset, as every vector of the reference implementation does',
    heldBy: 'epcis/src/event-hash-bindings.test.ts',
  },
  {
    defect: 'The `ni:` event IDs in the JSON examples are not the hashes of their events under the ratified rules.',
    decision: 'An eventID that is sent is kept as it is, whatever scheme it has; it is never recomputed or compared.',
    ground: 'they come from a draft of CBV 2.0; eventID is the capturing application’s word (EPCIS 2.0 §7.4.1)',
    heldBy: 'epcis/src/event-hash.test.ts',
  },
  {
    defect: 'Examples of master data place them under `EPCISHeader/extension`, as EPCIS 1.2 did, in documents of 2.0.',
    decision: 'The wrapper is read in both versions.',
    ground: 'the examples are official',
    heldBy: 'epcis/src/xml/document-kinds.test.ts',
  },
]
