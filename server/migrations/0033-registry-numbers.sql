-- Owner: modules/registry. The number bank: lots, serials and SSCCs of who owns the GTIN or company prefix, leased in ranges.
-- A number is its place in the series; its text is made from it. Each is free, leased, used, void or returned.
create table registry.number_series (
  series_id uuid primary key,
  holder_id uuid not null references registry.party,
  kind text not null check (kind in ('lot', 'serial', 'sscc')),
  key text not null,
  prefix text not null,
  width integer not null,
  secret bytea,
  next bigint not null default 0,
  capacity bigint not null,
  created_at timestamptz not null default now(),
  declared_by uuid not null,
  unique (key, kind, prefix, width)
);
create index on registry.number_series (holder_id, series_id);

create table registry.number_lease (
  series_id uuid not null references registry.number_series,
  lease_id uuid not null,
  lessee_id uuid not null references registry.party,
  device text,
  first bigint not null,
  last bigint not null,
  expires_on date,
  leased_at timestamptz not null default now(),
  declared_by uuid not null,
  primary key (series_id, lease_id),
  check (first <= last)
);
create index on registry.number_lease (lessee_id, lease_id);
create index on registry.number_lease (series_id, first);

-- What became of the numbers of a lease; spans of one lease never overlap.
create table registry.number_use (
  series_id uuid not null,
  lease_id uuid not null,
  first bigint not null,
  last bigint not null,
  state text not null check (state in ('used', 'void', 'returned')),
  recorded_at timestamptz not null default now(),
  declared_by uuid not null,
  primary key (series_id, lease_id, first),
  foreign key (series_id, lease_id) references registry.number_lease,
  check (first <= last)
);

-- Returned numbers that nobody has leased again.
create table registry.number_returned (
  series_id uuid not null references registry.number_series,
  first bigint not null,
  last bigint not null,
  primary key (series_id, first)
);

grant select, insert, delete on registry.number_lease to nguon_server;
grant select, insert, update, delete on registry.number_series, registry.number_use, registry.number_returned to nguon_server;
