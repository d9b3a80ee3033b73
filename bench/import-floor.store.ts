import { onServer } from './ground.store.ts'

/** How far the register of this database has come. */
export const headPosition = (url: string): Promise<number> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ position: number }>('select position::float8 as position from platform.head')
    return rows[0]?.position ?? 0
  })

/** Rows of a register's table that were written after a position. */
const since = (table: string): string => `select * from registry.${table} where position > $1`

/** Seconds in which the database copies the rows of these tables since a position into empty tables with the same indexes. */
export const copySeconds = (url: string, tables: readonly string[], position: number): Promise<number> =>
  onServer(url, async (client) => {
    let seconds = 0
    for (const table of tables) {
      await client.query(`create table bench_floor (like registry.${table} including indexes including constraints)`)
      const started = performance.now()
      await client.query(`insert into bench_floor ${since(table)}`, [position])
      seconds += (performance.now() - started) / 1000
      await client.query('drop table bench_floor')
    }
    return seconds
  })
