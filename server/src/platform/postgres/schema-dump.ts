import pg from 'pg'

/** The product's schemas; the job queue's belongs to its library. */
const ours = `not in ('pg_catalog', 'information_schema', 'pg_toast', 'public', 'graphile_worker')`

type Part = { schema: string; name: string; text: string }

/** Whatever makes the database what it is, in an order of its own: the same for every server and every run. */
const parts: Record<string, string> = {
  tables: `
    select n.nspname as schema, c.relname as name,
      format(E'create table %I.%I (\\n%s\\n)%s;', n.nspname, c.relname,
        (select string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
             case when a.attidentity <> '' then ' generated ' || case a.attidentity when 'a' then 'always' else 'by default' end || ' as identity'
                  when a.attgenerated <> '' then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
                  when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end,
             case when a.attnotnull then ' not null' else '' end), E',\\n' order by a.attnum)
           from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
        coalesce(' partition by ' || pg_get_partkeydef(c.oid), '')) as text
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname ${ours} and c.relkind in ('r', 'p') and not c.relispartition`,
  constraints: `
    select n.nspname as schema, format('%s.%s', c.relname, k.conname) as name,
      format('alter table %I.%I add constraint %I %s;', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) as text
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname ${ours} and k.contype in ('p', 'u', 'f', 'c', 'x') and not c.relispartition`,
  indexes: `
    select n.nspname as schema, format('%s.%s', t.relname, c.relname) as name,
      replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') || ';' as text
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
      join pg_namespace n on n.oid = t.relnamespace
     where n.nspname ${ours} and not t.relispartition
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
  sequences: `
    select schemaname as schema, sequencename as name, format('create sequence %I.%I;', schemaname, sequencename) as text
      from pg_sequences where schemaname ${ours}`,
  views: `
    select schemaname as schema, viewname as name, format(E'create view %I.%I as\\n%s', schemaname, viewname, definition) as text
      from pg_views where schemaname ${ours}`,
  functions: `
    select n.nspname as schema, p.oid::regprocedure::text as name, rtrim(pg_get_functiondef(p.oid), E'\\n') || ';' as text
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname ${ours}`,
  triggers: `
    select n.nspname as schema, format('%s.%s', c.relname, t.tgname) as name, pg_get_triggerdef(t.oid) || ';' as text
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname ${ours} and not t.tgisinternal`,
  grants: `
    select schema, name, format('grant %s on %s to nguon_server;', string_agg(right_, ', ' order by right_), object) as text
      from (
        select n.nspname as schema, c.relname as name, lower(g.privilege_type) as right_,
               format('%I.%I', n.nspname, c.relname) as object, g.grantee
          from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) g
         where c.relkind in ('r', 'p', 'v', 'S') and not c.relispartition
        union all
        select n.nspname, c.relname, format('%s (%I)', lower(g.privilege_type), a.attname),
               format('%I.%I', n.nspname, c.relname), g.grantee
          from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace,
               aclexplode(a.attacl) g
        union all
        select n.nspname, '', lower(g.privilege_type), format('schema %I', n.nspname), g.grantee
          from pg_namespace n, aclexplode(n.nspacl) g
        union all
        select n.nspname, p.proname, lower(g.privilege_type), format('function %s', p.oid::regprocedure), g.grantee
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(p.proacl) g
      ) granted
     where schema ${ours} and grantee = 'nguon_server'::regrole
     group by schema, name, object`,
}

/** The whole database as text, from its catalogue. No partition of a month is in it: those come with the data. */
export const dumpSchema = async (ownerUrl: string): Promise<string> => {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const sections: string[] = []
    for (const [title, text] of Object.entries(parts)) {
      const { rows } = await client.query<Part>(text)
      const ordered = rows.sort((a, b) => compare(`${a.schema}.${a.name}`, `${b.schema}.${b.name}`))
      if (ordered.length > 0) sections.push(`-- ${title}\n${ordered.map((part) => part.text).join('\n')}\n`)
    }
    return `${heading}\n${sections.join('\n')}`
  } finally {
    await client.end()
  }
}

const heading = '-- What the migrations make. Written by `npm run schema`, compared by `npm run check`; never run.\n'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
