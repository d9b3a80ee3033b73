-- Owner: modules/registry. Of a commune that was split, a person says in which part an address lies.
alter table registry.party_version add column address_chosen_unit text;
