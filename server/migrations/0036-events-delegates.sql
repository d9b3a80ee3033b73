-- Owner: modules/events. Who sent a document in another's name, so that its job says so as well.
alter table events.capture_spool add column delegate_id uuid;
