-- Owner: modules/registry. What the register knows of products beside the words on them. Reference tables on a cluster.

-- The owner says once a year that what stands of its product still holds.
create table registry.product_confirmation (
  product text not null,
  party_id uuid not null references registry.party,
  position bigint not null,
  confirmed_on date not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  primary key (product, party_id, position)
);

-- Product groups as a tree, each with the agencies that answer for it. Of the versions whose days hold the day asked for the
-- latest position wins; an ended one says that there is no such group.
create table registry.product_group (
  group_id text not null,
  position bigint not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  parent text,
  names jsonb not null,
  agencies uuid[] not null,
  ended boolean not null,
  declared_by uuid not null,
  basis text,
  recorded_at timestamptz not null default now(),
  primary key (group_id, position),
  check (valid_from <= valid_to)
);

-- Lists of goods: of risk (Law 78/2025), a province's priority list and its mandatory one. A list is replaced as a whole: of
-- its versions that have begun the last to begin holds, until its own end, and no earlier one comes back after it.
create table registry.product_list (
  list_id text not null,
  position bigint not null,
  valid_from date not null,
  valid_to date not null default 'infinity',
  kind text not null check (kind in ('risk', 'priority', 'mandatory')),
  status text not null check (status in ('draft', 'issued')),
  names jsonb not null,
  issuer jsonb not null,
  document jsonb not null,
  roadmap jsonb not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  primary key (list_id, position),
  check (valid_from <= valid_to)
);

-- What a version of a list names: goods by group, by HS code, by GTIN; by a description alone where nothing else tells.
create table registry.product_list_entry (
  list_id text not null,
  position bigint not null,
  entry integer not null,
  level text check (level in ('high', 'medium', 'low')),
  group_id text,
  hs_code text,
  gtin text,
  descriptions jsonb not null,
  roadmap jsonb,
  primary key (list_id, position, entry),
  foreign key (list_id, position) references registry.product_list
);

grant select, insert, delete on registry.product_confirmation to nguon_server;
grant select, insert on registry.product_group, registry.product_list, registry.product_list_entry to nguon_server;
