-- Owner: modules/events. Named queries, who is told of their results, and what each was told.

-- A query under a name of its party's own. `query` is its JSON as sent.
create table events.named_query (
  party_id uuid not null,
  name text not null,
  query text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (party_id, name)
);

-- A webhook. Everything up to (after_position, after_uid) was reported or is a row of events.delivery; without a schedule it
-- goes on to the last position, with one to `until_position`, where the last execution stood. `report_owed`: that execution
-- has not reported anything yet, and must even if there is nothing. `sees_all`: the operator's own key subscribed.
create table events.subscription (
  party_id uuid not null,
  subscription_id uuid not null,
  query_name text not null,
  dest text not null,
  signature_token text,
  report_if_empty boolean not null,
  initial_record_time timestamptz,
  schedule jsonb,
  format jsonb not null,
  language text not null,
  sees_all boolean not null,
  created_at timestamptz not null default clock_timestamp(),
  last_notified_at timestamptz,
  min_record_time timestamptz not null,
  after_position bigint not null,
  after_uid uuid not null,
  until_position bigint,
  report_owed boolean not null default false,
  due_at timestamptz,
  batch_events integer not null,
  primary key (party_id, subscription_id)
);
create index on events.subscription (party_id, query_name, subscription_id);

-- One message to one receiver: the events after one place up to another, written down before it is sent, so that it goes out
-- under one ID however often. Its text is made anew for each attempt. `problem`: a refusal is sent instead of events.
create table events.delivery (
  party_id uuid not null,
  delivery_id uuid not null,
  subscription_id uuid not null,
  state text not null check (state in ('waiting', 'sent', 'dead')),
  from_position bigint not null,
  from_uid uuid not null,
  to_position bigint not null,
  to_uid uuid not null,
  event_count integer not null,
  problem jsonb,
  created_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  finished_at timestamptz,
  last_status integer,
  last_error text,
  primary key (party_id, delivery_id)
);
create index on events.delivery (party_id, subscription_id, delivery_id);
create index delivery_waiting on events.delivery (party_id, subscription_id, to_position, to_uid) where state = 'waiting';
create index delivery_dead on events.delivery (party_id, delivery_id) where state = 'dead';

grant select, insert, update, delete on events.named_query, events.subscription, events.delivery to nguon_server;
