-- Owner: modules/registry. What of a household or an individual is shown beyond its trade name and commune: on its consent, or
-- by a duty of law that is recorded. The last row for a field and ground counts, at whatever moment the register is read.
create table registry.disclosure (
  party_id uuid not null references registry.party,
  field text not null check (field in ('name', 'address')),
  ground text not null check (ground in ('consent', 'law')),
  position bigint not null,
  open boolean not null,
  reference text not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  primary key (party_id, field, ground, position)
);
grant select, insert, delete on registry.disclosure to nguon_server;

-- A person's fields can be erased in the versions that hold them; which versions there were stays.
grant update (names, descriptions, address_text) on registry.party_version to nguon_server;
grant update (value) on registry.statement to nguon_server;
