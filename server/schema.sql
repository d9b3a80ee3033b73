-- The whole database as its migrations leave it, to be read; the migrations make it. Written by `npm run schema`.
-- Each month's partitions come as they are needed and are not shown.

-- events --------------------------------------------------------------------------------------------------------------
create schema events;
grant usage on schema events to nguon_server;

create sequence events.capture_number as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
grant usage on sequence events.capture_number to nguon_server;

create table events.audience (
  viewer uuid not null,
  way smallint not null,
  "position" bigint not null,
  capture_number bigint not null,
  events integer not null,
  constraint audience_pkey PRIMARY KEY (viewer, way, "position")
);
grant delete, insert, select on events.audience to nguon_server;

create table events.capture_job (
  number bigint not null,
  capture_id uuid not null,
  party_id uuid not null,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  running boolean not null,
  success boolean not null,
  error_behaviour text not null,
  events_stored integer not null default 0,
  events_known integer not null default 0,
  errors jsonb not null default '[]'::jsonb,
  findings jsonb not null default '[]'::jsonb,
  events_total integer,
  events_read integer not null default 0,
  errors_total integer not null default 0,
  constraint capture_job_pkey PRIMARY KEY (number),
  constraint capture_job_capture_id_key UNIQUE (capture_id),
  constraint capture_job_error_behaviour_check CHECK ((error_behaviour = ANY (ARRAY['rollback'::text, 'proceed'::text])))
);
CREATE INDEX capture_job_party_id_number_idx ON events.capture_job USING btree (party_id, number);
grant delete, insert, select, update on events.capture_job to nguon_server;

create table events.capture_part (
  capture_id uuid not null,
  part integer not null,
  received_at timestamp with time zone not null default now(),
  body bytea not null,
  constraint capture_part_pkey PRIMARY KEY (capture_id, part)
);
grant delete, insert, select on events.capture_part to nguon_server;

create table events.capture_spool (
  capture_id uuid not null,
  number bigint not null,
  actor_kind text not null,
  party_id uuid,
  credential_id uuid,
  media_type smallint not null,
  kind text not null,
  header text,
  parts integer not null,
  failures integer not null default 0,
  delegate_id uuid,
  account_id uuid,
  constraint capture_spool_pkey PRIMARY KEY (capture_id)
);
grant delete, insert, select, update on events.capture_spool to nguon_server;

create table events.context (
  context_id uuid not null,
  body text not null,
  constraint context_pkey PRIMARY KEY (context_id)
);
grant insert, select on events.context to nguon_server;

create table events.delivery (
  party_id uuid not null,
  delivery_id uuid not null,
  subscription_id uuid not null,
  state text not null,
  from_position bigint not null,
  from_uid uuid not null,
  to_position bigint not null,
  to_uid uuid not null,
  event_count integer not null,
  problem jsonb,
  created_at timestamp with time zone not null default clock_timestamp(),
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  last_status integer,
  last_error text,
  constraint delivery_pkey PRIMARY KEY (party_id, delivery_id),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'dead'::text])))
);
CREATE INDEX delivery_dead ON events.delivery USING btree (party_id, delivery_id) WHERE (state = 'dead'::text);
CREATE INDEX delivery_party_id_subscription_id_delivery_id_idx ON events.delivery USING btree (party_id, subscription_id, delivery_id);
CREATE INDEX delivery_waiting ON events.delivery USING btree (party_id, subscription_id, to_position, to_uid) WHERE (state = 'waiting'::text);
grant delete, insert, select, update on events.delivery to nguon_server;

create table events.erasure (
  event_uid uuid not null,
  decided_at timestamp with time zone not null default now(),
  decided_by uuid not null,
  basis text not null,
  constraint erasure_pkey PRIMARY KEY (event_uid)
);
grant insert, select on events.erasure to nguon_server;

create table events.event (
  event_uid uuid not null,
  event_time timestamp with time zone not null,
  capture_number bigint not null,
  ordinal integer not null,
  event_type smallint not null,
  action smallint,
  biz_step text,
  disposition text,
  captured_by uuid not null,
  declared_by uuid not null,
  mandate_id uuid,
  event_id text not null,
  event_id_ours boolean not null,
  declaration boolean not null,
  context_id uuid not null,
  media_type smallint not null,
  findings text[],
  body text,
  tombstone jsonb,
  constraint event_pkey PRIMARY KEY (event_uid, event_time),
  constraint event_check CHECK (((body IS NULL) <> (tombstone IS NULL)))
) partition by range (event_time);
CREATE INDEX event_biz_step_order ON ONLY events.event USING btree (biz_step, event_time, event_uid);
CREATE INDEX event_capture ON ONLY events.event USING btree (capture_number, event_uid);
CREATE INDEX event_capturer_order ON ONLY events.event USING btree (captured_by, event_time, event_uid) WHERE (captured_by <> declared_by);
CREATE INDEX event_declarer_order ON ONLY events.event USING btree (declared_by, event_time, event_uid);
CREATE INDEX event_time_order ON ONLY events.event USING btree (event_time, event_uid);
grant delete, insert, select, update on events.event to nguon_server;

create table events.event_after_2099 partition of events.event for values from ('2100-01-01 00:00:00+00') to (maxvalue);

create table events.event_before_2000 partition of events.event for values from (minvalue) to ('2000-01-01 00:00:00+00');

create table events.event_key (
  key uuid not null,
  event_time timestamp with time zone not null,
  event_uid uuid not null,
  role smallint not null,
  capture_number bigint not null,
  event_type smallint not null,
  action smallint,
  zone text not null,
  biz_step text,
  disposition text,
  place uuid,
  quantity numeric,
  uom text,
  declaration boolean not null,
  captured_by uuid not null,
  declared_by uuid not null,
  source_parties uuid[],
  destination_parties uuid[],
  product_group text,
  place_unit text,
  creation jsonb,
  constraint event_key_pkey PRIMARY KEY (key, event_time, event_uid, role)
) partition by range (event_time);
CREATE INDEX event_key_capturer_place_step ON ONLY events.event_key USING btree (captured_by, key, biz_step, event_time, event_uid) WHERE ((role = ANY (ARRAY[9, 10])) AND (captured_by <> declared_by));
CREATE INDEX event_key_declarer_place_step ON ONLY events.event_key USING btree (declared_by, key, biz_step, event_time, event_uid) WHERE (role = ANY (ARRAY[9, 10]));
CREATE INDEX event_key_place_step ON ONLY events.event_key USING btree (key, biz_step, event_time, event_uid) WHERE (role = ANY (ARRAY[9, 10]));
CREATE INDEX event_key_teller ON ONLY events.event_key USING btree (key, declared_by, event_time) WHERE ((role <= 8) AND (NOT declaration));
grant delete, insert, select, update on events.event_key to nguon_server;

create table events.event_key_after_2099 partition of events.event_key for values from ('2100-01-01 00:00:00+00') to (maxvalue);

create table events.event_key_before_2000 partition of events.event_key for values from (minvalue) to ('2000-01-01 00:00:00+00');

create table events.freed_token (
  token uuid not null,
  freed_at timestamp with time zone not null default now(),
  constraint freed_token_pkey PRIMARY KEY (token)
);
CREATE INDEX freed_token_age ON events.freed_token USING btree (freed_at);
grant delete, insert, select on events.freed_token to nguon_server;

create table events.hand_over (
  key uuid not null,
  event_uid uuid not null,
  event_time timestamp with time zone not null,
  capture_number bigint not null,
  constraint hand_over_pkey PRIMARY KEY (key, event_uid)
);
CREATE INDEX hand_over_event ON events.hand_over USING btree (event_uid);
grant delete, insert, select, update on events.hand_over to nguon_server;

create table events.identity (
  event_uid uuid not null,
  content_hash uuid not null,
  event_time timestamp with time zone not null,
  capture_number bigint not null,
  constraint identity_pkey PRIMARY KEY (event_uid)
);
grant delete, insert, select, update on events.identity to nguon_server;

create table events.key (
  key uuid not null,
  canonical text not null,
  first_month date not null,
  last_month date not null,
  constraint key_pkey PRIMARY KEY (key)
);
CREATE INDEX key_canonical ON events.key USING btree (canonical text_pattern_ops);
grant delete, insert, select, update on events.key to nguon_server;

create table events.named_query (
  party_id uuid not null,
  name text not null,
  query text not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint named_query_pkey PRIMARY KEY (party_id, name)
);
grant delete, insert, select, update on events.named_query to nguon_server;

create table events.refusal (
  party_id uuid not null,
  refusal_id uuid not null,
  at timestamp with time zone not null default now(),
  credential_id uuid,
  rule text not null,
  exception text not null,
  field text,
  event integer,
  event_id text,
  capture_id uuid,
  constraint refusal_pkey PRIMARY KEY (party_id, refusal_id)
);
grant delete, insert, select on events.refusal to nguon_server;

create table events.share (
  owner uuid not null,
  share_id uuid not null,
  partner uuid not null,
  key text not null,
  valid_from date not null,
  valid_to date not null,
  given_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  keys uuid[] not null,
  complete boolean not null,
  read_until bigint not null default 0,
  constraint share_pkey PRIMARY KEY (owner, share_id),
  constraint share_check CHECK (((valid_from <= valid_to) AND (owner <> partner)))
);
CREATE INDEX share_partner ON events.share USING btree (partner) WHERE (ended_at IS NULL);
grant delete, insert, select on events.share to nguon_server;
grant update (complete) on events.share to nguon_server;
grant update (ended_at) on events.share to nguon_server;
grant update (keys) on events.share to nguon_server;
grant update (read_until) on events.share to nguon_server;

create table events.sight (
  viewer uuid not null,
  event_time timestamp with time zone not null,
  event_uid uuid not null,
  opened_by uuid not null,
  opened_at bigint,
  capture_number bigint not null,
  event_type smallint not null,
  action smallint,
  biz_step text,
  disposition text,
  declaration boolean not null,
  constraint sight_pkey PRIMARY KEY (viewer, event_time, event_uid, opened_by)
);
CREATE INDEX sight_capture ON events.sight USING btree (capture_number, viewer, event_uid);
CREATE INDEX sight_opener ON events.sight USING btree (opened_by, event_uid) WHERE (opened_by <> event_uid);
grant delete, insert, select, update on events.sight to nguon_server;

create table events.sight_place (
  viewer uuid not null,
  place uuid not null,
  biz_step text not null,
  day date not null,
  part bigint not null generated always as identity,
  events integer not null,
  times timestamp with time zone[] not null,
  uids uuid[] not null,
  constraint sight_place_pkey PRIMARY KEY (viewer, place, biz_step, day, part),
  constraint sight_place_check CHECK (((events > 0) AND (cardinality(times) = events) AND (cardinality(uids) = events)))
);
grant delete, insert, select on events.sight_place to nguon_server;

create table events.subscription (
  party_id uuid not null,
  subscription_id uuid not null,
  query_name text not null,
  dest text not null,
  signature_token text,
  report_if_empty boolean not null,
  initial_record_time timestamp with time zone,
  schedule jsonb,
  format jsonb not null,
  language text not null,
  sees_all boolean not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  last_notified_at timestamp with time zone,
  min_record_time timestamp with time zone not null,
  after_position bigint not null,
  after_uid uuid not null,
  until_position bigint,
  report_owed boolean not null default false,
  due_at timestamp with time zone,
  batch_events integer not null,
  constraint subscription_pkey PRIMARY KEY (party_id, subscription_id)
);
CREATE INDEX subscription_party_id_query_name_subscription_id_idx ON events.subscription USING btree (party_id, query_name, subscription_id);
grant delete, insert, select, update on events.subscription to nguon_server;

create table events.vocabulary (
  party_id uuid not null,
  kind smallint not null,
  value text collate "C" not null,
  spelling text not null,
  constraint vocabulary_pkey PRIMARY KEY (party_id, kind, value)
);
CREATE INDEX vocabulary_of_all ON events.vocabulary USING btree (kind, value);
grant delete, insert, select on events.vocabulary to nguon_server;

CREATE OR REPLACE FUNCTION events.ensure_month(month date)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  parent text;
  child text;
  low timestamptz := make_timestamptz(extract(year from month)::int, extract(month from month)::int, 1, 0, 0, 0, 'UTC');
  high timestamptz := low + interval '1 month';
begin
  if extract(year from month) not between 2000 and 2099 then return; end if;
  perform pg_advisory_xact_lock(hashtext('events.ensure_month'));
  foreach parent in array array['event', 'event_key'] loop
    child := parent || '_' || to_char(month, 'YYYYMM');
    if to_regclass('events.' || child) is not null then continue; end if;
    execute format('create table events.%I (like events.%I including defaults including constraints)', child, parent);
    execute format('alter table events.%I attach partition events.%I for values from (%L) to (%L)', parent, child, low, high);
  end loop;
end $function$;
grant execute on function events.ensure_month(month date) to nguon_server;

-- files ---------------------------------------------------------------------------------------------------------------
create schema files;
grant usage on schema files to nguon_server;

create table files.holding (
  hash text not null,
  party_id uuid not null,
  public boolean not null,
  stored_at timestamp with time zone not null default now(),
  blob text not null,
  media_type text not null,
  byte_count bigint not null,
  width integer,
  height integer,
  constraint holding_pkey PRIMARY KEY (hash, party_id),
  constraint holding_blob_check CHECK ((blob ~ '^[0-9a-f]{64}$'::text)),
  constraint holding_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE INDEX holding_blob_idx ON files.holding USING btree (blob);
CREATE INDEX holding_party_id_idx ON files.holding USING btree (party_id);
grant delete, insert, select on files.holding to nguon_server;
grant update (blob) on files.holding to nguon_server;
grant update (public) on files.holding to nguon_server;

-- identity ------------------------------------------------------------------------------------------------------------
create schema identity;
grant usage on schema identity to nguon_server;

create table identity.access_token (
  token_id uuid not null,
  credential_id uuid not null,
  party_id uuid not null,
  delegate_id uuid,
  scopes text[] not null,
  secret_hash bytea not null,
  issued_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint access_token_pkey PRIMARY KEY (token_id),
  constraint access_token_check CHECK ((delegate_id <> party_id)),
  constraint access_token_secret_hash_check CHECK ((length(secret_hash) = 32)),
  constraint access_token_credential_id_fkey FOREIGN KEY (credential_id) REFERENCES identity.machine_credential(credential_id) ON DELETE CASCADE
);
CREATE INDEX access_token_credential_id_expires_at_idx ON identity.access_token USING btree (credential_id, expires_at);
CREATE INDEX access_token_party_id_idx ON identity.access_token USING btree (party_id);
grant delete, insert, select on identity.access_token to nguon_server;

create table identity.account (
  account_id uuid not null,
  sign_in_name text not null,
  name text not null,
  created_at timestamp with time zone not null default now(),
  created_by uuid not null,
  constraint account_pkey PRIMARY KEY (account_id),
  constraint account_sign_in_name_key UNIQUE (sign_in_name),
  constraint account_sign_in_name_check CHECK ((sign_in_name = lower(sign_in_name)))
);
grant delete, insert, select on identity.account to nguon_server;
grant update (name) on identity.account to nguon_server;
grant update (sign_in_name) on identity.account to nguon_server;

create table identity.attempt (
  attempt_key bytea not null,
  failures integer not null,
  last_at timestamp with time zone not null,
  blocked_until timestamp with time zone not null,
  constraint attempt_pkey PRIMARY KEY (attempt_key),
  constraint attempt_attempt_key_check CHECK ((length(attempt_key) = 32))
);
CREATE INDEX attempt_last_at_idx ON identity.attempt USING btree (last_at);
grant delete, insert, select on identity.attempt to nguon_server;
grant update (blocked_until) on identity.attempt to nguon_server;
grant update (failures) on identity.attempt to nguon_server;
grant update (last_at) on identity.attempt to nguon_server;

create table identity.case_file (
  case_id uuid not null,
  number text not null,
  party_id uuid not null,
  account_id uuid,
  subject text not null,
  opened_at timestamp with time zone not null default now(),
  delay_until date not null,
  delay_reason text not null,
  closed_at timestamp with time zone,
  constraint case_file_pkey PRIMARY KEY (case_id),
  constraint case_file_number_key UNIQUE (number)
);
CREATE INDEX case_file_party_id_case_id_idx ON identity.case_file USING btree (party_id, case_id);
grant insert, select on identity.case_file to nguon_server;
grant update (closed_at) on identity.case_file to nguon_server;
grant update (delay_reason) on identity.case_file to nguon_server;
grant update (delay_until) on identity.case_file to nguon_server;

create table identity.challenge (
  challenge text not null,
  purpose text not null,
  account_id uuid,
  expires_at timestamp with time zone not null,
  constraint challenge_pkey PRIMARY KEY (challenge),
  constraint challenge_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
grant delete, insert, select on identity.challenge to nguon_server;

create table identity.client_assertion (
  credential_id uuid not null,
  assertion_id text not null,
  expires_at timestamp with time zone not null,
  constraint client_assertion_pkey PRIMARY KEY (credential_id, assertion_id),
  constraint client_assertion_credential_id_fkey FOREIGN KEY (credential_id) REFERENCES identity.machine_credential(credential_id) ON DELETE CASCADE
);
grant delete, insert, select on identity.client_assertion to nguon_server;

create table identity.invitation (
  invitation_id uuid not null,
  token_hash bytea not null,
  purpose text not null,
  party_id uuid not null,
  sign_in_name text not null,
  name text not null,
  duties text[] not null,
  account_id uuid,
  created_at timestamp with time zone not null default now(),
  created_by uuid not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint invitation_pkey PRIMARY KEY (invitation_id),
  constraint invitation_token_hash_key UNIQUE (token_hash),
  constraint invitation_check CHECK (((purpose <> 'invitation'::text) = (account_id IS NOT NULL))),
  constraint invitation_purpose_check CHECK ((purpose = ANY (ARRAY['invitation'::text, 'recovery'::text, 'new-password'::text]))),
  constraint invitation_token_hash_check CHECK ((length(token_hash) = 32)),
  constraint invitation_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
CREATE INDEX invitation_party_id_created_at_idx ON identity.invitation USING btree (party_id, created_at);
grant delete, insert, select on identity.invitation to nguon_server;
grant update (party_id) on identity.invitation to nguon_server;
grant update (revoked_at) on identity.invitation to nguon_server;
grant update (used_at) on identity.invitation to nguon_server;

create table identity.known_device (
  account_id uuid not null,
  device_hash bytea not null,
  seen_at timestamp with time zone not null default now(),
  constraint known_device_pkey PRIMARY KEY (account_id, device_hash),
  constraint known_device_device_hash_check CHECK ((length(device_hash) = 32)),
  constraint known_device_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
grant delete, insert, select on identity.known_device to nguon_server;
grant update (seen_at) on identity.known_device to nguon_server;

create table identity.linked_identity (
  issuer text not null,
  subject text not null,
  account_id uuid not null,
  linked_at timestamp with time zone not null default now(),
  constraint linked_identity_pkey PRIMARY KEY (issuer, subject),
  constraint linked_identity_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
CREATE INDEX linked_identity_account_id_idx ON identity.linked_identity USING btree (account_id);
grant delete, insert, select on identity.linked_identity to nguon_server;
grant update (linked_at) on identity.linked_identity to nguon_server;

create table identity.look (
  owner uuid not null,
  look_id uuid not null,
  at timestamp with time zone not null default clock_timestamp(),
  party_id uuid not null,
  account_id uuid,
  credential_id uuid,
  route text not null,
  case_id uuid,
  events integer not null,
  event_ids text[] not null,
  constraint look_pkey PRIMARY KEY (owner, look_id)
);
grant insert, select on identity.look to nguon_server;

create table identity.machine_credential (
  credential_id uuid not null,
  party_id uuid not null,
  label text not null,
  secret_hash bytea,
  created_at timestamp with time zone not null default now(),
  created_by uuid not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  kind text not null,
  scopes text[],
  expires_at timestamp with time zone,
  former_hash bytea,
  former_until timestamp with time zone,
  public_keys jsonb,
  constraint api_key_pkey PRIMARY KEY (credential_id),
  constraint api_key_secret_hash_check CHECK ((length(secret_hash) = 32)),
  constraint machine_credential_check CHECK (((former_hash IS NULL) = (former_until IS NULL))),
  constraint machine_credential_check1 CHECK (((secret_hash IS NOT NULL) OR (public_keys IS NOT NULL))),
  constraint machine_credential_former_hash_check CHECK ((length(former_hash) = 32)),
  constraint machine_credential_kind_check CHECK ((kind = ANY (ARRAY['key'::text, 'client'::text])))
);
CREATE INDEX api_key_party_id_key_id_idx ON identity.machine_credential USING btree (party_id, credential_id);
grant delete, insert, select on identity.machine_credential to nguon_server;
grant update (former_hash) on identity.machine_credential to nguon_server;
grant update (former_until) on identity.machine_credential to nguon_server;
grant update (last_used_at) on identity.machine_credential to nguon_server;
grant update (party_id) on identity.machine_credential to nguon_server;
grant update (revoked_at) on identity.machine_credential to nguon_server;
grant update (secret_hash) on identity.machine_credential to nguon_server;

create table identity.membership (
  party_id uuid not null,
  account_id uuid not null,
  duties text[] not null,
  since timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  constraint membership_pkey PRIMARY KEY (account_id, party_id),
  constraint membership_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
CREATE INDEX membership_party_id_account_id_idx ON identity.membership USING btree (party_id, account_id);
grant delete, insert, select on identity.membership to nguon_server;
grant update (duties) on identity.membership to nguon_server;
grant update (ended_at) on identity.membership to nguon_server;
grant update (party_id) on identity.membership to nguon_server;
grant update (since) on identity.membership to nguon_server;

create table identity.passkey (
  passkey_id text not null,
  account_id uuid not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  label text not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  constraint passkey_pkey PRIMARY KEY (passkey_id),
  constraint passkey_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
CREATE INDEX passkey_account_id_idx ON identity.passkey USING btree (account_id);
grant delete, insert, select on identity.passkey to nguon_server;
grant update (counter) on identity.passkey to nguon_server;
grant update (last_used_at) on identity.passkey to nguon_server;

create table identity.password (
  account_id uuid not null,
  hash text not null,
  changed_at timestamp with time zone not null default now(),
  constraint password_pkey PRIMARY KEY (account_id),
  constraint password_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
grant delete, insert, select on identity.password to nguon_server;
grant update (changed_at) on identity.password to nguon_server;
grant update (hash) on identity.password to nguon_server;

create table identity.recovery_code (
  account_id uuid not null,
  code_hash bytea not null,
  used_at timestamp with time zone,
  constraint recovery_code_pkey PRIMARY KEY (account_id, code_hash),
  constraint recovery_code_code_hash_check CHECK ((length(code_hash) = 32)),
  constraint recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
grant delete, insert, select on identity.recovery_code to nguon_server;
grant update (used_at) on identity.recovery_code to nguon_server;

create table identity.role_grant (
  grant_id uuid not null,
  party_id uuid not null,
  account_id uuid,
  role text not null,
  groups text[] not null default '{}'::text[],
  units text[] not null default '{}'::text[],
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  granted_by uuid not null,
  granted_at timestamp with time zone not null default now(),
  basis text,
  ended_at timestamp with time zone,
  constraint role_grant_pkey PRIMARY KEY (grant_id),
  constraint role_grant_check CHECK ((valid_from <= valid_to))
);
CREATE INDEX role_grant_party_id_idx ON identity.role_grant USING btree (party_id);
grant delete, insert, select on identity.role_grant to nguon_server;
grant update (ended_at) on identity.role_grant to nguon_server;
grant update (party_id) on identity.role_grant to nguon_server;

create table identity.session (
  session_id uuid not null,
  token_hash bytea not null,
  account_id uuid not null,
  party_id uuid not null,
  stage text not null,
  method text not null,
  network text not null,
  device text not null,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  proved_at timestamp with time zone default now(),
  constraint session_pkey PRIMARY KEY (session_id),
  constraint session_token_hash_key UNIQUE (token_hash),
  constraint session_stage_check CHECK ((stage = ANY (ARRAY['second-factor'::text, 'open'::text]))),
  constraint session_token_hash_check CHECK ((length(token_hash) = 32)),
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
CREATE INDEX session_account_id_created_at_idx ON identity.session USING btree (account_id, created_at);
grant delete, insert, select on identity.session to nguon_server;
grant update (ended_at) on identity.session to nguon_server;
grant update (last_seen_at) on identity.session to nguon_server;
grant update (party_id) on identity.session to nguon_server;

create table identity.sign_on (
  cookie_hash bytea not null,
  provider text not null,
  state text not null,
  nonce text not null,
  code_verifier text not null,
  next text not null,
  expires_at timestamp with time zone not null,
  constraint sign_on_pkey PRIMARY KEY (cookie_hash),
  constraint sign_on_cookie_hash_check CHECK ((length(cookie_hash) = 32))
);
CREATE INDEX sign_on_expires_at_idx ON identity.sign_on USING btree (expires_at);
grant delete, insert, select on identity.sign_on to nguon_server;

create table identity.totp (
  account_id uuid not null,
  secret bytea not null,
  confirmed_at timestamp with time zone,
  last_step bigint not null default 0,
  key_id bytea,
  constraint totp_pkey PRIMARY KEY (account_id),
  constraint totp_key_id_check CHECK ((length(key_id) = 8)),
  constraint totp_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(account_id) ON DELETE CASCADE
);
grant delete, insert, select on identity.totp to nguon_server;
grant update (confirmed_at) on identity.totp to nguon_server;
grant update (key_id) on identity.totp to nguon_server;
grant update (last_step) on identity.totp to nguon_server;
grant update (secret) on identity.totp to nguon_server;

create table identity.unlinked_identity (
  cookie_hash bytea not null,
  provider text not null,
  issuer text not null,
  subject text not null,
  display text not null,
  party_id uuid,
  next text not null,
  expires_at timestamp with time zone not null,
  constraint unlinked_identity_pkey PRIMARY KEY (cookie_hash),
  constraint unlinked_identity_cookie_hash_check CHECK ((length(cookie_hash) = 32))
);
CREATE INDEX unlinked_identity_expires_at_idx ON identity.unlinked_identity USING btree (expires_at);
grant delete, insert, select on identity.unlinked_identity to nguon_server;

-- imports -------------------------------------------------------------------------------------------------------------
create schema imports;
grant usage on schema imports to nguon_server;

create table imports.heading (
  party_id uuid not null,
  target text not null,
  heading text not null,
  path text,
  constraint heading_pkey PRIMARY KEY (party_id, target, heading)
);
grant delete, insert, select, update on imports.heading to nguon_server;

create table imports.import (
  import_id uuid not null,
  party_id uuid not null,
  target text not null,
  file_name text,
  sheet text,
  sheets jsonb,
  actor jsonb not null,
  headings jsonb not null,
  mapping jsonb not null,
  state text not null,
  error_behaviour text,
  parts integer not null,
  rows_total integer not null,
  rows_done integer not null default 0,
  computed integer not null default 0,
  counts jsonb not null default '{}'::jsonb,
  round integer not null default 0,
  failures integer not null default 0,
  failure jsonb,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint import_pkey PRIMARY KEY (import_id),
  constraint import_error_behaviour_check CHECK ((error_behaviour = ANY (ARRAY['rollback'::text, 'proceed'::text]))),
  constraint import_state_check CHECK ((state = ANY (ARRAY['mapping'::text, 'checking'::text, 'ready'::text, 'applying'::text, 'done'::text, 'refused'::text, 'failed'::text])))
);
CREATE INDEX import_party_id_import_id_idx ON imports.import USING btree (party_id, import_id);
grant delete, insert, select, update on imports.import to nguon_server;

create table imports.part (
  import_id uuid not null,
  part integer not null,
  rows text not null,
  constraint part_pkey PRIMARY KEY (import_id, part)
);
grant delete, insert, select, update on imports.part to nguon_server;

create table imports.row_issue (
  import_id uuid not null,
  line integer not null,
  issues jsonb not null,
  constraint row_issue_pkey PRIMARY KEY (import_id, line)
);
grant delete, insert, select, update on imports.row_issue to nguon_server;

-- platform ------------------------------------------------------------------------------------------------------------
create schema platform;
grant usage on schema platform to nguon_server;

create table platform.audit (
  deed_id uuid not null,
  at timestamp with time zone not null default clock_timestamp(),
  actor_kind text not null,
  party_id uuid,
  credential_id uuid,
  action text not null,
  subject text not null,
  details jsonb,
  number bigint not null generated always as identity,
  account_id uuid,
  delegate_id uuid,
  origin cidr,
  constraint audit_pkey PRIMARY KEY (deed_id)
);
CREATE INDEX audit_action ON platform.audit USING btree (action, number);
CREATE UNIQUE INDEX audit_number ON platform.audit USING btree (number);
CREATE INDEX audit_party ON platform.audit USING btree (party_id, number);
CREATE INDEX audit_subject ON platform.audit USING btree (subject, number);
grant select on platform.audit to nguon_server;
grant insert (account_id) on platform.audit to nguon_server;
grant insert (action) on platform.audit to nguon_server;
grant insert (actor_kind) on platform.audit to nguon_server;
grant insert (credential_id) on platform.audit to nguon_server;
grant insert (deed_id) on platform.audit to nguon_server;
grant insert (delegate_id) on platform.audit to nguon_server;
grant insert (details) on platform.audit to nguon_server;
grant insert (origin) on platform.audit to nguon_server;
grant insert (party_id) on platform.audit to nguon_server;
grant insert (subject) on platform.audit to nguon_server;

create table platform.audit_queue (
  number bigint not null,
  constraint audit_queue_pkey PRIMARY KEY (number)
);
grant insert, select on platform.audit_queue to nguon_server;

create table platform.audit_seal (
  number bigint not null,
  sealed_at timestamp with time zone not null,
  first_deed bigint not null,
  last_deed bigint not null,
  count integer not null,
  deeds int8multirange not null,
  deeds_hash bytea not null,
  previous bytea not null,
  hash bytea not null,
  constraint audit_seal_pkey PRIMARY KEY (number)
);
grant select on platform.audit_seal to nguon_server;

create table platform.calendar_day (
  day date not null,
  entry bigint not null generated always as identity,
  works boolean not null,
  occasion text not null,
  note text,
  source text not null,
  provisional boolean not null,
  declared_by uuid,
  recorded_at timestamp with time zone not null default now(),
  constraint calendar_day_pkey PRIMARY KEY (day, entry),
  constraint calendar_day_occasion_check CHECK ((occasion = ANY (ARRAY['new-year'::text, 'tet'::text, 'hung-kings'::text, 'victory'::text, 'labour-day'::text, 'national-day'::text, 'swap'::text, 'other'::text])))
);
grant insert, select on platform.calendar_day to nguon_server;

create table platform.calendar_year (
  year smallint not null,
  constraint calendar_year_pkey PRIMARY KEY (year)
);
grant insert, select on platform.calendar_year to nguon_server;

create table platform.document_number (
  agency_id uuid not null,
  kind text not null,
  year smallint not null,
  number integer not null,
  document_id uuid not null,
  subject text not null,
  taken_on date not null,
  taken_by uuid not null,
  voided_at timestamp with time zone,
  void_reason text,
  constraint document_number_pkey PRIMARY KEY (agency_id, kind, year, number),
  constraint document_number_document_id_key UNIQUE (document_id),
  constraint document_number_check CHECK (((voided_at IS NULL) = (void_reason IS NULL)))
);
grant insert, select on platform.document_number to nguon_server;
grant update (void_reason) on platform.document_number to nguon_server;
grant update (voided_at) on platform.document_number to nguon_server;

create table platform.document_series (
  agency_id uuid not null,
  kind text not null,
  year smallint not null,
  last integer not null,
  constraint document_series_pkey PRIMARY KEY (agency_id, kind, year),
  constraint document_series_last_check CHECK ((last > 0))
);
grant insert, select on platform.document_series to nguon_server;
grant update (last) on platform.document_series to nguon_server;

create table platform.head (
  only_row boolean not null default true,
  "position" bigint not null,
  at timestamp with time zone not null,
  constraint head_pkey PRIMARY KEY (only_row),
  constraint head_only_row_check CHECK (only_row)
);
grant select, update on platform.head to nguon_server;

create table platform.migration (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (name)
);

create table platform."position" (
  number bigint not null,
  "position" bigint not null,
  at timestamp with time zone not null,
  constraint position_pkey PRIMARY KEY (number),
  constraint position_position_key UNIQUE ("position")
);
CREATE INDEX position_at_idx ON platform."position" USING btree (at);
grant delete, insert, select on platform."position" to nguon_server;

CREATE OR REPLACE FUNCTION platform.announce(topic text, payload jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select graphile_worker.add_job('announce', json_build_object('topic', topic, 'payload', payload))
$function$;
grant execute on function platform.announce(topic text, payload jsonb) to nguon_server;

-- portal --------------------------------------------------------------------------------------------------------------
create schema portal;
grant usage on schema portal to nguon_server;

create table portal.scan (
  key uuid not null,
  scanned_at timestamp with time zone not null,
  scan_id uuid not null,
  product uuid,
  code text not null,
  level text not null,
  state text not null,
  language text not null,
  device text not null,
  region text,
  sample boolean not null,
  constraint scan_pkey PRIMARY KEY (key, scanned_at, scan_id),
  constraint scan_device_check CHECK ((device = ANY (ARRAY['phone'::text, 'other'::text]))),
  constraint scan_language_check CHECK ((language = ANY (ARRAY['vi'::text, 'en'::text]))),
  constraint scan_state_check CHECK ((state = ANY (ARRAY['traced'::text, 'no-events'::text, 'unknown'::text])))
);
CREATE INDEX scan_product ON portal.scan USING btree (product, scanned_at) WHERE (product IS NOT NULL);
CREATE INDEX scan_time ON portal.scan USING btree (scanned_at);
grant delete, insert, select on portal.scan to nguon_server;

-- privacy -------------------------------------------------------------------------------------------------------------
create schema privacy;
grant usage on schema privacy to nguon_server;

create table privacy.consent (
  consent_id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  purpose text not null,
  wording smallint not null,
  language text not null,
  given_at timestamp with time zone not null default now(),
  basis text,
  withdrawn_at timestamp with time zone,
  constraint consent_pkey PRIMARY KEY (consent_id),
  constraint consent_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['party'::text, 'account'::text])))
);
CREATE UNIQUE INDEX consent_standing ON privacy.consent USING btree (subject_id, purpose) WHERE (withdrawn_at IS NULL);
CREATE INDEX consent_subject_id_given_at_idx ON privacy.consent USING btree (subject_id, given_at);
grant delete, insert, select on privacy.consent to nguon_server;
grant update (withdrawn_at) on privacy.consent to nguon_server;

create table privacy.legal_hold (
  hold_id uuid not null,
  party_id uuid,
  key text,
  event_id text,
  reason text not null,
  basis text not null,
  set_by uuid not null,
  set_at timestamp with time zone not null default now(),
  lifted_at timestamp with time zone,
  lifted_by uuid,
  lift_reason text,
  constraint legal_hold_pkey PRIMARY KEY (hold_id),
  constraint legal_hold_check CHECK ((num_nonnulls(party_id, key, event_id) = 1)),
  constraint legal_hold_check1 CHECK (((lifted_at IS NULL) = (lift_reason IS NULL)))
);
CREATE INDEX hold_standing ON privacy.legal_hold USING btree (set_at) WHERE (lifted_at IS NULL);
grant insert, select on privacy.legal_hold to nguon_server;
grant update (lift_reason) on privacy.legal_hold to nguon_server;
grant update (lifted_at) on privacy.legal_hold to nguon_server;
grant update (lifted_by) on privacy.legal_hold to nguon_server;

create table privacy.request (
  request_id uuid not null,
  number text not null,
  kind text not null,
  subject_kind text,
  subject_id uuid,
  language text not null,
  received_at timestamp with time zone not null default now(),
  received_on date not null,
  due_on date not null,
  state text not null,
  outcome text,
  details text,
  contact text,
  answer text,
  retained jsonb,
  answered_at timestamp with time zone,
  constraint request_pkey PRIMARY KEY (request_id),
  constraint request_number_key UNIQUE (number),
  constraint request_kind_check CHECK ((kind = ANY (ARRAY['see'::text, 'correct'::text, 'delete'::text]))),
  constraint request_outcome_check CHECK ((outcome = ANY (ARRAY['granted'::text, 'partly'::text, 'refused'::text]))),
  constraint request_state_check CHECK ((state = ANY (ARRAY['received'::text, 'extended'::text, 'answered'::text]))),
  constraint request_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['party'::text, 'account'::text])))
);
CREATE INDEX request_open ON privacy.request USING btree (due_on, request_id) WHERE (state <> 'answered'::text);
CREATE INDEX request_subject_id_received_at_idx ON privacy.request USING btree (subject_id, received_at);
grant delete, insert, select on privacy.request to nguon_server;
grant update (answer) on privacy.request to nguon_server;
grant update (answered_at) on privacy.request to nguon_server;
grant update (contact) on privacy.request to nguon_server;
grant update (details) on privacy.request to nguon_server;
grant update (due_on) on privacy.request to nguon_server;
grant update (outcome) on privacy.request to nguon_server;
grant update (retained) on privacy.request to nguon_server;
grant update (state) on privacy.request to nguon_server;

create table privacy.request_turn (
  request_id uuid not null,
  at timestamp with time zone not null default clock_timestamp(),
  turn text not null,
  party_id uuid,
  account_id uuid,
  due_on date,
  reason text,
  basis text,
  constraint request_turn_pkey PRIMARY KEY (request_id, at),
  constraint request_turn_turn_check CHECK ((turn = ANY (ARRAY['received'::text, 'extended'::text, 'answered'::text, 'erased'::text]))),
  constraint request_turn_request_id_fkey FOREIGN KEY (request_id) REFERENCES privacy.request(request_id)
);
grant delete, insert, select on privacy.request_turn to nguon_server;

create table privacy.retained_kind (
  kind text not null,
  source text not null,
  status text not null,
  constraint retained_kind_pkey PRIMARY KEY (kind),
  constraint retained_kind_status_check CHECK ((status = ANY (ARRAY['in-force'::text, 'secondary-source'::text, 'unclear'::text])))
);
grant select on privacy.retained_kind to nguon_server;

create table privacy.retention_place (
  only_row boolean not null default true,
  event_time timestamp with time zone not null,
  event_uid uuid not null,
  constraint retention_place_pkey PRIMARY KEY (only_row),
  constraint retention_place_only_row_check CHECK (only_row)
);
grant select on privacy.retention_place to nguon_server;
grant update (event_time) on privacy.retention_place to nguon_server;
grant update (event_uid) on privacy.retention_place to nguon_server;

create table privacy.retention_rule (
  rule_id text not null,
  sector text not null,
  goods text not null,
  months_after_expiry smallint,
  months_without_expiry smallint,
  source text not null,
  status text not null,
  groups text[] not null default '{}'::text[],
  active boolean not null default false,
  basis text,
  constraint retention_rule_pkey PRIMARY KEY (rule_id),
  constraint retention_rule_check CHECK (((months_after_expiry IS NOT NULL) OR (months_without_expiry IS NOT NULL))),
  constraint retention_rule_status_check CHECK ((status = ANY (ARRAY['in-force'::text, 'secondary-source'::text, 'unclear'::text])))
);
grant select on privacy.retention_rule to nguon_server;
grant update (active) on privacy.retention_rule to nguon_server;
grant update (basis) on privacy.retention_rule to nguon_server;
grant update (groups) on privacy.retention_rule to nguon_server;

-- registry ------------------------------------------------------------------------------------------------------------
create schema registry;
grant usage on schema registry to nguon_server;

create table registry.application (
  application_id uuid not null,
  number text not null,
  received_at timestamp with time zone not null default now(),
  kind text not null,
  address_unit text not null,
  product_groups text[] not null default '{}'::text[],
  uses_barcodes boolean,
  barcodes_since date,
  constraint application_pkey PRIMARY KEY (application_id),
  constraint application_number_key UNIQUE (number),
  constraint application_kind_check CHECK ((kind = ANY (ARRAY['enterprise'::text, 'cooperative'::text, 'household'::text, 'individual'::text, 'provider'::text, 'certification-body'::text, 'association'::text])))
);
CREATE INDEX application_received_at_application_id_idx ON registry.application USING btree (received_at, application_id);
grant delete, insert, select on registry.application to nguon_server;

create table registry.application_content (
  application_id uuid not null,
  content jsonb not null,
  constraint application_content_pkey PRIMARY KEY (application_id),
  constraint application_content_application_id_fkey FOREIGN KEY (application_id) REFERENCES registry.application(application_id)
);
grant delete, insert, select on registry.application_content to nguon_server;

create table registry.application_decision (
  application_id uuid not null,
  decided_at timestamp with time zone not null default now(),
  decided_by uuid not null,
  account_id uuid,
  decision text not null,
  reason text,
  party_id uuid,
  constraint application_decision_pkey PRIMARY KEY (application_id),
  constraint application_decision_check CHECK (((decision = 'approved'::text) = (party_id IS NOT NULL))),
  constraint application_decision_check1 CHECK (((decision = 'approved'::text) OR (reason IS NOT NULL))),
  constraint application_decision_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'refused'::text]))),
  constraint application_decision_application_id_fkey FOREIGN KEY (application_id) REFERENCES registry.application(application_id),
  constraint application_decision_party_id_fkey FOREIGN KEY (party_id) REFERENCES registry.party(party_id)
);
grant delete, insert, select on registry.application_decision to nguon_server;

create table registry.attestation (
  about uuid not null,
  "position" bigint not null,
  turn text not null,
  declared_by uuid not null,
  reason text,
  recorded_at timestamp with time zone not null default now(),
  constraint attestation_pkey PRIMARY KEY (about, "position"),
  constraint attestation_turn_check CHECK ((turn = ANY (ARRAY['attested'::text, 'revoked'::text, 'withdrawn'::text])))
);
grant delete, insert, select on registry.attestation to nguon_server;

create table registry.barcode_use (
  party_id uuid not null,
  "position" bigint not null,
  declared_by uuid not null,
  source text not null,
  source_text text not null,
  uses boolean,
  valid_from date not null,
  valid_to date not null default 'infinity'::date,
  recorded_at timestamp with time zone not null default now(),
  constraint barcode_use_pkey PRIMARY KEY (party_id, source, declared_by, "position", valid_from),
  constraint barcode_use_check CHECK ((valid_from <= valid_to)),
  constraint barcode_use_source_check CHECK ((source = ANY (ARRAY['own-word'::text, 'barcode-authority'::text, 'survey'::text, 'inspection'::text, 'other-list'::text]))),
  constraint barcode_use_party_id_fkey FOREIGN KEY (party_id) REFERENCES registry.party(party_id)
);
grant delete, insert, select on registry.barcode_use to nguon_server;

create table registry.certificate (
  certificate_id uuid not null,
  holder_id uuid not null,
  issuer_id uuid,
  issuer_name text,
  standard text not null,
  number text not null,
  products text[],
  locations text[],
  valid_from date not null,
  valid_to date not null,
  file text,
  "position" bigint not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint certificate_pkey PRIMARY KEY (certificate_id),
  constraint certificate_check CHECK ((valid_from <= valid_to)),
  constraint certificate_check1 CHECK (((issuer_id IS NOT NULL) OR (issuer_name IS NOT NULL))),
  constraint certificate_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES registry.party(party_id),
  constraint certificate_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES registry.party(party_id)
);
CREATE INDEX certificate_holder_id_certificate_id_idx ON registry.certificate USING btree (holder_id, certificate_id);
CREATE INDEX certificate_issuer_id_certificate_id_idx ON registry.certificate USING btree (issuer_id, certificate_id);
CREATE INDEX certificate_products_idx ON registry.certificate USING gin (products);
grant delete, insert, select on registry.certificate to nguon_server;

create table registry.claim (
  claim_id uuid not null,
  key text not null,
  party_id uuid not null,
  "position" bigint not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  declared_by uuid not null,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  constraint claim_pkey PRIMARY KEY (claim_id),
  constraint claim_check CHECK ((valid_from <= valid_to))
);
CREATE INDEX claim_key_idx ON registry.claim USING btree (key);
CREATE INDEX claim_party_id_idx ON registry.claim USING btree (party_id);
grant delete, insert, select on registry.claim to nguon_server;

create table registry.claim_turn (
  claim_id uuid not null,
  "position" bigint not null,
  turn text not null,
  declared_by uuid not null,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  constraint claim_turn_pkey PRIMARY KEY (claim_id, "position", turn),
  constraint claim_turn_turn_check CHECK ((turn = ANY (ARRAY['verified'::text, 'contested'::text, 'withdrawn'::text]))),
  constraint claim_turn_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES registry.claim(claim_id)
);
grant delete, insert, select on registry.claim_turn to nguon_server;

create table registry.conformity (
  conformity_id uuid not null,
  system_id uuid not null,
  standard text not null,
  basis text not null,
  certifier_id uuid,
  certificate text,
  declared_on date not null,
  valid_to date not null default 'infinity'::date,
  file text not null,
  "position" bigint not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint conformity_pkey PRIMARY KEY (conformity_id),
  constraint conformity_basis_check CHECK ((basis = ANY (ARRAY['self'::text, 'certified'::text]))),
  constraint conformity_check CHECK ((declared_on <= valid_to)),
  constraint conformity_check1 CHECK (((basis = 'certified'::text) = (certificate IS NOT NULL))),
  constraint conformity_check2 CHECK (((basis = 'certified'::text) OR (certifier_id IS NULL))),
  constraint conformity_system_id_fkey FOREIGN KEY (system_id) REFERENCES registry.system(system_id)
);
CREATE INDEX conformity_system_id_idx ON registry.conformity USING btree (system_id);
grant delete, insert, select on registry.conformity to nguon_server;

create table registry.conformity_end (
  conformity_id uuid not null,
  "position" bigint not null,
  declared_by uuid not null,
  reason text,
  recorded_at timestamp with time zone not null default now(),
  constraint conformity_end_pkey PRIMARY KEY (conformity_id),
  constraint conformity_end_conformity_id_fkey FOREIGN KEY (conformity_id) REFERENCES registry.conformity(conformity_id)
);
grant delete, insert, select on registry.conformity_end to nguon_server;

create table registry.connection (
  connection_id uuid not null,
  party_id uuid not null,
  product text,
  product_group text,
  target text not null,
  system_id uuid not null,
  valid_from date not null,
  valid_to date not null default 'infinity'::date,
  "position" bigint not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint connection_pkey PRIMARY KEY (connection_id),
  constraint connection_check CHECK ((valid_from <= valid_to)),
  constraint connection_check1 CHECK (((product IS NULL) OR (product_group IS NULL))),
  constraint connection_party_id_fkey FOREIGN KEY (party_id) REFERENCES registry.party(party_id),
  constraint connection_system_id_fkey FOREIGN KEY (system_id) REFERENCES registry.system(system_id),
  constraint connection_target_fkey FOREIGN KEY (target) REFERENCES registry.national_target(target)
);
CREATE INDEX connection_party_id_target_idx ON registry.connection USING btree (party_id, target);
CREATE INDEX connection_system_id_idx ON registry.connection USING btree (system_id);
grant delete, insert, select on registry.connection to nguon_server;

create table registry.connection_end (
  connection_id uuid not null,
  "position" bigint not null,
  last_day date not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint connection_end_pkey PRIMARY KEY (connection_id),
  constraint connection_end_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES registry.connection(connection_id)
);
grant delete, insert, select on registry.connection_end to nguon_server;

create table registry.disclosure (
  party_id uuid not null,
  field text not null,
  ground text not null,
  "position" bigint not null,
  open boolean not null,
  reference text not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint disclosure_pkey PRIMARY KEY (party_id, field, ground, "position"),
  constraint disclosure_field_check CHECK ((field = ANY (ARRAY['name'::text, 'address'::text]))),
  constraint disclosure_ground_check CHECK ((ground = ANY (ARRAY['consent'::text, 'law'::text]))),
  constraint disclosure_party_id_fkey FOREIGN KEY (party_id) REFERENCES registry.party(party_id)
);
grant delete, insert, select on registry.disclosure to nguon_server;

create table registry.examination (
  examination_id uuid not null,
  system_id uuid not null,
  kind text not null,
  passed boolean not null,
  examined_on date not null,
  valid_to date not null default 'infinity'::date,
  evidence_text text,
  evidence_file text,
  "position" bigint not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint examination_pkey PRIMARY KEY (examination_id),
  constraint examination_check CHECK ((examined_on <= valid_to)),
  constraint examination_check1 CHECK (((evidence_text IS NOT NULL) OR (evidence_file IS NOT NULL))),
  constraint examination_kind_check CHECK ((kind = ANY (ARRAY['interoperability'::text, 'readiness'::text]))),
  constraint examination_system_id_fkey FOREIGN KEY (system_id) REFERENCES registry.system(system_id)
);
CREATE INDEX examination_system_id_idx ON registry.examination USING btree (system_id);
grant delete, insert, select on registry.examination to nguon_server;

create table registry.fulfilment (
  party_id uuid not null,
  obligation text not null,
  "position" bigint not null,
  done_on date,
  evidence_text text,
  evidence_file text,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint fulfilment_pkey PRIMARY KEY (party_id, obligation, "position"),
  constraint fulfilment_check CHECK (((done_on IS NULL) OR (evidence_text IS NOT NULL) OR (evidence_file IS NOT NULL))),
  constraint fulfilment_party_id_fkey FOREIGN KEY (party_id) REFERENCES registry.party(party_id)
);
grant delete, insert, select on registry.fulfilment to nguon_server;

create table registry.identifier (
  subject text not null,
  scheme text not null,
  value text not null,
  "position" bigint not null,
  issuer text,
  state text not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  declared_by uuid not null,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  constraint identifier_pkey PRIMARY KEY (value, scheme, subject, "position", valid_from),
  constraint identifier_check CHECK ((valid_from <= valid_to)),
  constraint identifier_state_check CHECK ((state = ANY (ARRAY['asserted'::text, 'verified'::text, 'withdrawn'::text])))
);
CREATE INDEX identifier_subject_idx ON registry.identifier USING btree (subject);
grant delete, insert, select on registry.identifier to nguon_server;

create table registry.mandate (
  mandate_id uuid not null,
  principal_id uuid not null,
  holder_id uuid not null,
  purpose text not null,
  keys text[],
  valid_from date not null,
  valid_to date not null default 'infinity'::date,
  "position" bigint not null,
  declared_by uuid not null,
  basis_text text,
  basis_file text,
  recorded_at timestamp with time zone not null default now(),
  scopes text[],
  constraint mandate_pkey PRIMARY KEY (mandate_id),
  constraint mandate_check CHECK ((valid_from <= valid_to)),
  constraint mandate_check1 CHECK ((principal_id <> holder_id)),
  constraint mandate_check2 CHECK (((basis_text IS NOT NULL) OR (basis_file IS NOT NULL))),
  constraint mandate_check3 CHECK (((purpose = 'act'::text) = (scopes IS NOT NULL))),
  constraint mandate_check4 CHECK (((purpose <> 'act'::text) OR (keys IS NULL))),
  constraint mandate_purpose_check CHECK ((purpose = ANY (ARRAY['capture'::text, 'claim-key'::text, 'act'::text]))),
  constraint mandate_scopes_check CHECK ((scopes <> '{}'::text[])),
  constraint mandate_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES registry.party(party_id),
  constraint mandate_principal_id_fkey FOREIGN KEY (principal_id) REFERENCES registry.party(party_id)
);
CREATE INDEX mandate_holder_id_principal_id_idx ON registry.mandate USING btree (holder_id, principal_id);
CREATE INDEX mandate_principal_id_idx ON registry.mandate USING btree (principal_id);
grant delete, insert, select on registry.mandate to nguon_server;

create table registry.mandate_end (
  mandate_id uuid not null,
  "position" bigint not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint mandate_end_pkey PRIMARY KEY (mandate_id),
  constraint mandate_end_mandate_id_fkey FOREIGN KEY (mandate_id) REFERENCES registry.mandate(mandate_id)
);
grant delete, insert, select on registry.mandate_end to nguon_server;

create table registry.membership (
  membership_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  valid_from date not null,
  valid_to date not null default 'infinity'::date,
  "position" bigint not null,
  declared_by uuid not null,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  constraint membership_pkey PRIMARY KEY (membership_id),
  constraint membership_check CHECK ((group_id <> member_id)),
  constraint membership_check1 CHECK ((valid_from <= valid_to)),
  constraint membership_group_id_fkey FOREIGN KEY (group_id) REFERENCES registry.party(party_id),
  constraint membership_member_id_fkey FOREIGN KEY (member_id) REFERENCES registry.party(party_id)
);
CREATE INDEX membership_group_id_idx ON registry.membership USING btree (group_id);
CREATE INDEX membership_member_id_idx ON registry.membership USING btree (member_id);
grant delete, insert, select on registry.membership to nguon_server;

create table registry.membership_turn (
  membership_id uuid not null,
  "position" bigint not null,
  turn text not null,
  last_day date,
  declared_by uuid not null,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  constraint membership_turn_pkey PRIMARY KEY (membership_id, "position"),
  constraint membership_turn_check CHECK (((turn = 'ended'::text) = (last_day IS NOT NULL))),
  constraint membership_turn_turn_check CHECK ((turn = ANY (ARRAY['confirmed'::text, 'ended'::text]))),
  constraint membership_turn_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES registry.membership(membership_id)
);
grant delete, insert, select on registry.membership_turn to nguon_server;

create table registry.national_target (
  target text not null,
  names jsonb not null,
  constraint national_target_pkey PRIMARY KEY (target)
);
grant select on registry.national_target to nguon_server;

create table registry.number_elsewhere (
  series_id uuid not null,
  first bigint not null,
  last bigint not null,
  told_at timestamp with time zone not null default now(),
  declared_by uuid not null,
  constraint number_elsewhere_pkey PRIMARY KEY (series_id, first),
  constraint number_elsewhere_check CHECK ((first <= last)),
  constraint number_elsewhere_series_id_fkey FOREIGN KEY (series_id) REFERENCES registry.number_series(series_id)
);
grant delete, insert, select on registry.number_elsewhere to nguon_server;

create table registry.number_lease (
  series_id uuid not null,
  lease_id uuid not null,
  lessee_id uuid not null,
  device text,
  first bigint not null,
  last bigint not null,
  expires_on date,
  leased_at timestamp with time zone not null default now(),
  declared_by uuid not null,
  constraint number_lease_pkey PRIMARY KEY (series_id, lease_id),
  constraint number_lease_check CHECK ((first <= last)),
  constraint number_lease_lessee_id_fkey FOREIGN KEY (lessee_id) REFERENCES registry.party(party_id),
  constraint number_lease_series_id_fkey FOREIGN KEY (series_id) REFERENCES registry.number_series(series_id)
);
CREATE INDEX number_lease_lessee_id_lease_id_idx ON registry.number_lease USING btree (lessee_id, lease_id);
CREATE INDEX number_lease_series_id_first_idx ON registry.number_lease USING btree (series_id, first);
grant delete, insert, select on registry.number_lease to nguon_server;

create table registry.number_returned (
  series_id uuid not null,
  first bigint not null,
  last bigint not null,
  given boolean not null default true,
  constraint number_returned_pkey PRIMARY KEY (series_id, first),
  constraint number_returned_series_id_fkey FOREIGN KEY (series_id) REFERENCES registry.number_series(series_id)
);
grant delete, insert, select, update on registry.number_returned to nguon_server;

create table registry.number_series (
  series_id uuid not null,
  holder_id uuid not null,
  kind text not null,
  key text not null,
  prefix text not null,
  width integer not null,
  secret bytea,
  next bigint not null default 0,
  capacity bigint not null,
  created_at timestamp with time zone not null default now(),
  declared_by uuid not null,
  constraint number_series_pkey PRIMARY KEY (series_id),
  constraint number_series_key_kind_prefix_width_key UNIQUE (key, kind, prefix, width),
  constraint number_series_kind_check CHECK ((kind = ANY (ARRAY['lot'::text, 'serial'::text, 'sscc'::text]))),
  constraint number_series_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES registry.party(party_id)
);
CREATE INDEX number_series_holder_id_series_id_idx ON registry.number_series USING btree (holder_id, series_id);
grant delete, insert, select, update on registry.number_series to nguon_server;

create table registry.number_use (
  series_id uuid not null,
  lease_id uuid not null,
  first bigint not null,
  last bigint not null,
  state text not null,
  recorded_at timestamp with time zone not null default now(),
  declared_by uuid not null,
  constraint number_use_pkey PRIMARY KEY (series_id, lease_id, first),
  constraint number_use_check CHECK ((first <= last)),
  constraint number_use_state_check CHECK ((state = ANY (ARRAY['used'::text, 'void'::text, 'returned'::text]))),
  constraint number_use_series_id_lease_id_fkey FOREIGN KEY (series_id, lease_id) REFERENCES registry.number_lease(series_id, lease_id)
);
grant delete, insert, select, update on registry.number_use to nguon_server;

create table registry.party (
  party_id uuid not null,
  sample boolean not null,
  "position" bigint not null,
  constraint party_pkey PRIMARY KEY (party_id)
);
grant delete, insert, select on registry.party to nguon_server;

create table registry.party_contact (
  party_id uuid not null,
  "position" bigint not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  phone text,
  email text,
  phone_digest uuid,
  constraint party_contact_pkey PRIMARY KEY (party_id, "position")
);
CREATE INDEX party_contact_phone_digest_idx ON registry.party_contact USING btree (phone_digest) WHERE (phone_digest IS NOT NULL);
grant delete, insert, select on registry.party_contact to nguon_server;

create table registry.party_merge (
  merge_id uuid not null,
  merged_id uuid not null,
  into_id uuid not null,
  "position" bigint not null,
  declared_by uuid not null,
  basis text not null,
  moved jsonb not null,
  recorded_at timestamp with time zone not null default now(),
  constraint party_merge_pkey PRIMARY KEY (merge_id),
  constraint party_merge_check CHECK ((merged_id <> into_id)),
  constraint party_merge_into_id_fkey FOREIGN KEY (into_id) REFERENCES registry.party(party_id),
  constraint party_merge_merged_id_fkey FOREIGN KEY (merged_id) REFERENCES registry.party(party_id)
);
CREATE INDEX party_merge_into_id_idx ON registry.party_merge USING btree (into_id);
CREATE INDEX party_merge_merged_id_idx ON registry.party_merge USING btree (merged_id);
grant delete, insert, select on registry.party_merge to nguon_server;

create table registry.party_standing (
  party_id uuid not null,
  "position" bigint not null,
  stands_for uuid not null,
  constraint party_standing_pkey PRIMARY KEY (party_id, "position"),
  constraint party_standing_party_id_fkey FOREIGN KEY (party_id) REFERENCES registry.party(party_id),
  constraint party_standing_stands_for_fkey FOREIGN KEY (stands_for) REFERENCES registry.party(party_id)
);
CREATE INDEX party_standing_stands_for_idx ON registry.party_standing USING btree (stands_for);
grant delete, insert, select on registry.party_standing to nguon_server;

create table registry.party_unmerge (
  merge_id uuid not null,
  "position" bigint not null,
  declared_by uuid not null,
  basis text not null,
  recorded_at timestamp with time zone not null default now(),
  constraint party_unmerge_pkey PRIMARY KEY (merge_id),
  constraint party_unmerge_merge_id_fkey FOREIGN KEY (merge_id) REFERENCES registry.party_merge(merge_id)
);
grant delete, insert, select on registry.party_unmerge to nguon_server;

create table registry.party_version (
  party_id uuid not null,
  "position" bigint not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  declared_by uuid not null,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  kind text not null,
  names jsonb not null,
  public_name jsonb,
  descriptions jsonb not null default '{}'::jsonb,
  address_text text,
  address_unit text,
  address_unit_name text,
  address_on date,
  address_chosen_unit text,
  name_keys text[],
  constraint party_version_pkey PRIMARY KEY (party_id, "position", valid_from),
  constraint party_version_check CHECK ((valid_from <= valid_to)),
  constraint party_version_kind_check CHECK ((kind = ANY (ARRAY['enterprise'::text, 'cooperative'::text, 'household'::text, 'individual'::text, 'agency'::text, 'provider'::text, 'certification-body'::text, 'association'::text])))
);
CREATE INDEX party_version_name_keys_idx ON registry.party_version USING gin (name_keys);
grant delete, insert, select on registry.party_version to nguon_server;
grant update (address_text) on registry.party_version to nguon_server;
grant update (descriptions) on registry.party_version to nguon_server;
grant update (name_keys) on registry.party_version to nguon_server;
grant update (names) on registry.party_version to nguon_server;

create table registry.product_confirmation (
  product text not null,
  party_id uuid not null,
  "position" bigint not null,
  confirmed_on date not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint product_confirmation_pkey PRIMARY KEY (product, party_id, "position"),
  constraint product_confirmation_party_id_fkey FOREIGN KEY (party_id) REFERENCES registry.party(party_id)
);
grant delete, insert, select on registry.product_confirmation to nguon_server;

create table registry.product_group (
  group_id text not null,
  "position" bigint not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  parent text,
  names jsonb not null,
  agencies uuid[] not null,
  ended boolean not null,
  declared_by uuid not null,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  constraint product_group_pkey PRIMARY KEY (group_id, "position"),
  constraint product_group_check CHECK ((valid_from <= valid_to))
);
grant insert, select on registry.product_group to nguon_server;

create table registry.product_list (
  list_id text not null,
  "position" bigint not null,
  valid_from date not null,
  valid_to date not null default 'infinity'::date,
  kind text not null,
  status text not null,
  names jsonb not null,
  issuer jsonb not null,
  document jsonb not null,
  roadmap jsonb not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint product_list_pkey PRIMARY KEY (list_id, "position"),
  constraint product_list_check CHECK ((valid_from <= valid_to)),
  constraint product_list_kind_check CHECK ((kind = ANY (ARRAY['risk'::text, 'priority'::text, 'mandatory'::text]))),
  constraint product_list_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'issued'::text])))
);
grant insert, select on registry.product_list to nguon_server;

create table registry.product_list_entry (
  list_id text not null,
  "position" bigint not null,
  entry integer not null,
  level text,
  group_id text,
  hs_code text,
  gtin text,
  descriptions jsonb not null,
  roadmap jsonb,
  constraint product_list_entry_pkey PRIMARY KEY (list_id, "position", entry),
  constraint product_list_entry_level_check CHECK ((level = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text]))),
  constraint product_list_entry_list_id_position_fkey FOREIGN KEY (list_id, "position") REFERENCES registry.product_list(list_id, "position")
);
grant insert, select, update on registry.product_list_entry to nguon_server;

create table registry.statement (
  subject text not null,
  attribute text not null,
  language text not null default ''::text,
  declared_by uuid not null,
  "position" bigint not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  value jsonb,
  in_name_of uuid,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  said_as text,
  constraint statement_pkey PRIMARY KEY (subject, attribute, language, declared_by, "position", valid_from),
  constraint statement_check CHECK ((valid_from <= valid_to))
);
CREATE INDEX statement_attribute ON registry.statement USING btree (attribute, subject) WHERE ((attribute = ANY (ARRAY['brand'::text, 'description'::text, 'name'::text, 'origin'::text, 'originCountry'::text])) OR (attribute ~~ '%:%'::text));
CREATE INDEX statement_commune ON registry.statement USING btree (((value ->> 'unitCode'::text))) WHERE (attribute = 'address'::text);
CREATE INDEX statement_declared_by_subject_idx ON registry.statement USING btree (declared_by, subject);
CREATE INDEX statement_in_name_of_subject_idx ON registry.statement USING btree (in_name_of, subject) WHERE (in_name_of IS NOT NULL);
grant delete, insert, select on registry.statement to nguon_server;
grant update (value) on registry.statement to nguon_server;

create table registry.subject (
  key text not null,
  kind text not null,
  "position" bigint not null,
  constraint subject_pkey PRIMARY KEY (key),
  constraint subject_kind_check CHECK ((kind = ANY (ARRAY['product'::text, 'location'::text, 'party'::text, 'other'::text])))
);
CREATE INDEX subject_kind_key_idx ON registry.subject USING btree (kind, key);
grant delete, insert, select on registry.subject to nguon_server;

create table registry.system (
  system_id uuid not null,
  owner_id uuid not null,
  "position" bigint not null,
  constraint system_pkey PRIMARY KEY (system_id),
  constraint system_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES registry.party(party_id)
);
CREATE INDEX system_owner_id_idx ON registry.system USING btree (owner_id);
grant delete, insert, select on registry.system to nguon_server;

create table registry.system_version (
  system_id uuid not null,
  "position" bigint not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  declared_by uuid not null,
  basis text,
  recorded_at timestamp with time zone not null default now(),
  names jsonb not null,
  provider_id uuid,
  release text,
  standards text[] not null default '{}'::text[],
  sharing_model text,
  url text,
  credentials uuid[] not null default '{}'::uuid[],
  constraint system_version_pkey PRIMARY KEY (system_id, "position", valid_from),
  constraint system_version_check CHECK ((valid_from <= valid_to)),
  constraint system_version_sharing_model_check CHECK ((sharing_model = ANY (ARRAY['one-step'::text, 'centralised'::text, 'cumulative'::text, 'network'::text, 'distributed'::text]))),
  constraint system_version_system_id_fkey FOREIGN KEY (system_id) REFERENCES registry.system(system_id)
);
CREATE INDEX system_version_provider_id_idx ON registry.system_version USING btree (provider_id);
grant delete, insert, select on registry.system_version to nguon_server;

create table registry.test_result (
  result_id uuid not null,
  holder_id uuid not null,
  laboratory_id uuid,
  laboratory_name text,
  key text not null,
  certificate_id uuid,
  parameter text not null,
  value text not null,
  unit text,
  limit_text text,
  method text,
  sample text,
  tested_on date not null,
  conforms boolean,
  file text,
  "position" bigint not null,
  declared_by uuid not null,
  recorded_at timestamp with time zone not null default now(),
  constraint test_result_pkey PRIMARY KEY (result_id),
  constraint test_result_check CHECK (((laboratory_id IS NOT NULL) OR (laboratory_name IS NOT NULL))),
  constraint test_result_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES registry.certificate(certificate_id),
  constraint test_result_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES registry.party(party_id),
  constraint test_result_laboratory_id_fkey FOREIGN KEY (laboratory_id) REFERENCES registry.party(party_id)
);
CREATE INDEX test_result_holder_id_result_id_idx ON registry.test_result USING btree (holder_id, result_id);
CREATE INDEX test_result_key_result_id_idx ON registry.test_result USING btree (key, result_id);
CREATE INDEX test_result_laboratory_id_result_id_idx ON registry.test_result USING btree (laboratory_id, result_id);
grant delete, insert, select on registry.test_result to nguon_server;

create table registry.unit (
  edition_name text not null,
  "position" bigint not null,
  code text not null,
  valid_from date not null default '-infinity'::date,
  valid_to date not null default 'infinity'::date,
  name text not null,
  kind text not null,
  level text not null,
  parent text,
  legal_basis text,
  complete boolean not null,
  boundary jsonb,
  constraint unit_pkey PRIMARY KEY (edition_name, "position", code, valid_from),
  constraint unit_check CHECK ((valid_from <= valid_to)),
  constraint unit_level_check CHECK ((level = ANY (ARRAY['province'::text, 'district'::text, 'commune'::text]))),
  constraint unit_edition_name_position_fkey FOREIGN KEY (edition_name, "position") REFERENCES registry.unit_edition(name, "position")
);
grant insert, select on registry.unit to nguon_server;

create table registry.unit_edition (
  name text not null,
  "position" bigint not null,
  sha256 text not null,
  source text not null,
  recorded_at timestamp with time zone not null default now(),
  constraint unit_edition_pkey PRIMARY KEY (name, "position")
);
grant insert, select on registry.unit_edition to nguon_server;

create table registry.unit_succession (
  edition_name text not null,
  "position" bigint not null,
  old_code text not null,
  new_code text not null,
  date date not null,
  extent text not null,
  legal_basis text,
  constraint unit_succession_pkey PRIMARY KEY (edition_name, "position", old_code, date, new_code),
  constraint unit_succession_extent_check CHECK ((extent = ANY (ARRAY['whole'::text, 'part'::text]))),
  constraint unit_succession_edition_name_position_fkey FOREIGN KEY (edition_name, "position") REFERENCES registry.unit_edition(name, "position")
);
grant insert, select on registry.unit_succession to nguon_server;

-- resolver ------------------------------------------------------------------------------------------------------------
create schema resolver;
grant usage on schema resolver to nguon_server;

create table resolver.link_set (
  anchor_hash uuid not null,
  from_position bigint not null,
  to_position bigint,
  anchor text not null,
  links jsonb not null,
  declared_by uuid not null,
  basis text not null,
  recorded_at timestamp with time zone not null default now(),
  constraint link_set_pkey PRIMARY KEY (anchor_hash, from_position),
  constraint link_set_basis_check CHECK ((basis = ANY (ARRAY['owner'::text, 'operator'::text])))
);
CREATE UNIQUE INDEX link_set_current ON resolver.link_set USING btree (anchor_hash) INCLUDE (anchor) WHERE (to_position IS NULL);
CREATE INDEX link_set_links ON resolver.link_set USING gin (links jsonb_path_ops) WHERE (to_position IS NULL);
grant delete, insert, select, update on resolver.link_set to nguon_server;

-- trace ---------------------------------------------------------------------------------------------------------------
create schema trace;
grant usage on schema trace to nguon_server;

create table trace.assertion (
  key uuid not null,
  kind smallint not null,
  event_time timestamp with time zone not null,
  other uuid not null,
  event_uid uuid not null,
  capture_number bigint not null,
  place uuid,
  class_level boolean not null,
  action smallint,
  quantity numeric,
  uom text,
  constraint assertion_pkey PRIMARY KEY (key, kind, event_time, event_uid, other)
);
grant delete, insert, select on trace.assertion to nguon_server;

create table trace.cancellation (
  event_uid uuid not null,
  capture_number bigint not null,
  constraint cancellation_pkey PRIMARY KEY (event_uid, capture_number)
);
grant delete, insert, select on trace.cancellation to nguon_server;

create table trace.stated_yield (
  party_id uuid not null,
  product text not null,
  biz_step text not null,
  "position" bigint not null,
  valid_from date not null,
  valid_to date not null,
  yielded numeric not null,
  tolerance numeric not null,
  constraint stated_yield_pkey PRIMARY KEY (party_id, product, biz_step, "position"),
  constraint stated_yield_check CHECK (((valid_from <= valid_to) AND (yielded >= (0)::numeric) AND (tolerance >= (0)::numeric)))
);
grant insert, select on trace.stated_yield to nguon_server;
