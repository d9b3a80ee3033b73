-- Owner: modules/identity. People: who they are, the organisations for which they act, how they prove it, where they are signed
-- in. Of what opens a door (token, link, code) only the SHA-256 is kept; of a password its Argon2id.
create table identity.account (
  account_id uuid primary key,
  sign_in_name text not null unique check (sign_in_name = lower(sign_in_name)),
  name text not null,
  created_at timestamptz not null default now(),
  created_by uuid not null
);

create table identity.password (
  account_id uuid primary key references identity.account on delete cascade,
  hash text not null,
  changed_at timestamptz not null default now()
);

create table identity.membership (
  party_id uuid not null,
  account_id uuid not null references identity.account on delete cascade,
  duties text[] not null,
  since timestamptz not null default now(),
  ended_at timestamptz,
  primary key (account_id, party_id)
);
create index on identity.membership (party_id, account_id);

-- A link that an organisation's administrator hands to a person: it opens once, and for a day.
create table identity.invitation (
  invitation_id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  purpose text not null check (purpose in ('invitation', 'recovery')),
  party_id uuid not null,
  sign_in_name text not null,
  name text not null,
  duties text[] not null,
  account_id uuid references identity.account on delete cascade,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  check ((purpose = 'recovery') = (account_id is not null))
);
create index on identity.invitation (party_id, created_at);

-- stage: 'second-factor' until the second proof, 'open' from then on.
create table identity.session (
  session_id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  account_id uuid not null references identity.account on delete cascade,
  party_id uuid not null,
  stage text not null check (stage in ('second-factor', 'open')),
  method text not null,
  network text not null,
  device text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index on identity.session (account_id, created_at);

create table identity.totp (
  account_id uuid primary key references identity.account on delete cascade,
  secret bytea not null,
  confirmed_at timestamptz,
  -- The last step of time whose code was taken: a code works once.
  last_step bigint not null default 0
);

create table identity.passkey (
  passkey_id text primary key,
  account_id uuid not null references identity.account on delete cascade,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  label text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index on identity.passkey (account_id);

create table identity.recovery_code (
  account_id uuid not null references identity.account on delete cascade,
  code_hash bytea not null check (length(code_hash) = 32),
  used_at timestamptz,
  primary key (account_id, code_hash)
);

-- What an authenticator is asked to sign; taken once.
create table identity.challenge (
  challenge text primary key,
  purpose text not null,
  account_id uuid references identity.account on delete cascade,
  expires_at timestamptz not null
);

-- A browser in which somebody has signed in before: guesses from elsewhere do not make it wait.
create table identity.known_device (
  account_id uuid not null references identity.account on delete cascade,
  device_hash bytea not null check (length(device_hash) = 32),
  seen_at timestamptz not null default now(),
  primary key (account_id, device_hash)
);

-- Failed attempts by whom and whence, as a hash; nobody's name stands here.
create table identity.attempt (
  attempt_key bytea primary key check (length(attempt_key) = 32),
  failures integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz not null
);
create index on identity.attempt (last_at);

-- Who somebody is at a provider of identities (OpenID Connect: iss, sub).
create table identity.linked_identity (
  issuer text not null,
  subject text not null,
  account_id uuid not null references identity.account on delete cascade,
  linked_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create index on identity.linked_identity (account_id);

grant select, insert, delete on identity.account, identity.password, identity.membership, identity.invitation, identity.session,
  identity.totp, identity.passkey, identity.recovery_code, identity.challenge, identity.known_device, identity.attempt,
  identity.linked_identity to nguon_server;
grant update (name) on identity.account to nguon_server;
grant update (hash, changed_at) on identity.password to nguon_server;
grant update (duties, since, ended_at) on identity.membership to nguon_server;
grant update (used_at, revoked_at) on identity.invitation to nguon_server;
grant update (party_id, last_seen_at, ended_at) on identity.session to nguon_server;
grant update (secret, confirmed_at, last_step) on identity.totp to nguon_server;
grant update (counter, last_used_at) on identity.passkey to nguon_server;
grant update (used_at) on identity.recovery_code to nguon_server;
grant update (seen_at) on identity.known_device to nguon_server;
grant update (failures, last_at, blocked_until) on identity.attempt to nguon_server;

-- The organisation of the operator: its first person is invited by the operator's own key.
insert into identity.role_grant (grant_id, party_id, role, granted_by, basis)
values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'administrator', '00000000-0000-0000-0000-000000000001', 'operator');
