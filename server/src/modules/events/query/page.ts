import { problem } from '../../../platform/problem.ts'

const defaultPage = 30
const largestPage = 1000

/** `perPage` as asked, capped: a server may return fewer (EPCIS 2.0 §12.6.6.2). Throws a Problem for what is no count. */
export const pageSize = (asked: string | number | undefined): number => {
  if (asked === undefined) return defaultPage
  const count = Number(asked)
  if (!Number.isSafeInteger(count) || count < 1) {
    throw problem(
      'events.query-parameter-invalid',
      {},
      { errors: [{ code: 'query-parameter-invalid', field: 'perPage', params: { name: 'perPage' } }] },
    )
  }
  return Math.min(count, largestPage)
}
