-- Owner: modules/registry. A third purpose of a mandate: the holder's machines act as the principal, within scopes.
alter table registry.mandate drop constraint mandate_purpose_check;
alter table registry.mandate
  add column scopes text[],
  add check (purpose in ('capture', 'claim-key', 'act')),
  add check ((purpose = 'act') = (scopes is not null)),
  add check (scopes <> '{}'),
  add check (purpose <> 'act' or keys is null);
