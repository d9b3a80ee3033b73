-- Owner: modules/identity. What a machine proves itself with: an API key, which it sends with each call, or an OAuth client's
-- secret, which it sends for an access token. Both are limited (scopes, expires_at), renewed and revoked in one way.
alter table identity.api_key rename to machine_credential;
alter table identity.machine_credential rename column key_id to credential_id;
alter table identity.machine_credential
  add column kind text not null default 'key' check (kind in ('key', 'client')),
  add column scopes text[],
  add column expires_at timestamptz,
  add column former_hash bytea check (length(former_hash) = 32),
  add column former_until timestamptz,
  add column public_keys jsonb,
  add check ((former_hash is null) = (former_until is null));
alter table identity.machine_credential alter column kind drop default;
alter table identity.machine_credential alter column secret_hash drop not null;
alter table identity.machine_credential add check (secret_hash is not null or public_keys is not null);
grant update (secret_hash, former_hash, former_until) on identity.machine_credential to nguon_server;

-- What a client was given for a while. It opens nothing once its client is revoked, or the mandate is ended on which it
-- speaks for another party: both are read at each call.
create table identity.access_token (
  token_id uuid primary key,
  credential_id uuid not null references identity.machine_credential on delete cascade,
  party_id uuid not null,
  delegate_id uuid check (delegate_id <> party_id),
  scopes text[] not null,
  secret_hash bytea not null check (length(secret_hash) = 32),
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on identity.access_token (credential_id, expires_at);
create index on identity.access_token (party_id);

-- A client's signed assertion is good once (RFC 7523 §3, jti).
create table identity.client_assertion (
  credential_id uuid not null references identity.machine_credential on delete cascade,
  assertion_id text not null,
  expires_at timestamptz not null,
  primary key (credential_id, assertion_id)
);

grant select, insert, delete on identity.access_token, identity.client_assertion to nguon_server;
