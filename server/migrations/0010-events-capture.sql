-- Owner: modules/events. Large captures that run as jobs, the refusals that are kept, and months without a default partition.

-- How far a job has come. `errors` lists the first of `errors_total`; `events_total` is known where the upload was counted.
alter table events.capture_job
  add column events_total integer,
  add column events_read integer not null default 0,
  add column errors_total integer not null default 0;
update events.capture_job set errors_total = jsonb_array_length(errors);

-- A document whose job is still to be done: who sent it, and what stands around its events.
create table events.capture_spool (
  capture_id uuid primary key,
  number bigint not null,
  actor_kind text not null,
  party_id uuid,
  credential_id uuid,
  media_type smallint not null,
  kind text not null,
  header text,
  parts integer not null,
  failures integer not null default 0
);

-- Its bytes as they came. What belongs to no running job is an upload under way, or swept when nothing was added for long.
create table events.capture_part (
  capture_id uuid not null,
  part integer not null,
  received_at timestamptz not null default now(),
  body bytea not null,
  primary key (capture_id, part)
);
alter table events.capture_part alter column body set storage external;

-- What a sender's documents were refused for: the rule and the place, neither the body nor any value of it.
create table events.refusal (
  party_id uuid not null,
  refusal_id uuid not null,
  at timestamptz not null default now(),
  credential_id uuid,
  rule text not null,
  exception text not null,
  field text,
  event integer,
  event_id text,
  capture_id uuid,
  primary key (party_id, refusal_id)
);

grant select, insert, update, delete on events.capture_spool to nguon_server;
grant select, insert, delete on events.capture_part, events.refusal to nguon_server;

-- With a default partition, a new month locks everybody out of it for an instant, and waits for the longest of them. Times
-- without a month of their own lie before 2000 or after 2099.
drop function events.ensure_month(date);
create function events.ensure_month(month date) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  parent text;
  child text;
  low timestamptz := make_timestamptz(extract(year from month)::int, extract(month from month)::int, 1, 0, 0, 0, 'UTC');
  high timestamptz := low + interval '1 month';
begin
  if extract(year from month) not between 2000 and 2099 then return; end if;
  perform pg_advisory_xact_lock(hashtext('events.ensure_month'));
  foreach parent in array array['event', 'event_key'] loop
    child := parent || '_' || to_char(month, 'YYYYMM');
    if to_regclass('events.' || child) is not null then continue; end if;
    execute format('create table events.%I (like events.%I including defaults including constraints)', child, parent);
    execute format('alter table events.%I attach partition events.%I for values from (%L) to (%L)', parent, child, low, high);
  end loop;
end $$;
revoke all on function events.ensure_month(date) from public;
grant execute on function events.ensure_month(date) to nguon_server;

alter table events.event detach partition events.event_default;
alter table events.event_key detach partition events.event_key_default;
create table events.event_before_2000 partition of events.event for values from (minvalue) to ('2000-01-01Z');
create table events.event_after_2099 partition of events.event for values from ('2100-01-01Z') to (maxvalue);
create table events.event_key_before_2000 partition of events.event_key for values from (minvalue) to ('2000-01-01Z');
create table events.event_key_after_2099 partition of events.event_key for values from ('2100-01-01Z') to (maxvalue);
select events.ensure_month(month) from (
  select date_trunc('month', event_time at time zone 'UTC')::date as month from events.event_default
  union select date_trunc('month', event_time at time zone 'UTC')::date from events.event_key_default
) months where month between '2000-01-01' and '2099-12-31';
insert into events.event select * from events.event_default;
insert into events.event_key select * from events.event_key_default;
drop table events.event_default, events.event_key_default;
