import pg from 'pg'

/** Where everything is: the database as its owner, and the data folder. */
export type BackupPlace = { ownerUrl: string; dataDir: string }

/** What an archive says of itself. `sha256` and `rows` of a table are those of its COPY text; names are quoted for SQL. */
export type Manifest = {
  format: 1
  version: string
  createdAt: string
  migrations: { name: string; sha256: string }[]
  partitions: { schema: string; name: string; parent: string; bound: string }[]
  sequences: { name: string; value: string; called: boolean }[]
  tables: TableEntry[]
  files: FileEntry[]
}

export type TableEntry = { name: string; columns: string[]; rows: number; sha256: string }
export type FileEntry = { name: string; bytes: number; sha256: string }

/** The operator's key, and whatever else of the data folder is neither the database nor a stored file. */
export const keyFiles = ['api-key']

/** Jobs that wait, in a form that does not depend on how the queue keeps them. */
export const jobsEntry = 'jobs'

/** A session whose texts read alike on every server: COPY writes times and numbers as the session has them set. */
export const connectForBackup = async (ownerUrl: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => {})
  await client.connect()
  await client.query(
    `set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
     set extra_float_digits = 1; set client_encoding = 'UTF8'; set statement_timeout = 0; set lock_timeout = 0;
     set idle_in_transaction_session_timeout = 0`,
  )
  return client
}

/** Our schemas are those that the server's role may use. */
const ours = `n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'public', 'graphile_worker')
  and has_schema_privilege('nguon_server', n.oid, 'usage')`

/** All tables in the order in which they can be loaded, without what the migrations' own record says. */
export const describeTables = async (client: pg.Client): Promise<TableEntry[]> => {
  const { rows } = await client.query<TableEntry>(
    `select format('%I.%I', n.nspname, c.relname) as name, 0 as rows, '' as sha256,
            array(select format('%I', a.attname) from pg_attribute a where a.attrelid = c.oid
                     and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${ours} and c.relkind in ('r', 'p') and not c.relispartition
        and (n.nspname, c.relname) <> ('platform', 'migration')
      order by 1`,
  )
  return parentsFirst(rows, await references(client))
}

type Reference = { child: string; parent: string }

const references = async (client: pg.Client): Promise<Reference[]> => {
  const { rows } = await client.query<Reference>(
    `select format('%I.%I', cn.nspname, c.relname) as child, format('%I.%I', pn.nspname, p.relname) as parent
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace cn on cn.oid = c.relnamespace
       join pg_class p on p.oid = k.confrelid join pg_namespace pn on pn.oid = p.relnamespace
      where k.contype = 'f'`,
  )
  return rows
}

/** A row's parent is loaded before it, so references hold all the way. */
const parentsFirst = (tables: TableEntry[], links: Reference[]): TableEntry[] => {
  const placed = new Set<string>()
  const order: TableEntry[] = []
  const place = (table: TableEntry): void => {
    if (placed.has(table.name)) return
    placed.add(table.name)
    for (const { child, parent } of links) {
      const before = child === table.name ? tables.find(({ name }) => name === parent) : undefined
      if (before !== undefined) place(before)
    }
    order.push(table)
  }
  for (const table of tables) place(table)
  return order
}

export const describePartitions = async (client: pg.Client): Promise<Manifest['partitions']> => {
  const { rows } = await client.query<Manifest['partitions'][number]>(
    `select n.nspname as schema, c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bound
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
      where ${ours} and c.relispartition and c.relkind = 'r' order by c.relname`,
  )
  return rows
}

export const describeSequences = async (client: pg.Client): Promise<Manifest['sequences']> => {
  const { rows } = await client.query<Manifest['sequences'][number]>(
    `select format('%I.%I', n.nspname, s.sequencename) as name, coalesce(s.last_value, s.start_value)::text as value,
            s.last_value is not null as called
       from pg_sequences s join pg_namespace n on n.nspname = s.schemaname where ${ours} order by 1`,
  )
  return rows
}
