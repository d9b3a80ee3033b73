-- Owner: modules/events. Beside a hand-over stands what its own teller told before and after (ADR 23): that is found by a few
-- descents, however much others tell of the thing. Roles 0 to 8 are those of things, which carry no place.
create index event_key_teller on events.event_key (key, declared_by, event_time) where role <= 8 and not declaration;
