-- Accounts in depth: proofs by mail, second factors, sessions and devices. All of it is a person's and stands above
-- tenants, so it belongs to role bulkhead_oauth alone.

alter table identity.account add column email_verified_at timestamptz;
alter table identity.account add column name text not null default '';
alter table identity.account add column user_handle bytea not null
  default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) constraint account_user_handle_once unique;
comment on column identity.account.email_verified_at is 'INTERNAL: when a link sent to the address was used last; null while nobody has proved to read its mail';
comment on column identity.account.name              is 'PERSONAL: as the person calls themselves; empty when they joined by invitation only';
comment on column identity.account.user_handle       is 'INTERNAL: what authenticators know the account by (WebAuthn Level 3 section 5.4.3); no tenant sees it';

alter table identity.activation_link add column is_mailed boolean not null default false;
comment on column identity.activation_link.is_mailed is 'INTERNAL: whether it went to the address of the user; then who uses it reads its mail';
grant select (is_mailed) on identity.activation_link to bulkhead_oauth;

-- A link that was sent by mail: whoever has it reads the mail of the address.
create table identity.mail_proof (
  id            uuid        not null primary key,
  digest        bytea       not null unique check (length(digest) = 32),
  purpose       text        not null check (purpose in ('SIGN_UP', 'RESET_PASSWORD', 'CHANGE_EMAIL', 'REVERT_EMAIL')),
  email         text        not null,
  email_key     text        not null,
  account_id    uuid        references identity.account (id) on delete cascade,
  interaction   text,
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null,
  used_at       timestamptz
);
-- One that works for each purpose, address and account: a newer link takes the place of the older one.
create unique index mail_proof_once on identity.mail_proof (purpose, email_key, account_id) nulls not distinct
  where used_at is null;
create index mail_proof_expiry on identity.mail_proof (expires_at);
create index mail_proof_account on identity.mail_proof (account_id) where account_id is not null;
comment on column identity.mail_proof.id          is 'INTERNAL: UUIDv7';
comment on column identity.mail_proof.digest      is 'SECRET: SHA-256 of the 256 random bits in the link';
comment on column identity.mail_proof.purpose     is 'INTERNAL: what the link is for';
comment on column identity.mail_proof.email       is 'PERSONAL: address the link was sent to, as given';
comment on column identity.mail_proof.email_key   is 'PERSONAL: the same as compared';
comment on column identity.mail_proof.account_id  is 'INTERNAL: whose; null while there is no account';
comment on column identity.mail_proof.interaction is 'INTERNAL: sign-in to go on with; no credential without its cookie';
comment on column identity.mail_proof.created_at  is 'INTERNAL: when it was sent; when the account was made, if nobody had proved its address before';
comment on column identity.mail_proof.expires_at  is 'INTERNAL: until when it works';
comment on column identity.mail_proof.used_at     is 'INTERNAL: when it was used or made void; null while it works';

-- Time-based one-time passwords (RFC 6238).
create table identity.totp (
  id           uuid        not null primary key,
  account_id   uuid        not null references identity.account (id) on delete cascade,
  session_uid  text        not null default '',
  name         text        not null,
  sealed       bytea       not null,
  confirmed_at timestamptz,
  last_step    bigint      not null default 0,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz
);
create index totp_account on identity.totp (account_id);
create unique index totp_unconfirmed_once on identity.totp (account_id) where confirmed_at is null;
comment on column identity.totp.session_uid  is 'INTERNAL: the browser session that was shown it; no credential';
comment on column identity.totp.id           is 'INTERNAL: UUIDv7';
comment on column identity.totp.account_id   is 'INTERNAL: whose';
comment on column identity.totp.name         is 'PERSONAL: as the person calls it';
comment on column identity.totp.sealed       is 'SECRET: the shared secret, sealed by the envelope of the installation';
comment on column identity.totp.confirmed_at is 'INTERNAL: when a first code proved that it works; null before, and then it opens nothing';
comment on column identity.totp.last_step    is 'INTERNAL: time step of the last code taken; none at or before it is taken again';
comment on column identity.totp.created_at   is 'INTERNAL: since when';
comment on column identity.totp.last_used_at is 'INTERNAL: last use';

-- Public key credentials (WebAuthn Level 3).
create table identity.passkey (
  id            uuid        not null primary key,
  account_id    uuid        not null references identity.account (id) on delete cascade,
  name          text        not null,
  credential_id bytea       not null constraint passkey_once unique check (length(credential_id) between 16 and 1023),
  public_key    bytea       not null,
  counter       bigint      not null check (counter >= 0),
  transports    text[]      not null default '{}',
  aaguid        uuid,
  is_synced     boolean     not null default false,
  created_at    timestamptz not null default now(),
  last_used_at  timestamptz,
  flagged_at    timestamptz
);
create index passkey_account on identity.passkey (account_id);
comment on column identity.passkey.id            is 'INTERNAL: UUIDv7';
comment on column identity.passkey.account_id    is 'INTERNAL: whose';
comment on column identity.passkey.name          is 'PERSONAL: as the person calls it';
comment on column identity.passkey.credential_id is 'INTERNAL: its id, chosen by the authenticator; opens nothing without the private key';
comment on column identity.passkey.public_key    is 'INTERNAL: COSE key';
comment on column identity.passkey.counter       is 'INTERNAL: signature counter last seen; 0 for authenticators that do not count';
comment on column identity.passkey.transports    is 'INTERNAL: how browsers reach it';
comment on column identity.passkey.aaguid        is 'INTERNAL: model of the authenticator; null when it does not say';
comment on column identity.passkey.is_synced     is 'INTERNAL: whether its private key is copied between devices';
comment on column identity.passkey.created_at    is 'INTERNAL: since when';
comment on column identity.passkey.last_used_at  is 'INTERNAL: last use';
comment on column identity.passkey.flagged_at    is 'INTERNAL: when its counter went backwards, as a copy''s does; since then it opens nothing';

create table identity.recovery_code (
  digest     bytea       not null primary key check (length(digest) = 32),
  account_id uuid        not null references identity.account (id) on delete cascade,
  created_at timestamptz not null default now(),
  used_at    timestamptz
);
create index recovery_code_account on identity.recovery_code (account_id);
comment on column identity.recovery_code.digest     is 'SECRET: keyed hash of the code and its account';
comment on column identity.recovery_code.account_id is 'INTERNAL: whose';
comment on column identity.recovery_code.created_at is 'INTERNAL: when it was made';
comment on column identity.recovery_code.used_at    is 'INTERNAL: when it was used; null while it works';

-- Browsers somebody signed in with, so that a new one is told of and a known one is not held up by others' attempts.
create table identity.known_device (
  id           uuid        not null primary key,
  account_id   uuid        not null references identity.account (id) on delete cascade,
  digest       bytea       not null check (length(digest) = 32),
  user_agent   text        not null,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  constraint known_device_once unique (account_id, digest)
);
create index known_device_seen on identity.known_device (last_seen_at);
comment on column identity.known_device.id           is 'INTERNAL: UUIDv7';
comment on column identity.known_device.account_id   is 'INTERNAL: who signed in with it';
comment on column identity.known_device.digest       is 'SECRET: SHA-256 of the 256 random bits in its cookie';
comment on column identity.known_device.user_agent   is 'PERSONAL: browser and system, in a few words';
comment on column identity.known_device.created_at   is 'INTERNAL: since when';
comment on column identity.known_device.last_seen_at is 'INTERNAL: last sign-in with it';

-- Sign-in sessions as their owner sees them. Whether one works is the protocol's to say (oidc_artifact, model Session).
create table identity.account_session (
  uid          text        not null primary key,
  account_id   uuid        not null references identity.account (id) on delete cascade,
  user_agent   text        not null,
  network      text,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  ended_at     timestamptz
);
create index account_session_account on identity.account_session (account_id, created_at);
create index account_session_used on identity.account_session (last_used_at);
comment on column identity.account_session.uid          is 'INTERNAL: the session; no credential';
comment on column identity.account_session.account_id   is 'INTERNAL: whose';
comment on column identity.account_session.user_agent   is 'PERSONAL: browser and system, in a few words';
comment on column identity.account_session.network      is 'PERSONAL: network address it was last used from';
comment on column identity.account_session.created_at   is 'INTERNAL: when the person signed in';
comment on column identity.account_session.last_used_at is 'INTERNAL: last use, to the minute';
comment on column identity.account_session.ended_at     is 'INTERNAL: when it was ended; null while it may work';

-- What its owner recognises a family of tokens by.
alter table identity.oauth_grant add column user_agent text not null default '';
alter table identity.oauth_grant add column last_used_at timestamptz;
comment on column identity.oauth_grant.user_agent   is 'PERSONAL: browser or program it was given in, in a few words; empty when not known';
comment on column identity.oauth_grant.last_used_at is 'INTERNAL: last refresh, to the minute; null before the first';

grant update (user_agent, last_used_at) on identity.oauth_grant to bulkhead_oauth;
grant update (email, email_key, email_verified_at, name) on identity.account to bulkhead_oauth;
grant delete on identity.account, identity.account_user to bulkhead_oauth;
grant select (email_key), update (email, email_key) on identity."user" to bulkhead_oauth;
grant select, insert, update, delete on identity.mail_proof, identity.totp, identity.passkey, identity.recovery_code,
  identity.known_device, identity.account_session to bulkhead_oauth;

-- Mail is sent by jobs of the installation, asked for in the transaction of what they tell of.
grant select (tenant_id, id, kind, key) on platform.job to bulkhead_oauth;
grant insert (tenant_id, id, kind, key, run_after, requested_by, request_id) on platform.job to bulkhead_oauth;
grant insert on platform.job_payload to bulkhead_oauth;

comment on column identity.sign_in_attempt.begun_at is 'INTERNAL: when counting began; the count is void a quarter of an hour later, of mails an hour';
comment on column identity.sign_in_attempt.count    is 'INTERNAL: attempts since then that did not succeed, those under way included; mails that were asked for';
