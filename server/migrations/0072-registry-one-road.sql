-- Owner: modules/registry. A foreign key is checked row by row, which took a fifth of the time in which parties come in by
-- spreadsheet. Versions, contacts and claims are written by one road each, with their party or after it was read: that
-- holds them to it.
alter table registry.party_version drop constraint party_version_party_id_fkey;
alter table registry.party_contact drop constraint party_contact_party_id_fkey;
alter table registry.claim drop constraint claim_party_id_fkey;
