-- Which places lie in a commune: what the public map's position of it is made from.
create index statement_commune on registry.statement ((value ->> 'unitCode')) where attribute = 'address';
