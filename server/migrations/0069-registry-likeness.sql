-- Owner: modules/registry (parties/merging/likeness.ts). By what two parties may be one is written with the names and the
-- number that it is made of: an index of a function took more time than all else that is written of a party.
alter table registry.party_version add column name_keys text[];
alter table registry.party_contact add column phone_digest uuid;
update registry.party_version set name_keys = nullif(registry.name_keys(names), '{}');
update registry.party_contact set phone_digest = left(registry.phone_digest(phone), 32)::uuid where phone is not null;
drop index registry.party_version_name_keys_idx;
drop index registry.party_contact_phone_digest_idx;
create index on registry.party_version using gin (name_keys);
create index on registry.party_contact (phone_digest) where phone_digest is not null;
drop function registry.name_keys(jsonb);
drop function registry.phone_digest(text);
grant update (name_keys) on registry.party_version to nguon_server;
