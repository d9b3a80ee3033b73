-- Numbers of a series that were given out elsewhere, before the bank or beside it: it never leases them. Spans of one series
-- never overlap each other, nor a lease.
create table registry.number_elsewhere (
  series_id uuid not null references registry.number_series,
  first bigint not null,
  last bigint not null,
  told_at timestamptz not null default now(),
  declared_by uuid not null,
  primary key (series_id, first),
  check (first <= last)
);
grant select, insert, delete on registry.number_elsewhere to nguon_server;

-- What stands between such numbers in too short a row is passed over: free as it was, and leased as what came back is.
alter table registry.number_returned add column given boolean not null default true;
