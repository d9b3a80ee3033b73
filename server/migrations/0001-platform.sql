-- Owner: platform. Knows no domain.
create schema if not exists platform;

-- The server's sessions run as this role: it owns nothing (ADR 7).
do $$
begin
  if not exists (select from pg_roles where rolname = 'nguon_server') then
    create role nguon_server nologin;
  end if;
  execute format('grant nguon_server to %I', current_user);
end $$;
grant usage on schema platform to nguon_server;

-- The last position taken. One row; its lock orders all commits that others may read by position (ADR 4).
create table platform.head (
  only_row boolean primary key default true check (only_row),
  position bigint not null,
  at timestamptz not null
);
insert into platform.head (position, at) values (0, now());

-- From a capture's number, which its rows carry, to its position and record time. A reference table on a cluster.
create table platform.position (
  number bigint primary key,
  position bigint not null unique,
  at timestamptz not null
);
create index on platform.position (at);

-- Who did what to which subject, written in the deed's own transaction. Append only.
create table platform.audit (
  deed_id uuid primary key,
  at timestamptz not null default clock_timestamp(),
  actor_kind text not null,
  party_id uuid,
  credential_id uuid,
  action text not null,
  subject text not null,
  details jsonb
);
create index on platform.audit (subject, at);

grant select, update on platform.head to nguon_server;
grant select, insert, delete on platform.position to nguon_server;
grant select, insert on platform.audit to nguon_server;

-- A job in the announcer's own transaction. The queue belongs to the owner; the server may only announce.
create function platform.announce(topic text, payload jsonb) returns void
language sql security definer set search_path = pg_catalog as $$
  select graphile_worker.add_job('announce', json_build_object('topic', topic, 'payload', payload))
$$;
revoke all on function platform.announce(text, jsonb) from public;
grant execute on function platform.announce(text, jsonb) to nguon_server;
