-- Owner: modules/registry. Who is a member of what, who uses barcodes, who asks to be registered, and which two parties are one.
alter table registry.party_version drop constraint party_version_kind_check;
alter table registry.party_version add constraint party_version_kind_check check (kind in (
  'enterprise', 'cooperative', 'household', 'individual', 'agency', 'provider', 'certification-body', 'association'));

-- For whom a party's words, claims and mandates count from a position on: for the party that it was merged into, and for
-- itself again once the two were parted. Chains are written flat: the latest row is the whole answer.
create table registry.party_standing (
  party_id uuid not null references registry.party,
  position bigint not null,
  stands_for uuid not null references registry.party,
  primary key (party_id, position)
);
create index on registry.party_standing (stands_for);

-- A merge, and what of the merged party's credentials, persons and roles followed it.
create table registry.party_merge (
  merge_id uuid primary key,
  merged_id uuid not null references registry.party,
  into_id uuid not null references registry.party,
  position bigint not null,
  declared_by uuid not null,
  basis text not null,
  moved jsonb not null,
  recorded_at timestamptz not null default now(),
  check (merged_id <> into_id)
);
create index on registry.party_merge (merged_id);
create index on registry.party_merge (into_id);

create table registry.party_unmerge (
  merge_id uuid primary key references registry.party_merge,
  position bigint not null,
  declared_by uuid not null,
  basis text not null,
  recorded_at timestamptz not null default now()
);

-- A member of a cooperative or an association, as one side says it. It counts when the other side, or the registrar on
-- paper, has confirmed it: a membership lets an association read what its members record.
create table registry.membership (
  membership_id uuid primary key,
  group_id uuid not null references registry.party,
  member_id uuid not null references registry.party,
  valid_from date not null,
  valid_to date not null default 'infinity',
  position bigint not null,
  declared_by uuid not null,
  basis text,
  recorded_at timestamptz not null default now(),
  check (group_id <> member_id),
  check (valid_from <= valid_to)
);
create index on registry.membership (group_id);
create index on registry.membership (member_id);

create table registry.membership_turn (
  membership_id uuid not null references registry.membership,
  position bigint not null,
  turn text not null check (turn in ('confirmed', 'ended')),
  last_day date,
  declared_by uuid not null,
  basis text,
  recorded_at timestamptz not null default now(),
  primary key (membership_id, position),
  check ((turn = 'ended') = (last_day is not null))
);

-- Somebody's word, from a source, that a party uses barcodes or does not, from a day on. Words may contradict each other.
create table registry.barcode_use (
  party_id uuid not null references registry.party,
  position bigint not null,
  declared_by uuid not null,
  source text not null check (source in ('own-word', 'barcode-authority', 'survey', 'inspection', 'other-list')),
  source_text text not null,
  uses boolean,
  valid_from date not null,
  valid_to date not null default 'infinity',
  recorded_at timestamptz not null default now(),
  primary key (party_id, source, declared_by, position, valid_from),
  check (valid_from <= valid_to)
);

-- An organisation's application to be registered: no entry of the register, without rights, read by who may decide on it.
create table registry.application (
  application_id uuid primary key,
  number text not null unique,
  received_at timestamptz not null default now(),
  kind text not null check (kind in ('enterprise', 'cooperative', 'household', 'individual', 'provider',
    'certification-body', 'association')),
  address_unit text not null,
  product_groups text[] not null default '{}',
  uses_barcodes boolean,
  barcodes_since date
);
create index on registry.application (received_at, application_id);

-- Names, numbers and persons of an application stand apart, so that they can be erased alone.
create table registry.application_content (
  application_id uuid primary key references registry.application,
  content jsonb not null
);

create table registry.application_decision (
  application_id uuid primary key references registry.application,
  decided_at timestamptz not null default now(),
  decided_by uuid not null,
  account_id uuid,
  decision text not null check (decision in ('approved', 'refused')),
  reason text,
  party_id uuid references registry.party,
  check ((decision = 'approved') = (party_id is not null)),
  check (decision = 'approved' or reason is not null)
);

-- By what two parties may be one and the same: names as typed without marks, signs and the words of legal forms; a digest of
-- a telephone number, which itself is shown to nobody who looks for duplicates.
create function registry.name_keys(names jsonb) returns text[] language sql immutable parallel safe
set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct words) filter (where words <> ''), '{}')
  from (
    select regexp_replace(
      regexp_replace(
        lower(regexp_replace(translate(normalize(value, NFD), 'đĐ', 'dd'), '[\u0300-\u036f]', '', 'g')),
        '[^[:alnum:]]+', ' ', 'g'),
      '\m(cong ty|cty|tnhh|trach nhiem huu han|mot thanh vien|mtv|co phan|ctcp|hop tac xa|htx|doanh nghiep tu nhan|dntn|ho kinh doanh|hkd|company|co|ltd|limited|jsc|cooperative)\M| ',
      '', 'g') as words
    from jsonb_each_text(names)) named
$$;
create function registry.phone_digest(phone text) returns text language sql immutable parallel safe
set search_path = pg_catalog as $$
  select case when length(digits) between 8 and 15 then encode(sha256(digits::bytea), 'hex') end
  from (select regexp_replace(regexp_replace(phone, '\D', '', 'g'), '^(0084|84)(?=\d{9})', '0') as digits) given
$$;
create index on registry.party_version using gin (registry.name_keys(names));
create index on registry.party_contact (registry.phone_digest(phone));

grant select, insert, delete on registry.party_standing, registry.party_merge, registry.party_unmerge,
  registry.membership, registry.membership_turn, registry.barcode_use, registry.application,
  registry.application_content, registry.application_decision to nguon_server;
