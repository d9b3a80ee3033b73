import type pg from 'pg'
import { type CopyRows, finishRows } from './copy-rows.ts'

/** Rows to append to a table; they are ended by it. */
export type Copy = { table: string; columns: readonly string[]; rows: CopyRows }

const statementOf = ({ table, columns }: Copy): string =>
  `copy ${table} (${columns.join(', ')}) from stdin (format binary)`

/**
 * Appends rows to tables, in order. Statements and rows are sent in one go, so that the server has always what it needs
 * next, however busy this program is: it goes from one COPY to the next, and passes over what follows one that failed
 * (PostgreSQL documentation, "Message Flow", COPY Operations).
 */
export const copyIn = (client: pg.PoolClient, copies: readonly Copy[]): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query({
      submit: (connection: pg.Connection) => {
        connection.stream.cork()
        connection.query(copies.map(statementOf).join('; '))
        for (const { rows } of copies) sendRows(connection, finishRows(rows))
        connection.stream.uncork()
      },
      handleCopyInResponse: () => {},
      handleCommandComplete: () => {},
      handleReadyForQuery: () => resolve(),
      handleError: reject,
    })
  })

/** CopyData and CopyDone; the rows themselves are not copied once more. */
const sendRows = ({ stream }: pg.Connection, rows: Buffer): void => {
  const head = Buffer.from('d\0\0\0\0', 'latin1')
  head.writeInt32BE(rows.length + 4, 1)
  stream.write(head)
  stream.write(rows)
  stream.write(copyDone)
}

const copyDone = Buffer.from('c\0\0\0\x04', 'latin1')
