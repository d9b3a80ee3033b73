-- Owner: modules/registry. The province's register. Rows are versions: nothing is closed in place, the latest position wins
-- among the rows whose days hold the day asked for (valid_to is the last day). Small tables: reference tables on a cluster.
create schema registry;
grant usage on schema registry to nguon_server;

create table registry.party (
  party_id uuid primary key,
  sample boolean not null,
  position bigint not null
);

create table registry.party_version (
  party_id uuid not null references registry.party,
  position bigint not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  declared_by uuid not null,
  basis text,
  recorded_at timestamptz not null default now(),
  kind text not null check (kind in ('enterprise', 'cooperative', 'household', 'individual', 'agency', 'provider')),
  names jsonb not null,
  public_name jsonb,
  descriptions jsonb not null default '{}',
  address_text text,
  address_unit text,
  address_unit_name text,
  address_on date,
  primary key (party_id, position, valid_from),
  check (valid_from <= valid_to)
);

-- Personal fields stand apart from everything that is public or sealed, so that they can be erased alone.
create table registry.party_contact (
  party_id uuid not null references registry.party,
  position bigint not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  phone text,
  email text,
  primary key (party_id, position)
);

-- Other names of a party (subject = its id), a product or a place (subject = its canonical key).
create table registry.identifier (
  subject text not null,
  scheme text not null,
  value text not null,
  position bigint not null,
  issuer text,
  state text not null check (state in ('asserted', 'verified', 'withdrawn')),
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  declared_by uuid not null,
  basis text,
  recorded_at timestamptz not null default now(),
  primary key (value, scheme, subject, position, valid_from),
  check (valid_from <= valid_to)
);
create index on registry.identifier (subject);

-- Whatever words are kept of: a GTIN, a GLN with or without extension, a product or place of no GS1 key (urn:uuid:…).
create table registry.subject (
  key text primary key,
  kind text not null check (kind in ('product', 'location', 'party', 'other')),
  position bigint not null
);
create index on registry.subject (kind, key);

-- One party's word on one attribute of one key, by its own right or (in_name_of) on the mandate of the key's owner.
-- A null value takes the word back.
create table registry.statement (
  subject text not null references registry.subject,
  attribute text not null,
  language text not null default '',
  declared_by uuid not null,
  position bigint not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  value jsonb,
  in_name_of uuid,
  basis text,
  recorded_at timestamptz not null default now(),
  primary key (subject, attribute, language, declared_by, position, valid_from),
  check (valid_from <= valid_to)
);
create index on registry.statement (declared_by, subject);

-- Who says that a key is theirs: an exact canonical key, or '/gcp/' and the digits of a GS1 company prefix as licensed.
create table registry.claim (
  claim_id uuid primary key,
  key text not null,
  party_id uuid not null references registry.party,
  position bigint not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  declared_by uuid not null,
  basis text,
  recorded_at timestamptz not null default now(),
  check (valid_from <= valid_to)
);
create index on registry.claim (key);
create index on registry.claim (party_id);

-- What became of a claim: each row is one decision or objection.
create table registry.claim_turn (
  claim_id uuid not null references registry.claim,
  position bigint not null,
  turn text not null check (turn in ('verified', 'contested', 'withdrawn')),
  declared_by uuid not null,
  basis text,
  recorded_at timestamptz not null default now(),
  primary key (claim_id, position, turn)
);

-- The principal lets the holder act: capture in the principal's name, or create and describe the principal's keys.
create table registry.mandate (
  mandate_id uuid primary key,
  principal_id uuid not null references registry.party,
  holder_id uuid not null references registry.party,
  purpose text not null check (purpose in ('capture', 'claim-key')),
  keys text[],
  valid_from date not null,
  valid_to date not null default 'infinity',
  position bigint not null,
  declared_by uuid not null,
  basis_text text,
  basis_file text,
  recorded_at timestamptz not null default now(),
  check (valid_from <= valid_to),
  check (principal_id <> holder_id),
  check (basis_text is not null or basis_file is not null)
);
create index on registry.mandate (holder_id, principal_id);
create index on registry.mandate (principal_id);

create table registry.mandate_end (
  mandate_id uuid primary key references registry.mandate,
  position bigint not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now()
);

grant select, insert, delete on all tables in schema registry to nguon_server;

-- The party in whose name the operator's key acts (platform/actor.ts).
insert into registry.party (party_id, sample, position) values ('00000000-0000-0000-0000-000000000001', false, 0);
insert into registry.party_version (party_id, position, declared_by, basis, kind, names)
values ('00000000-0000-0000-0000-000000000001', 0, '00000000-0000-0000-0000-000000000001', 'installation', 'agency',
  '{"en": "Operator of this system"}');
