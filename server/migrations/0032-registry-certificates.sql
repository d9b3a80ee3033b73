-- Owner: modules/registry. What is certified and what was tested: the holder states it, the issuer or laboratory attests it
-- in the system and can revoke it. A row is never changed: what became of it stands in its turns.
create table registry.certificate (
  certificate_id uuid primary key,
  holder_id uuid not null references registry.party,
  issuer_id uuid references registry.party,
  issuer_name text,
  standard text not null,
  number text not null,
  products text[],
  locations text[],
  valid_from date not null,
  valid_to date not null,
  file text,
  position bigint not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  check (valid_from <= valid_to),
  check (issuer_id is not null or issuer_name is not null)
);
create index on registry.certificate (holder_id, certificate_id);
create index on registry.certificate (issuer_id, certificate_id);
create index on registry.certificate using gin (products);

create table registry.test_result (
  result_id uuid primary key,
  holder_id uuid not null references registry.party,
  laboratory_id uuid references registry.party,
  laboratory_name text,
  key text not null,
  certificate_id uuid references registry.certificate,
  parameter text not null,
  value text not null,
  unit text,
  limit_text text,
  method text,
  sample text,
  tested_on date not null,
  conforms boolean,
  file text,
  position bigint not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  check (laboratory_id is not null or laboratory_name is not null)
);
create index on registry.test_result (key, result_id);
create index on registry.test_result (holder_id, result_id);
create index on registry.test_result (laboratory_id, result_id);

-- `attested`, `revoked`: by the issuer or laboratory; `withdrawn`: by the holder. Of a certificate or a test result.
create table registry.attestation (
  about uuid not null,
  position bigint not null,
  turn text not null check (turn in ('attested', 'revoked', 'withdrawn')),
  declared_by uuid not null,
  reason text,
  recorded_at timestamptz not null default now(),
  primary key (about, position)
);

grant select, insert, delete on registry.certificate, registry.test_result, registry.attestation to nguon_server;
