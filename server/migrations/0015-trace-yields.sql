-- Owner: modules/trace. What parties state of how much of a product comes out of what goes in. Versions are appended: of those
-- valid on a day the one with the highest position holds. biz_step '': of whatever kind the process is.
create table trace.stated_yield (
  party_id uuid not null,
  product text not null,
  biz_step text not null,
  position bigint not null,
  valid_from date not null,
  valid_to date not null,
  yielded numeric not null,
  tolerance numeric not null,
  primary key (party_id, product, biz_step, position),
  check (valid_from <= valid_to and yielded >= 0 and tolerance >= 0)
);

grant select, insert on trace.stated_yield to nguon_server;
