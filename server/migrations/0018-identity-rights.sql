-- Owner: modules/identity. Which role an organisation, or one person of it, has from day to day (valid_to is the last). Rights
-- follow from roles by the table in identity/rights/rights.ts.
create table identity.role_grant (
  grant_id uuid primary key,
  party_id uuid not null,
  account_id uuid,
  role text not null,
  groups text[] not null default '{}',
  units text[] not null default '{}',
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  granted_by uuid not null,
  granted_at timestamptz not null default now(),
  basis text,
  ended_at timestamptz,
  check (valid_from <= valid_to)
);
create index on identity.role_grant (party_id);

grant select, insert, delete on identity.role_grant to nguon_server;
grant update (ended_at) on identity.role_grant to nguon_server;

-- Who was registered before has the usual role of what it is (registry/parties/usual-role.ts).
insert into identity.role_grant (grant_id, party_id, role, granted_by, basis)
select gen_random_uuid(), party_id, role, '00000000-0000-0000-0000-000000000001', 'usual role'
from (select distinct on (party_id) party_id, kind from registry.party_version order by party_id, position desc) latest
join (values ('enterprise', 'enterprise'), ('cooperative', 'enterprise'), ('household', 'farmer'), ('individual', 'farmer'),
  ('provider', 'solution-provider')) usual (kind, role) using (kind);
