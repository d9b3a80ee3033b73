-- Owner: modules/identity. Keys with which machines say which party they speak for. Only the SHA-256 of a secret is kept.
create schema identity;
grant usage on schema identity to nguon_server;

create table identity.api_key (
  key_id uuid primary key,
  party_id uuid not null,
  label text not null,
  secret_hash bytea not null check (length(secret_hash) = 32),
  created_at timestamptz not null default now(),
  created_by uuid not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index on identity.api_key (party_id, key_id);

grant select, insert, delete on identity.api_key to nguon_server;
grant update (last_used_at, revoked_at) on identity.api_key to nguon_server;
