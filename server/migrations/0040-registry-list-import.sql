-- Owner: modules/registry. A list that comes in from a spreadsheet is written part by part: entries of the version that is
-- being made go over those it took from the version before.
grant update on registry.product_list_entry to nguon_server;
