import Type from 'typebox'

const isoDay = { type: 'string', format: 'date', pattern: '^[12]\\d{3}-' } as const
/** A day as ISO 8601 writes it. */
export const Day = Type.Unsafe<string>(isoDay)
