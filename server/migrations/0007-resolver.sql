-- Owner: modules/resolver. Links that parties or the operator registered for a GS1 key.
create schema resolver;
grant usage on schema resolver to nguon_server;

-- One row for each version of an anchor's links. `anchor` is a canonical host-less Digital Link path, or 'gcp:<digits>'
-- where all keys of a company prefix are handled by another resolver; `anchor_hash` is its 128-bit hash.
-- A version holds from its position until `to_position` (exclusive).
create table resolver.link_set (
  anchor_hash uuid not null,
  from_position bigint not null,
  to_position bigint,
  anchor text not null,
  links jsonb not null,
  declared_by uuid not null,
  basis text not null check (basis in ('owner', 'operator')),
  recorded_at timestamptz not null default now(),
  primary key (anchor_hash, from_position)
);
create unique index link_set_current on resolver.link_set (anchor_hash) include (anchor) where to_position is null;

grant select, insert, update, delete on resolver.link_set to nguon_server;
