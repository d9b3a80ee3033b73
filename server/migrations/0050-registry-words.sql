-- Owner: modules/registry. A word and the subject that it is on are written together, by one road
-- (insertWords), and taken away together: the check of a foreign key, one a word, cost as much as the word.
alter table registry.statement drop constraint statement_subject_fkey;
