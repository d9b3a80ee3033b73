-- Owner: modules/privacy. Personal data (Law 91/2025/QH15): consents, requests, retention, legal holds (ADR 25).
create schema privacy;
grant usage on schema privacy to nguon_server;

-- What a person agreed to: one purpose, one wording. None stands by default; one that is taken back stays as a row.
create table privacy.consent (
  consent_id uuid primary key,
  subject_kind text not null check (subject_kind in ('party', 'account')),
  subject_id uuid not null,
  purpose text not null,
  wording smallint not null,
  language text not null,
  given_at timestamptz not null default now(),
  -- Where somebody else wrote it down: the signed paper.
  basis text,
  withdrawn_at timestamptz
);
create unique index consent_standing on privacy.consent (subject_id, purpose) where withdrawn_at is null;
create index on privacy.consent (subject_id, given_at);

-- A person's request. What it says in its own words, and how to reach the person, is deleted apart from the rest.
create table privacy.request (
  request_id uuid primary key,
  number text not null unique,
  kind text not null check (kind in ('see', 'correct', 'delete')),
  subject_kind text check (subject_kind in ('party', 'account')),
  subject_id uuid,
  language text not null,
  received_at timestamptz not null default now(),
  received_on date not null,
  due_on date not null,
  state text not null check (state in ('received', 'extended', 'answered')),
  outcome text check (outcome in ('granted', 'partly', 'refused')),
  details text,
  contact text,
  answer text,
  retained jsonb,
  answered_at timestamptz
);
create index request_open on privacy.request (due_on, request_id) where state <> 'answered';
create index on privacy.request (subject_id, received_at);

-- What happened to a request, each with its reason; nothing is changed in it.
create table privacy.request_turn (
  request_id uuid not null references privacy.request,
  at timestamptz not null default clock_timestamp(),
  turn text not null check (turn in ('received', 'extended', 'answered', 'erased')),
  party_id uuid,
  account_id uuid,
  due_on date,
  reason text,
  basis text,
  primary key (request_id, at)
);

-- What is kept when a person asks for deletion, and by which clause ("privacy.retained.<kind>" in the catalogues says why).
create table privacy.retained_kind (
  kind text primary key,
  source text not null,
  status text not null check (status in ('in-force', 'secondary-source', 'unclear'))
);
insert into privacy.retained_kind (kind, source, status) values
  ('trade-name-and-commune', '37/2026/ND-CP art. 23.5.c, 23.5.d', 'in-force'),
  ('events', '37/2026/ND-CP art. 23.9', 'in-force'),
  ('record-of-deeds', '85/2016/ND-CP; 12/2022/TT-BTTTT', 'secondary-source');

-- For how long events must be kept, sector by sector. A rule erases nothing before an authority has put it into effect for its
-- product groups ('*': whatever has none of another rule).
create table privacy.retention_rule (
  rule_id text primary key,
  sector text not null,
  goods text not null,
  months_after_expiry smallint,
  months_without_expiry smallint,
  source text not null,
  status text not null check (status in ('in-force', 'secondary-source', 'unclear')),
  groups text[] not null default '{}',
  active boolean not null default false,
  basis text,
  check (months_after_expiry is not null or months_without_expiry is not null)
);
insert into privacy.retention_rule (rule_id, sector, goods, months_after_expiry, months_without_expiry, source, status) values
  ('industry-trade', 'industry-trade', 'any', 12, 60, '31/2026/TT-BCT art. 8', 'in-force'),
  ('health-food', 'health', 'food', 12, 24, '25/2019/TT-BYT', 'in-force'),
  ('farm-fresh', 'agriculture', 'fresh', 12, 6, '17/2021/TT-BNNPTNT', 'secondary-source'),
  ('farm-frozen-processed', 'agriculture', 'frozen-processed', 12, 24, '17/2021/TT-BNNPTNT', 'secondary-source'),
  ('livestock-log', 'agriculture', 'livestock', null, 12, '13/2020/ND-CP', 'unclear'),
  ('seller-quality-record', 'trade', 'any', null, 36, '37/2026/ND-CP art. 69.2', 'in-force'),
  ('electronic-label', 'trade', 'labelled', 12, null, '37/2026/ND-CP art. 52-55', 'in-force');

-- What must not be erased while it stands: all of a party, a key with what lies below it, or one event.
create table privacy.legal_hold (
  hold_id uuid primary key,
  party_id uuid,
  key text,
  event_id text,
  reason text not null,
  basis text not null,
  set_by uuid not null,
  set_at timestamptz not null default now(),
  lifted_at timestamptz,
  lifted_by uuid,
  lift_reason text,
  check (num_nonnulls(party_id, key, event_id) = 1),
  check ((lifted_at is null) = (lift_reason is null))
);
create index hold_standing on privacy.legal_hold (set_at) where lifted_at is null;

-- Where the run that erases events stands in their order of time; it begins anew when it has come to the end.
create table privacy.retention_place (
  only_row boolean primary key default true check (only_row),
  event_time timestamptz not null,
  event_uid uuid not null
);
insert into privacy.retention_place (event_time, event_uid) values ('-infinity', '00000000-0000-0000-0000-000000000000');

grant select, insert, update (withdrawn_at), delete on privacy.consent to nguon_server;
grant select, insert, delete, update (due_on, state, outcome, details, contact, answer, retained, answered_at) on privacy.request to nguon_server;
grant select, insert, delete on privacy.request_turn to nguon_server;
grant select on privacy.retained_kind to nguon_server;
grant select, update (groups, active, basis) on privacy.retention_rule to nguon_server;
grant select, insert, update (lifted_at, lifted_by, lift_reason) on privacy.legal_hold to nguon_server;
grant select, update (event_time, event_uid) on privacy.retention_place to nguon_server;
