-- Owner: platform. Which days are working days, and the numbers of documents.

-- Days that differ from the five-day week of state agencies (188/1999/QD-TTg), each with its source. Nothing is changed in place:
-- of several entries for a day the last one holds. `provisional`: a decision for that year was not known when it was written.
create table platform.calendar_day (
  day date not null,
  entry bigint generated always as identity,
  works boolean not null,
  occasion text not null check (occasion in
    ('new-year', 'tet', 'hung-kings', 'victory', 'labour-day', 'national-day', 'swap', 'other')),
  note text,
  source text not null,
  provisional boolean not null,
  declared_by uuid,
  recorded_at timestamptz not null default now(),
  primary key (day, entry)
);
grant select, insert on platform.calendar_day to nguon_server;

-- Years whose days off are all entered, provisional ones among them: of another year only the weekends are known.
create table platform.calendar_year (
  year smallint primary key
);
insert into platform.calendar_year (year) values (2024), (2025), (2026), (2027);
grant select, insert on platform.calendar_year to nguon_server;

-- The Labour Code (45/2019/QH14) names the holidays in art. 112.1; a holiday on a weekly day off is made up for on the next
-- working day (art. 111.3). Which days around the lunar new year and 2 September, and what is swapped, is decided year by year.
insert into platform.calendar_day (day, works, occasion, source, provisional) values
  ('2024-01-01', false, 'new-year', '45/2019/QH14 art. 112.1.a', false),
  ('2024-02-08', false, 'tet', '5015/TB-LDTBXH (22/11/2023)', false),
  ('2024-02-09', false, 'tet', '5015/TB-LDTBXH (22/11/2023)', false),
  ('2024-02-10', false, 'tet', '5015/TB-LDTBXH (22/11/2023)', false),
  ('2024-02-11', false, 'tet', '5015/TB-LDTBXH (22/11/2023)', false),
  ('2024-02-12', false, 'tet', '5015/TB-LDTBXH (22/11/2023)', false),
  ('2024-02-13', false, 'tet', '5015/TB-LDTBXH (22/11/2023)', false),
  ('2024-02-14', false, 'tet', '5015/TB-LDTBXH (22/11/2023)', false),
  ('2024-04-18', false, 'hung-kings', '45/2019/QH14 art. 112.1.e', false),
  ('2024-04-29', false, 'swap', '2450/VPCP-KGVX (12/04/2024)', false),
  ('2024-04-30', false, 'victory', '45/2019/QH14 art. 112.1.c', false),
  ('2024-05-01', false, 'labour-day', '45/2019/QH14 art. 112.1.d', false),
  ('2024-05-04', true, 'swap', '2450/VPCP-KGVX (12/04/2024)', false),
  ('2024-09-02', false, 'national-day', '45/2019/QH14 art. 112.1.dd', false),
  ('2024-09-03', false, 'national-day', '5015/TB-LDTBXH (22/11/2023)', false),
  ('2025-01-01', false, 'new-year', '45/2019/QH14 art. 112.1.a', false),
  ('2025-01-27', false, 'tet', '6150/TB-BLDTBXH (03/12/2024)', false),
  ('2025-01-28', false, 'tet', '6150/TB-BLDTBXH (03/12/2024)', false),
  ('2025-01-29', false, 'tet', '6150/TB-BLDTBXH (03/12/2024)', false),
  ('2025-01-30', false, 'tet', '6150/TB-BLDTBXH (03/12/2024)', false),
  ('2025-01-31', false, 'tet', '6150/TB-BLDTBXH (03/12/2024)', false),
  ('2025-04-07', false, 'hung-kings', '45/2019/QH14 art. 112.1.e', false),
  ('2025-04-26', true, 'swap', '6150/TB-BLDTBXH (03/12/2024)', false),
  ('2025-04-30', false, 'victory', '45/2019/QH14 art. 112.1.c', false),
  ('2025-05-01', false, 'labour-day', '45/2019/QH14 art. 112.1.d', false),
  ('2025-05-02', false, 'swap', '6150/TB-BLDTBXH (03/12/2024)', false),
  ('2025-09-01', false, 'national-day', '6150/TB-BLDTBXH (03/12/2024)', false),
  ('2025-09-02', false, 'national-day', '45/2019/QH14 art. 112.1.dd', false),
  ('2026-01-01', false, 'new-year', '45/2019/QH14 art. 112.1.a', false),
  ('2026-01-02', false, 'swap', '12729/TB-BNV (22/12/2025)', false),
  ('2026-01-10', true, 'swap', '12729/TB-BNV (22/12/2025)', false),
  ('2026-02-16', false, 'tet', '9441/TB-BNV (16/10/2025)', false),
  ('2026-02-17', false, 'tet', '9441/TB-BNV (16/10/2025)', false),
  ('2026-02-18', false, 'tet', '9441/TB-BNV (16/10/2025)', false),
  ('2026-02-19', false, 'tet', '9441/TB-BNV (16/10/2025)', false),
  ('2026-02-20', false, 'tet', '9441/TB-BNV (16/10/2025)', false),
  ('2026-04-26', false, 'hung-kings', '45/2019/QH14 art. 112.1.e', false),
  ('2026-04-27', false, 'hung-kings', '45/2019/QH14 art. 111.3', false),
  ('2026-04-30', false, 'victory', '45/2019/QH14 art. 112.1.c', false),
  ('2026-05-01', false, 'labour-day', '45/2019/QH14 art. 112.1.d', false),
  ('2026-08-22', true, 'swap', '9441/TB-BNV (16/10/2025)', false),
  ('2026-08-31', false, 'swap', '9441/TB-BNV (16/10/2025)', false),
  ('2026-09-01', false, 'national-day', '9441/TB-BNV (16/10/2025)', false),
  ('2026-09-02', false, 'national-day', '45/2019/QH14 art. 112.1.dd', false),
  ('2027-01-01', false, 'new-year', '45/2019/QH14 art. 112.1.a', false),
  ('2027-02-04', false, 'tet', '45/2019/QH14 art. 112.1.b, 111.3', true),
  ('2027-02-05', false, 'tet', '45/2019/QH14 art. 112.1.b, 111.3', true),
  ('2027-02-06', false, 'tet', '45/2019/QH14 art. 112.1.b, 111.3', true),
  ('2027-02-07', false, 'tet', '45/2019/QH14 art. 112.1.b, 111.3', true),
  ('2027-02-08', false, 'tet', '45/2019/QH14 art. 112.1.b, 111.3', true),
  ('2027-02-09', false, 'tet', '45/2019/QH14 art. 112.1.b, 111.3', true),
  ('2027-02-10', false, 'tet', '45/2019/QH14 art. 112.1.b, 111.3', true),
  ('2027-04-16', false, 'hung-kings', '45/2019/QH14 art. 112.1.e', false),
  ('2027-04-30', false, 'victory', '45/2019/QH14 art. 112.1.c', false),
  ('2027-05-01', false, 'labour-day', '45/2019/QH14 art. 112.1.d', false),
  ('2027-05-03', false, 'labour-day', '45/2019/QH14 art. 111.3', false),
  ('2027-09-02', false, 'national-day', '45/2019/QH14 art. 112.1.dd', false),
  ('2027-09-03', false, 'national-day', '45/2019/QH14 art. 112.1.dd', true);

-- The last number taken of an agency's documents of a kind in a year. Its row is locked from a number's taking to the commit.
create table platform.document_series (
  agency_id uuid not null,
  kind text not null,
  year smallint not null,
  last integer not null check (last > 0),
  primary key (agency_id, kind, year)
);

-- Each number with the document that bears it; a voided document keeps its number.
create table platform.document_number (
  agency_id uuid not null,
  kind text not null,
  year smallint not null,
  number integer not null,
  document_id uuid not null unique,
  subject text not null,
  taken_on date not null,
  taken_by uuid not null,
  voided_at timestamptz,
  void_reason text,
  primary key (agency_id, kind, year, number),
  check ((voided_at is null) = (void_reason is null))
);
grant select, insert, update (last) on platform.document_series to nguon_server;
grant select, insert, update (voided_at, void_reason) on platform.document_number to nguon_server;
