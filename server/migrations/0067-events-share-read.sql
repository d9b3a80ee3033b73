-- Owner: modules/events. Up to which position the chain of a share was read: what captures told of it before that is in it, and
-- they need not have it read again.
alter table events.share add column read_until bigint not null default 0;
grant update (read_until) on events.share to nguon_server;
