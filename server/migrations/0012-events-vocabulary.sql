-- What a party's events say of types, steps, dispositions and places, so that the resources that list them read a few rows.
-- `value` is the one spelling of a term or a place, `spelling` the first that was sent. The operator reads all parties'.
create table events.vocabulary (
  party_id uuid not null,
  kind smallint not null,
  value text collate "C" not null,
  spelling text not null,
  primary key (party_id, kind, value)
);
create index vocabulary_of_all on events.vocabulary (kind, value);
grant select, insert, delete on events.vocabulary to nguon_server;

-- Tokens of next pages that their holders gave up before they ended: a digest of party and token.
create table events.freed_token (
  token uuid primary key,
  freed_at timestamptz not null default now()
);
create index freed_token_age on events.freed_token (freed_at);
grant select, insert, delete on events.freed_token to nguon_server;
