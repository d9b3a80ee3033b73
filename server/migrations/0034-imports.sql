-- Owner: modules/imports. Spreadsheets on their way into the register: what a party brought, how its columns are read, how
-- far the work has come, and what is wrong with which row. Local tables: small, and gone when they have served.
create schema imports;
grant usage on schema imports to nguon_server;

create table imports.import (
  import_id uuid primary key,
  party_id uuid not null,
  target text not null,
  file_name text,
  sheet text,
  sheets jsonb,
  actor jsonb not null,
  headings jsonb not null,
  mapping jsonb not null,
  state text not null check (state in ('mapping', 'checking', 'ready', 'applying', 'done', 'refused', 'failed')),
  error_behaviour text check (error_behaviour in ('rollback', 'proceed')),
  parts integer not null,
  rows_total integer not null,
  rows_done integer not null default 0,
  computed integer not null default 0,
  counts jsonb not null default '{}',
  round integer not null default 0,
  failures integer not null default 0,
  failure jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index on imports.import (party_id, import_id);

-- Rows as texts, some hundred to a part, until they are in the register.
create table imports.part (
  import_id uuid not null,
  part integer not null,
  rows text not null,
  primary key (import_id, part)
);

-- What is wrong with a row: codes and places, sentences are the catalogues'.
create table imports.row_issue (
  import_id uuid not null,
  line integer not null,
  issues jsonb not null,
  primary key (import_id, line)
);

-- Under which heading a party's spreadsheets for a target carry which column.
create table imports.heading (
  party_id uuid not null,
  target text not null,
  heading text not null,
  path text,
  primary key (party_id, target, heading)
);

grant select, insert, update, delete on all tables in schema imports to nguon_server;
