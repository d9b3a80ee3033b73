/**
 * The acceptance rules of the resolver standard's linkset schema, re-expressed by this project as JSON Schema (draft 7).
 * Quirks kept on purpose, so that what passes here passes the official suite: hreflang only ll or ll-CC.
 */
export const linksetRules = {
  type: 'object',
  additionalProperties: false,
  required: ['linkset'],
  properties: {
    linkset: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['anchor'],
        properties: {
          anchor: { type: 'string', pattern: '^https?://[a-zA-Z0-9./]+' },
          description: { type: 'string' },
        },
        patternProperties: {
          '^(?!(anchor|description)$)([a-z-]+|https?://[a-zA-Z0-9./]+)$': {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['href', 'title'],
              properties: {
                href: { type: 'string', pattern: '^https?://[a-zA-Z0-9./]+' },
                title: { type: 'string' },
                hreflang: { type: 'array', items: { type: 'string', pattern: '^\\w{2}(-\\w{2})?$' } },
                type: { type: 'string', pattern: '\\w+/[-+.\\w]+' },
                context: { type: 'array' },
                fwqs: { type: 'boolean' },
                public: { type: 'boolean' },
              },
            },
          },
        },
      },
    },
  },
} as const

/** The same for the resolver description file. */
export const descriptionRules = {
  type: 'object',
  required: ['resolverRoot', 'supportedPrimaryKeys'],
  properties: {
    resolverRoot: { type: 'string', pattern: '^https?://' },
    name: { type: 'string' },
    supportedPrimaryKeys: {
      type: 'array',
      items: {
        enum: [
          ...['all', '01', '8006', '8013', '8010', '410', '411', '412', '413', '414', '415', '417'],
          ...['8017', '8018', '255', '00', '253', '401', '402', '8003', '8004'],
        ],
      },
    },
    supportedLinkType: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          namespace: { type: 'string', pattern: '^https?://' },
          prefix: { type: 'string', pattern: '^[a-zA-Z_][A-Za-z0-9_-]*?:$' },
        },
      },
    },
    linkTypeDefaultCanBeLinkset: { type: 'boolean' },
    supportedContextValuesEnumerated: { type: 'array', items: { type: 'string' } },
    contact: { type: 'object', properties: { fn: { type: 'string' } } },
    jsonLdContextLocation: { type: 'string', pattern: '^https?://' },
  },
} as const
