-- Owner: modules/identity. Secrets of authenticator apps are kept encrypted by a key that stands outside the database; key_id names it.
-- Where it is null, the secret is one from before, which the next start encrypts.
alter table identity.totp add column key_id bytea check (length(key_id) = 8);
grant update (key_id) on identity.totp to nguon_server;

-- When the person last proved who it is. A provider of identities may have asked long before the session began, or not say when: null.
alter table identity.session add column proved_at timestamptz;
update identity.session set proved_at = created_at;
alter table identity.session alter column proved_at set default now();

-- purpose 'new-password': a new password alone, for who still has the second factor; 'recovery': a new beginning.
alter table identity.invitation drop constraint invitation_purpose_check, drop constraint invitation_check;
alter table identity.invitation
  add constraint invitation_purpose_check check (purpose in ('invitation', 'recovery', 'new-password')),
  add constraint invitation_check check ((purpose <> 'invitation') = (account_id is not null));
