-- Owner: modules/files. A file that is brought again is written again, its row as well: whoever brings it must not learn by the
-- time that takes whether another has it.
grant update (media_type) on files.file to nguon_server;
