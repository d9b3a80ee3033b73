-- Owner: modules/events. Who sent a large document may lose the right to before all of it is captured: a person's rights are
-- asked for by its account.
alter table events.capture_spool add column account_id uuid;
update events.capture_spool spooled set account_id = session.account_id
  from identity.session session where session.session_id = spooled.credential_id;
