-- Owner: modules/events. Who sees which events besides those who declared or captured them (ADR 23). All of it is derived from
-- bodies, the register and the shares; `npm start -- rebuild` makes it anew.

-- An event that a viewer sees: a party at one end of a hand-over, the hash of an administrative unit or of a product group, or
-- the id of a share. With the columns that every ordered read looks at, as events.event_key has them. `opened_by`: the event
-- itself, the hand-over beside which it stands, or the share; `opened_at`: that hand-over's capture, null for the others.
create table events.sight (
  viewer uuid not null,
  event_time timestamptz not null,
  event_uid uuid not null,
  opened_by uuid not null,
  opened_at bigint,
  capture_number bigint not null,
  event_type smallint not null,
  action smallint,
  biz_step text,
  disposition text,
  declaration boolean not null,
  primary key (viewer, event_time, event_uid, opened_by)
);
create index sight_capture on events.sight (capture_number, event_uid, viewer);
create index sight_opener on events.sight (opened_by, event_uid) where opened_by <> event_uid;

-- The things of the events that hand them over: one row for each thing and event, so that a capture finds with one look
-- whether what it tells stands beside a hand-over.
create table events.hand_over (
  key uuid not null,
  event_uid uuid not null,
  event_time timestamptz not null,
  capture_number bigint not null,
  primary key (key, event_uid)
);
create index hand_over_event on events.hand_over (event_uid);

-- A chain that its owner shares with a partner from day to day (valid_to is the last). `keys`: the things it has now.
create table events.share (
  owner uuid not null,
  share_id uuid not null,
  partner uuid not null,
  key text not null,
  valid_from date not null,
  valid_to date not null,
  given_at timestamptz not null default now(),
  ended_at timestamptz,
  keys uuid[] not null,
  complete boolean not null,
  primary key (owner, share_id),
  check (valid_from <= valid_to and owner <> partner)
);
create index share_partner on events.share (partner) where ended_at is null;

grant select, insert, update, delete on events.sight, events.hand_over to nguon_server;
grant select, insert, delete on events.share to nguon_server;
grant update (ended_at, keys, complete) on events.share to nguon_server;

-- What was captured before, from its key rows. The steps beside its hand-overs stand in bodies: `npm start -- rebuild` finds them.
insert into events.sight (viewer, event_time, event_uid, opened_by, capture_number, event_type, action, biz_step, disposition, declaration)
select distinct seen.viewer, k.event_time, k.event_uid, k.event_uid, k.capture_number, k.event_type, k.action, k.biz_step,
       k.disposition, k.declaration
  from events.event_key k
 cross join lateral (
   select unnest(k.source_parties) union select unnest(k.destination_parties)
   union select encode(substr(sha256(convert_to('group:' || k.product_group, 'UTF8')), 1, 16), 'hex')::uuid
          where k.product_group is not null
   union select encode(substr(sha256(convert_to('unit:' || k.place_unit, 'UTF8')), 1, 16), 'hex')::uuid
          where k.place_unit is not null) as seen (viewer)
 where seen.viewer not in (k.declared_by, k.captured_by);
