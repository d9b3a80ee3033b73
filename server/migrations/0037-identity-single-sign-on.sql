-- Owner: modules/identity. A sign-in at an OpenID provider that is under way, known by a cookie of the browser that began it.
-- It is taken when the provider sends the browser back, so that nothing is of use twice.
create table identity.sign_on (
  cookie_hash bytea primary key check (length(cookie_hash) = 32),
  provider text not null,
  state text not null,
  nonce text not null,
  code_verifier text not null,
  next text not null,
  expires_at timestamptz not null
);
create index on identity.sign_on (expires_at);

-- Somebody whom a provider named, and who is no account of ours yet: waits for that person's own consent, signed in.
create table identity.unlinked_identity (
  cookie_hash bytea primary key check (length(cookie_hash) = 32),
  provider text not null,
  issuer text not null,
  subject text not null,
  display text not null,
  party_id uuid,
  next text not null,
  expires_at timestamptz not null
);
create index on identity.unlinked_identity (expires_at);

grant select, insert, delete on identity.sign_on, identity.unlinked_identity to nguon_server;
grant update (linked_at) on identity.linked_identity to nguon_server;
