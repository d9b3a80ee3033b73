-- Owner: modules/events. The EPCIS repository: bodies as received, and what finds them.
create schema events;
grant usage on schema events to nguon_server;

-- Capture jobs, one a document. `number` is taken first and carried by the rows; the position comes last (platform.position).
create sequence events.capture_number;
create table events.capture_job (
  number bigint primary key,
  capture_id uuid not null unique,
  party_id uuid not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  running boolean not null,
  success boolean not null,
  error_behaviour text not null check (error_behaviour in ('rollback', 'proceed')),
  events_stored integer not null default 0,
  events_known integer not null default 0,
  errors jsonb not null default '[]',
  findings jsonb not null default '[]'
);
create index on events.capture_job (party_id, number);

-- Each stored @context once, known by the hash of its text.
create table events.context (
  context_id uuid primary key,
  body text not null
);

-- What makes two events the same: (capturing party, eventID, original or declaration), folded into event_uid
-- (80 bits of the eventID, 47 of the party, 1 of the kind), so that one range of the key finds every party's event of an ID.
create table events.identity (
  event_uid uuid primary key,
  content_hash uuid not null,
  event_time timestamptz not null,
  capture_number bigint not null
);

create table events.event (
  event_uid uuid not null,
  event_time timestamptz not null,
  capture_number bigint not null,
  ordinal integer not null,
  event_type smallint not null,
  action smallint,
  biz_step text,
  disposition text,
  captured_by uuid not null,
  declared_by uuid not null,
  mandate_id uuid,
  event_id text not null,
  event_id_ours boolean not null,
  declaration boolean not null,
  context_id uuid not null,
  media_type smallint not null,
  findings text[],
  body text,
  tombstone jsonb,
  primary key (event_uid, event_time),
  check ((body is null) <> (tombstone is null))
) partition by range (event_time);
create index event_time_order on events.event (event_time, event_uid);
create index event_declarer_order on events.event (declared_by, event_time, event_uid);
create index event_capturer_order on events.event (captured_by, event_time, event_uid) where captured_by <> declared_by;
create index event_biz_step_order on events.event (biz_step, event_time, event_uid);
create index event_capture on events.event (capture_number);

-- One row for each event and key in it: what MATCH_*, timelines and the scan read. Derived from the body and the registry.
-- `creation`: where the event creates the key, whose word it is and which words of the ILMD may be shown.
create table events.event_key (
  key uuid not null,
  event_time timestamptz not null,
  event_uid uuid not null,
  role smallint not null,
  capture_number bigint not null,
  event_type smallint not null,
  action smallint,
  zone text not null,
  biz_step text,
  disposition text,
  place uuid,
  quantity numeric,
  uom text,
  declaration boolean not null,
  captured_by uuid not null,
  declared_by uuid not null,
  source_parties uuid[],
  destination_parties uuid[],
  product_group text,
  place_unit text,
  creation jsonb,
  primary key (key, event_time, event_uid, role)
) partition by range (event_time);

-- Months come as they are needed (ensure_month); what no sane month holds lies here.
create table events.event_default partition of events.event default;
create table events.event_key_default partition of events.event_key default;

-- From a key's hash to its canonical text, whose index serves EPC patterns as ranges of a prefix; and the months between
-- which its events lie, so that a timeline opens no other partitions.
create table events.key (
  key uuid primary key,
  canonical text not null,
  first_month date not null,
  last_month date not null
);
create index key_canonical on events.key (canonical text_pattern_ops);

-- A decision that replaced a body by a tombstone.
create table events.erasure (
  event_uid uuid primary key,
  decided_at timestamptz not null default now(),
  decided_by uuid not null,
  basis text not null
);

-- A new month must not wait for, nor scan, a big default partition: it is only made while the default holds nothing of it.
create function events.ensure_month(month date) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  parent text;
  child text;
  low timestamptz := make_timestamptz(extract(year from month)::int, extract(month from month)::int, 1, 0, 0, 0, 'UTC');
  high timestamptz := low + interval '1 month';
  taken boolean;
begin
  perform pg_advisory_xact_lock(hashtext('events.ensure_month'));
  foreach parent in array array['event', 'event_key'] loop
    child := parent || '_' || to_char(month, 'YYYYMM');
    if to_regclass('events.' || child) is not null then continue; end if;
    execute format('select exists (select from events.%I_default where event_time >= %L and event_time < %L)', parent, low, high) into taken;
    if taken then return false; end if;
    execute format('create table events.%I (like events.%I including defaults including constraints)', child, parent);
    execute format('alter table events.%I attach partition events.%I for values from (%L) to (%L)', parent, child, low, high);
  end loop;
  return true;
end $$;
revoke all on function events.ensure_month(date) from public;
grant execute on function events.ensure_month(date) to nguon_server;

grant usage on sequence events.capture_number to nguon_server;
grant select, insert, update, delete on events.capture_job, events.event, events.event_key, events.identity to nguon_server;
grant select, insert on events.context, events.erasure to nguon_server;
grant select, insert, update, delete on events.key to nguon_server;
