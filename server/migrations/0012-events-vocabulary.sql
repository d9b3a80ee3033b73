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

-- What was captured before. Types of extensions stand in bodies alone: `npm start -- rebuild` finds them.
insert into events.vocabulary (party_id, kind, value, spelling)
select distinct said.party, said.kind, said.value, said.value
  from events.event e
 cross join lateral (values (e.captured_by), (e.declared_by)) as party (id)
 cross join lateral (values
   (party.id, 0, ('{ObjectEvent,AggregationEvent,TransactionEvent,TransformationEvent,AssociationEvent}'::text[])[e.event_type + 1]),
   (party.id, 1, e.biz_step),
   (party.id, 2, e.disposition)) as said (party, kind, value)
 where said.value is not null;

insert into events.vocabulary (party_id, kind, value, spelling)
select distinct party.id, e.role - 6, k.canonical,
       case when k.canonical like '/%' then 'https://id.gs1.org' || k.canonical else k.canonical end
  from events.event_key e
  join events.key k on k.key = e.key
 cross join lateral (values (e.captured_by), (e.declared_by)) as party (id)
 where e.role in (9, 10);
