-- Owner: modules/events. In the order of captures, too, everybody reads what is there for him alone (ADR 23).

-- For whom a capture holds events, as which (`way`): 1 who declared them, 2 who captured them in another's name, 3 a viewer to
-- whom any of them is open (events.sight). `events`: about how many, so that a page opens as many captures as it needs. Rows
-- come with the position, or when something of a former capture is opened; what is closed later leaves them: nothing is
-- found there any more.
create table events.audience (
  viewer uuid not null,
  way smallint not null,
  position bigint not null,
  capture_number bigint not null,
  events integer not null,
  primary key (viewer, way, position)
);
grant select, insert, delete on events.audience to nguon_server;

-- What a capture holds for one viewer, in order.
drop index events.sight_capture;
create index sight_capture on events.sight (capture_number, viewer, event_uid);

-- All events of a capture were captured by one party in one party's name: the first of them tells whose they are.
insert into events.audience (viewer, way, position, capture_number, events)
select told.viewer, told.way, p.position, j.number, j.events_stored
  from events.capture_job j join platform.position p on p.number = j.number
 cross join lateral (select declared_by, captured_by from events.event where capture_number = j.number limit 1) e
 cross join lateral (values (e.declared_by, 1), (e.captured_by, 2)) as told (viewer, way)
 where told.way = 1 or e.captured_by <> e.declared_by
union all
select s.viewer, 3, p.position, s.capture_number, count(*)
  from events.sight s join platform.position p on p.number = s.capture_number
 group by 1, 3, 4;
