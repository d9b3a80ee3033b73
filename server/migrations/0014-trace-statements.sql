-- Owner: modules/trace. What events say of a key by itself (made, seen, arrived, departed, ended, emptied), which instance is
-- of which lot, at which place anything was said, and whether the item stands in the event as a class.
-- Kinds are numbered anew, those of which a key may have very many after the others: see
-- server/src/modules/trace/assertion.ts.
-- `place` is null where the event names none; `other` is the zero UUID where a statement is about its key alone.
alter table trace.assertion rename to linked;
create table trace.assertion (
  key uuid not null,
  kind smallint not null,
  event_time timestamptz not null,
  other uuid not null,
  event_uid uuid not null,
  capture_number bigint not null,
  place uuid,
  class_level boolean not null,
  action smallint,
  quantity numeric,
  uom text
);

-- What was captured before, from the key rows of the same events; which instance is of which lot stands in bodies alone:
-- `npm start -- rebuild` finds it.
insert into trace.assertion
select a.key,
       case when a.other <> zero.uid then ('{16,0,2,3,19,20,17,1}'::smallint[])[a.kind + 1]
            when a.kind = 0 then 10 else 11 end,
       a.event_time, a.other, a.event_uid, a.capture_number, k.place, coalesce(k.role in (1, 4, 6, 8), false), a.action,
       a.quantity, a.uom
  from trace.linked a
 cross join (values ('00000000-0000-0000-0000-000000000000'::uuid)) as zero (uid)
  left join lateral (
    select e.place, e.role from events.event_key e
     where e.key = case when a.kind in (0, 4, 5, 6) and a.other <> zero.uid then a.other else a.key end
       and e.event_time = a.event_time and e.event_uid = a.event_uid
       and e.role = any(case when a.other = zero.uid then '{2}' when a.kind in (0, 1, 6, 7) then '{3,4}'
                             when a.kind in (2, 4) then '{5,6}' else '{7,8}' end::smallint[])
     order by e.role desc limit 1) k on true;

insert into trace.assertion
select distinct on (key, kind, event_time, event_uid)
       key, kind, event_time, '00000000-0000-0000-0000-000000000000'::uuid, event_uid, capture_number, place, role = 1,
       case event_type when 0 then action end, quantity, uom
  from (
    select e.*,
           case when e.event_type = 0 and e.action = 0 then 5
                when e.event_type = 0 and e.action = 2
                  or e.biz_step in ('retail_selling', 'destroying', 'decommissioning', 'consuming')
                  or e.disposition in ('retail_sold', 'destroyed', 'disposed', 'consumed') then 9
                when e.biz_step in ('receiving', 'arriving', 'accepting') then 7
                when e.biz_step in ('shipping', 'departing') then 8
                else 6 end::smallint as kind
      from events.event_key e
     where e.event_type in (0, 2) and e.role in (0, 1, 2) and not e.declaration) said
 order by key, kind, event_time, event_uid, role desc;

drop table trace.linked;
alter table trace.assertion add primary key (key, kind, event_time, event_uid, other);
grant select, insert, delete on trace.assertion to nguon_server;
