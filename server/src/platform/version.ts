import manifest from '../../package.json' with { type: 'json' }

/** The product's version, as the API description, /health and backups state it. */
export const { version } = manifest
