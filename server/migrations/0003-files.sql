-- Owner: modules/files. What lies under DATA_DIR/files, named by the SHA-256 of the bytes as kept.
create schema files;
grant usage on schema files to nguon_server;

create table files.file (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  byte_count bigint not null,
  width integer,
  height integer,
  stored_at timestamptz not null default now()
);

-- Who brought the file, and whether that party shows it. The same bytes may be one party's public and another's private.
create table files.holding (
  hash text not null references files.file,
  party_id uuid not null,
  public boolean not null,
  stored_at timestamptz not null default now(),
  primary key (hash, party_id)
);
create index on files.holding (party_id);

grant select, insert, delete on files.file, files.holding to nguon_server;
grant update (public) on files.holding to nguon_server;
