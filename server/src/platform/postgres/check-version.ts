import pg from 'pg'

const oldest = 15
const newest = 18

/** Throws one sentence where the database does not answer or is of a version that we do not know. */
export const checkVersion = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000)
    if (major < oldest || major > newest) {
      throw new Error(`the database is PostgreSQL ${major}; versions ${oldest} to ${newest} are supported`)
    }
  } catch (error) {
    if (error instanceof AggregateError)
      throw new Error('the database of DATABASE_URL does not answer', { cause: error })
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}
