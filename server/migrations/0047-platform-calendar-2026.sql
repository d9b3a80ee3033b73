-- Owner: platform. What has been decided, or found in its source, since the table of days was first written (0022).
insert into platform.calendar_day (day, works, occasion, note, source, provisional) values
  -- The Day of Vietnamese Culture is a paid day off, and is not made up for where it falls on a weekly one.
  ('2026-11-24', false, 'other', 'Day of Vietnamese Culture', '28/2026/QH16', false),
  ('2027-11-24', false, 'other', 'Day of Vietnamese Culture', '28/2026/QH16', false),
  -- The Office of the Government told of this swap, not the ministry.
  ('2026-01-02', false, 'swap', null, '12729/VPCP-KGVX', false),
  ('2026-01-10', true, 'swap', null, '12729/VPCP-KGVX', false);
