-- Owner: modules/portal. Scan pages that people opened: when, of which code, roughly where; nothing of who.
create schema portal;
grant usage on schema portal to nguon_server;

-- `key` is the canonical key's 128-bit hash, `product` that of its bare GTIN. `region` is an ISO 3166-2 code where the
-- operator's own proxy tells it, else null. No address, no device token, no text of the browser is kept.
create table portal.scan (
  key uuid not null,
  scanned_at timestamptz not null,
  scan_id uuid not null,
  product uuid,
  code text not null,
  level text not null,
  state text not null check (state in ('traced', 'no-events', 'unknown')),
  language text not null check (language in ('vi', 'en')),
  device text not null check (device in ('phone', 'other')),
  region text,
  sample boolean not null,
  primary key (key, scanned_at, scan_id)
);
create index scan_time on portal.scan (scanned_at);
create index scan_product on portal.scan (product, scanned_at) where product is not null;

grant select, insert, delete on portal.scan to nguon_server;
