-- Owner: modules/registry. Administrative units with their days, and which followed which. A province is a file
-- (server/data/provinces/): what one edition of it says, the next replaces; the latest position wins, and the former
-- stay readable as of theirs. Small tables: reference tables on a cluster.
create table registry.unit_edition (
  name text not null,
  position bigint not null,
  sha256 text not null,
  source text not null,
  recorded_at timestamptz not null default now(),
  primary key (name, position)
);

-- A code is used again for another unit after a reform: a unit is a code and the day from which it means this.
create table registry.unit (
  edition_name text not null,
  position bigint not null,
  code text not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  name text not null,
  kind text not null,
  level text not null check (level in ('province', 'district', 'commune')),
  parent text,
  legal_basis text,
  complete boolean not null,
  boundary jsonb,
  primary key (edition_name, position, code, valid_from),
  foreign key (edition_name, position) references registry.unit_edition,
  check (valid_from <= valid_to)
);

-- On `date`, the land of the old unit went to the new one: all of it, or a part (then other rows tell where the rest went).
create table registry.unit_succession (
  edition_name text not null,
  position bigint not null,
  old_code text not null,
  new_code text not null,
  date date not null,
  extent text not null check (extent in ('whole', 'part')),
  legal_basis text,
  primary key (edition_name, position, old_code, date, new_code),
  foreign key (edition_name, position) references registry.unit_edition
);

grant select, insert on registry.unit_edition, registry.unit, registry.unit_succession to nguon_server;
