-- Owner: modules/events. What is open to a viewer at a place is found without passing over what others have there, or what is
-- open to it elsewhere (ADR 17, 23).

-- Lists of the events that are open to a viewer at a place in a business step: a row for each capture, or whatever else opens
-- them, and each day of event time (UTC). What is closed later stays listed: who reads a list asks
-- events.sight of each. `events`: how many there are, each with its time and uid.
create table events.sight_place (
  viewer uuid not null,
  place uuid not null,
  biz_step text not null,
  day date not null,
  part bigint generated always as identity,
  events integer not null,
  times timestamptz[] not null,
  uids uuid[] not null,
  primary key (viewer, place, biz_step, day, part),
  check (events > 0 and cardinality(times) = events and cardinality(uids) = events)
);
grant select, insert, delete on events.sight_place to nguon_server;

insert into events.sight_place (viewer, place, biz_step, day, events, times, uids)
select viewer, place, biz_step, day, count(*), array_agg(event_time order by event_time, event_uid),
       array_agg(event_uid order by event_time, event_uid)
  from (select distinct s.viewer, k.key as place, k.biz_step, (k.event_time at time zone 'UTC')::date as day,
               k.capture_number, k.event_time, k.event_uid
          from events.event_key k join events.sight s on s.event_uid = k.event_uid and s.event_time = k.event_time
         where k.role in (9, 10) and k.biz_step is not null) open
 group by viewer, place, biz_step, day, capture_number;
