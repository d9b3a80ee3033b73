-- Owner: modules/registry. Traceability systems: whose they are, who provides them, which standards they apply, and through
-- which of them a party's products reach a national system.
create table registry.system (
  system_id uuid primary key,
  owner_id uuid not null references registry.party,
  position bigint not null
);
create index on registry.system (owner_id);

create table registry.system_version (
  system_id uuid not null references registry.system,
  position bigint not null,
  valid_from date not null default '-infinity',
  valid_to date not null default 'infinity',
  declared_by uuid not null,
  basis text,
  recorded_at timestamptz not null default now(),
  names jsonb not null,
  provider_id uuid,
  release text,
  standards text[] not null default '{}',
  sharing_model text check (sharing_model in ('one-step', 'centralised', 'cumulative', 'network', 'distributed')),
  url text,
  -- References to credentials that identity holds; never a secret.
  credentials uuid[] not null default '{}',
  primary key (system_id, position, valid_from),
  check (valid_from <= valid_to)
);
create index on registry.system_version (provider_id);

-- A declaration of conformity with a standard (Decree 37/2026 art. 23.4), by the owner itself or certified by another.
create table registry.conformity (
  conformity_id uuid primary key,
  system_id uuid not null references registry.system,
  standard text not null,
  basis text not null check (basis in ('self', 'certified')),
  certifier_id uuid,
  certificate text,
  declared_on date not null,
  valid_to date not null default 'infinity',
  file text not null,
  position bigint not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  check (declared_on <= valid_to),
  check ((basis = 'certified') = (certificate is not null)),
  check (basis = 'certified' or certifier_id is null)
);
create index on registry.conformity (system_id);

create table registry.conformity_end (
  conformity_id uuid primary key references registry.conformity,
  position bigint not null,
  declared_by uuid not null,
  reason text,
  recorded_at timestamptz not null default now()
);

-- What an authority found of a system: that it exchanges data, or that it is ready to be connected. Two things, two rows.
create table registry.examination (
  examination_id uuid primary key,
  system_id uuid not null references registry.system,
  kind text not null check (kind in ('interoperability', 'readiness')),
  passed boolean not null,
  examined_on date not null,
  valid_to date not null default 'infinity',
  evidence_text text,
  evidence_file text,
  position bigint not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  check (examined_on <= valid_to),
  check (evidence_text is not null or evidence_file is not null)
);
create index on registry.examination (system_id);

-- The national systems to which products are reported. Which there are changes with the law: rows, not code.
create table registry.national_target (
  target text primary key,
  names jsonb not null
);
insert into registry.national_target (target, names) values
  ('traceability-portal', '{"vi": "Cổng thông tin truy xuất nguồn gốc sản phẩm, hàng hóa quốc gia", "en": "National traceability portal"}'),
  ('verigoods', '{"vi": "Hệ thống VeriGoods", "en": "VeriGoods"}'),
  ('checkvn', '{"vi": "Hệ thống checkvn", "en": "checkvn"}'),
  ('identification-platform', '{"vi": "Nền tảng định danh, xác thực, truy xuất nguồn gốc (dự thảo)", "en": "Identification, authentication and traceability platform (draft)"}');

-- Through which system a party's products (one, a group, or all) reach a national target: one path at a time.
create table registry.connection (
  connection_id uuid primary key,
  party_id uuid not null references registry.party,
  product text,
  product_group text,
  target text not null references registry.national_target,
  system_id uuid not null references registry.system,
  valid_from date not null,
  valid_to date not null default 'infinity',
  position bigint not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  check (valid_from <= valid_to),
  check (product is null or product_group is null)
);
create index on registry.connection (party_id, target);
create index on registry.connection (system_id);

create table registry.connection_end (
  connection_id uuid primary key references registry.connection,
  position bigint not null,
  last_day date not null,
  declared_by uuid not null,
  recorded_at timestamptz not null default now()
);

grant select, insert, delete on registry.system, registry.system_version, registry.conformity, registry.conformity_end,
  registry.examination, registry.connection, registry.connection_end to nguon_server;
grant select on registry.national_target to nguon_server;
