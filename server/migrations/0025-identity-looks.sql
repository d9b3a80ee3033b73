-- Owner: modules/identity. What authorities looked at of others' events, for their owners to read, and the cases under which
-- they look (ADR 23).

-- A case of an authority's. While it is open, its looks are kept from the owners until the day of its delay has passed.
create table identity.case_file (
  case_id uuid primary key,
  number text not null unique,
  party_id uuid not null,
  account_id uuid,
  subject text not null,
  opened_at timestamptz not null default now(),
  delay_until date not null,
  delay_reason text not null,
  closed_at timestamptz
);
create index on identity.case_file (party_id, case_id);

-- One row for each answer and owner. `event_ids` lists the first of `events`.
create table identity.look (
  owner uuid not null,
  look_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  party_id uuid not null,
  account_id uuid,
  credential_id uuid,
  route text not null,
  case_id uuid,
  events integer not null,
  event_ids text[] not null,
  primary key (owner, look_id)
);

grant select, insert on identity.look, identity.case_file to nguon_server;
grant update (delay_until, delay_reason, closed_at) on identity.case_file to nguon_server;
