-- Owner: modules/trace. Assertions that events make about items; everything here can be rebuilt from the bodies.
create schema trace;
grant usage on schema trace to nguon_server;

-- One row for each end of a link, so that no level of a walk asks by anything but the distribution column `key`.
-- kind: see server/src/modules/trace/assertion.ts. `other` is the zero UUID where an aggregation is emptied whole.
create table trace.assertion (
  key uuid not null,
  kind smallint not null,
  event_time timestamptz not null,
  other uuid not null,
  event_uid uuid not null,
  capture_number bigint not null,
  action smallint,
  quantity numeric,
  uom text,
  primary key (key, event_time, event_uid, kind, other)
);

-- Events that a later error declaration took back: few, so a reference table on a cluster.
create table trace.cancellation (
  event_uid uuid not null,
  capture_number bigint not null,
  primary key (event_uid, capture_number)
);

grant select, insert, delete on trace.assertion, trace.cancellation to nguon_server;
