-- Owner: modules/files. Each party's bytes lie by themselves, and so does what is known of them: what others have brought is not
-- touched by whoever brings the same, and no time that this takes can tell of it. Bytes that were brought before stay where they
-- are, under their hash, until their party brings them again.
alter table files.holding
  add column blob text check (blob ~ '^[0-9a-f]{64}$'),
  add column media_type text,
  add column byte_count bigint,
  add column width integer,
  add column height integer;

update files.holding h
   set blob = f.hash, media_type = f.media_type, byte_count = f.byte_count, width = f.width, height = f.height
  from files.file f where f.hash = h.hash;

alter table files.holding
  alter column blob set not null,
  alter column media_type set not null,
  alter column byte_count set not null,
  drop constraint holding_hash_fkey,
  add constraint holding_hash_check check (hash ~ '^[0-9a-f]{64}$');

drop table files.file;

-- Which bytes no row names any more.
create index on files.holding (blob);

grant update (blob) on files.holding to nguon_server;
