-- Owner: modules/registry. Master data are found by their attributes, and given back under the names they came with.
alter table registry.statement add column said_as text;
create index statement_attribute on registry.statement (attribute, subject);

-- CBV 2.0's context writes the namespace of master data attributes with a colon; one spelling is kept.
update registry.statement set attribute = 'urn:epcglobal:cbv:mda:' || substr(attribute, length('urn:epcglobal:cbv:mda#') + 1)
 where attribute like 'urn:epcglobal:cbv:mda#%';
