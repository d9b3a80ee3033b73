-- Owner: modules/events. What compound queries are answered by (ADR 17).

-- A business step at a place in the order of time, for the operator and for each party: a place may be a hub that half of all
-- events name, and the step or the party rare there. Roles 9 and 10 are readPoint and bizLocation.
create index event_key_place_step on events.event_key (key, biz_step, event_time, event_uid) where role in (9, 10);
create index event_key_declarer_place_step on events.event_key (declared_by, key, biz_step, event_time, event_uid)
  where role in (9, 10);
create index event_key_capturer_place_step on events.event_key (captured_by, key, biz_step, event_time, event_uid)
  where role in (9, 10) and captured_by <> declared_by;

-- The events of one capture in order, so that what follows captures reads one of any size piece by piece.
drop index events.event_capture;
create index event_capture on events.event (capture_number, event_uid);
