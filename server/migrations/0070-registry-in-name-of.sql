-- What was said in a party's name is found by the party: few words are said so.
create index on registry.statement (in_name_of, subject) where in_name_of is not null;
