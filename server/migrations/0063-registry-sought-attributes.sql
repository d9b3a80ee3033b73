-- Owner: modules/registry. What is sought by an attribute of master data (EPCIS 2.0 §8.2.7.1, HASATTR_ and EQATTR_) is a URI, or
-- one of the register's own words that say the same as one. No query can name the other words; the index need not hold them.
drop index registry.statement_attribute;
create index statement_attribute on registry.statement (attribute, subject)
  where attribute in ('brand', 'description', 'name', 'origin', 'originCountry') or attribute like '%:%';
