import pg from 'pg'

const oldest = 15
const newest = 18

/** Throws one sentence where the database does not answer or is of a version that we do not know. */
export const checkVersion = async (url: string): Promise<void> => {
  const major = await versionOf(url)
  if (major >= oldest && major <= newest) return
  throw new Error(`the database is PostgreSQL ${major}; versions ${oldest} to ${newest} are supported`)
}

const versionOf = async (url: string): Promise<number> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    return Math.floor(Number(rows[0]?.server_version_num) / 10_000)
  } catch (error) {
    const { message, code = '' } = error as Error & { code?: string }
    throw new Error(`the database does not answer (DATABASE_URL): ${message || code}`, { cause: error })
  } finally {
    await client.end().catch(() => {})
  }
}
