-- Owner: modules/registry. A party's own word that it has met an obligation, with its evidence: for what nobody here can
-- see. Of the words on one obligation the latest position wins; one without a day takes it back.
create table registry.fulfilment (
  party_id uuid not null references registry.party,
  obligation text not null,
  position bigint not null,
  done_on date,
  evidence_text text,
  evidence_file text,
  declared_by uuid not null,
  recorded_at timestamptz not null default now(),
  primary key (party_id, obligation, position),
  check (done_on is null or evidence_text is not null or evidence_file is not null)
);

grant select, insert, delete on registry.fulfilment to nguon_server;
