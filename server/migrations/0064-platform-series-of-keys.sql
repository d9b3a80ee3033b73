-- Owner: platform (ids.ts). What a key is stored under changes, so that the numbers of one series lie side by side in every
-- index of keys: 32 bits of the SHA-256 of all but the last three characters, these three in their order, 80 bits of the
-- SHA-256 of the whole. All that is stored under a key moves along; processes, sectors and units are stored as before.

create function pg_temp.key_hash(canonical text) returns uuid language sql immutable as $$
  select case
    when canonical like '/%' and translate(serial, symbols, '') = ''
    then substr(encode(sha256(convert_to(left(canonical, -3), 'UTF8')), 'hex'), 1, 8)
         || lpad(to_hex((strpos(symbols, left(serial, 1)) - 1) * 1600 + (strpos(symbols, substr(serial, 2, 1)) - 1) * 40
                        + strpos(symbols, right(serial, 1)) - 1), 4, '0')
         || substr(whole, 13, 20)
    else left(whole, 32) end::uuid
    from (values (right(canonical, 3), encode(sha256(convert_to(canonical, 'UTF8')), 'hex'),
                  '-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_')) as told (serial, whole, symbols)
$$;

create temporary table moved on commit drop as
select former, key from (select key as former, pg_temp.key_hash(canonical) as key from events.key) hashed where key <> former;
create unique index on moved (former);
analyze moved;

update events.key t set key = moved.key from moved where t.key = moved.former;
update events.event_key t set key = moved.key from moved where t.key = moved.former;
update events.event_key t set place = moved.key from moved where t.place = moved.former;
update events.hand_over t set key = moved.key from moved where t.key = moved.former;
update events.sight_place t set place = moved.key from moved where t.place = moved.former;
update events.share t
   set keys = (select array_agg(coalesce(moved.key, named.key) order by nth)
                 from unnest(t.keys) with ordinality as named (key, nth) left join moved on moved.former = named.key)
 where t.keys <> '{}';
update trace.assertion t set key = moved.key from moved where t.key = moved.former;
update trace.assertion t set other = moved.key from moved where t.other = moved.former;
update trace.assertion t set place = moved.key from moved where t.place = moved.former;

-- What no event names is stored under a key, too.
update resolver.link_set set anchor_hash = pg_temp.key_hash(anchor);
update portal.scan set product = pg_temp.key_hash(substring(code from '^/01/\d{14}')) where product is not null;
update portal.scan set key = pg_temp.key_hash(code) where key = left(encode(sha256(convert_to(code, 'UTF8')), 'hex'), 32)::uuid;
update portal.scan t set key = moved.key from moved where t.key = moved.former;

drop function pg_temp.key_hash;
