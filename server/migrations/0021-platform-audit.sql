-- Owner: platform. The record of deeds is sealed into a hash chain (ADR 24).

-- Numbers have gaps where a transaction rolled back, and are not in the order of commits.
alter table platform.audit
  add column number bigint generated always as identity,
  add column account_id uuid,
  add column delegate_id uuid,
  -- The network that the deed came from: an address shortened to 24 bits (IPv4) or 48 (IPv6).
  add column origin cidr;
create unique index audit_number on platform.audit (number);
drop index platform.audit_subject_at_idx;
create index audit_subject on platform.audit (subject, number);
create index audit_party on platform.audit (party_id, number);
create index audit_action on platform.audit (action, number);

-- Deeds that no seal holds yet; written with the deed, so that whatever commits, however late, is sealed once.
create table platform.audit_queue (
  number bigint primary key
);
insert into platform.audit_queue (number) select number from platform.audit;

-- A link of the chain: which deeds, the hash of their canonical text, and the hash over all of this and the seal before.
create table platform.audit_seal (
  number bigint primary key,
  sealed_at timestamptz not null,
  first_deed bigint not null,
  last_deed bigint not null,
  count integer not null,
  deeds int8multirange not null,
  deeds_hash bytea not null,
  previous bytea not null,
  hash bytea not null
);

-- The server writes down deeds and reads them; when, and under which number, it may not choose. Seals are the owner's.
revoke insert on platform.audit from nguon_server;
grant insert (deed_id, actor_kind, party_id, account_id, delegate_id, credential_id, origin, action, subject, details)
  on platform.audit to nguon_server;
grant select, insert on platform.audit_queue to nguon_server;
grant select on platform.audit_seal to nguon_server;
