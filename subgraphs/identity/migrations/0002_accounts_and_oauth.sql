-- Sign-in and the authorisation server (docs/adr/0020). What stands above tenants (accounts, sign-in sessions, protocol
-- artifacts) belongs to role bulkhead_oauth alone; the GraphQL room's role cannot read any of it.

grant usage on schema identity to bulkhead_oauth;
grant usage on schema platform to bulkhead_oauth;
grant execute on function platform.current_tenant() to bulkhead_oauth;
grant insert on platform.outbox, platform.audit_event to bulkhead_oauth;
grant select, insert on platform.tenant_key, platform.data_key to bulkhead_oauth;
grant select on platform.root_key to bulkhead_oauth;

-- One person's means to sign in, whatever tenants they belong to. No row, event or API of a tenant carries its id.
create table identity.account (
  id                  uuid        not null primary key,
  email               text        not null,
  email_key           text        not null constraint account_email_once unique,
  password_hash       text        not null,
  password_changed_at timestamptz not null default now(),
  created_at          timestamptz not null default now()
);
comment on column identity.account.id                  is 'INTERNAL: UUIDv7; never leaves the authorisation server';
comment on column identity.account.email               is 'PERSONAL: e-mail address as given';
comment on column identity.account.email_key           is 'PERSONAL: e-mail address as compared, in lower case';
comment on column identity.account.password_hash       is 'SECRET: argon2id in PHC string format';
comment on column identity.account.password_changed_at is 'INTERNAL: grants made before are void';
comment on column identity.account.created_at          is 'INTERNAL: since when';

-- Which users of which tenants a person is. Made by proof of control only, never by equal e-mail addresses.
create table identity.account_user (
  account_id uuid        not null references identity.account (id),
  tenant_id  uuid        not null,
  user_id    uuid        not null,
  linked_at  timestamptz not null default now(),
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references identity."user" (tenant_id, id)
);
create index account_user_account on identity.account_user (account_id);
comment on column identity.account_user.account_id is 'INTERNAL: the account';
comment on column identity.account_user.tenant_id  is 'INTERNAL: the tenant';
comment on column identity.account_user.user_id    is 'INTERNAL: the user';
comment on column identity.account_user.linked_at  is 'INTERNAL: when control was proved';

alter table identity."user" add column activated_at timestamptz;
alter table identity."user" add column locked_at timestamptz;
comment on column identity."user".activated_at is 'INTERNAL: when the user could first sign in; null before';
comment on column identity."user".locked_at    is 'INTERNAL: since when the user is locked; null while they are not';

create table identity.activation_link (
  tenant_id  uuid        not null,
  id         uuid        not null,
  user_id    uuid        not null,
  digest     bytea       not null check (length(digest) = 32),
  created_by text        not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references identity."user" (tenant_id, id)
);
-- A link names neither tenant nor user, so it is looked up by its digest alone.
create index activation_link_digest on identity.activation_link (digest);
create index activation_link_user on identity.activation_link (tenant_id, user_id);
comment on column identity.activation_link.tenant_id  is 'INTERNAL: the tenant';
comment on column identity.activation_link.id         is 'INTERNAL: UUIDv7';
comment on column identity.activation_link.user_id    is 'INTERNAL: whom it is for';
comment on column identity.activation_link.digest     is 'SECRET: SHA-256 of the 256 random bits in the link';
comment on column identity.activation_link.created_by is 'INTERNAL: public id of who made it';
comment on column identity.activation_link.created_at is 'INTERNAL: when it was made';
comment on column identity.activation_link.expires_at is 'INTERNAL: until when it works';
comment on column identity.activation_link.used_at    is 'INTERNAL: when it was used or replaced; null while it works';

-- Tenant of the nil uuid: clients of the installation itself, open to the users of every tenant.
create table identity.oauth_client (
  tenant_id                 uuid        not null,
  id                        uuid        not null,
  kind                      text        not null check (kind in ('PUBLIC', 'CONFIDENTIAL', 'MACHINE')),
  name                      text        not null,
  redirect_uris             text[]      not null default '{}',
  post_logout_redirect_uris text[]      not null default '{}',
  role                      text,
  jwks                      jsonb,
  dpop_bound                boolean     not null default false,
  created_by                text        not null,
  created_at                timestamptz not null default now(),
  revoked_at                timestamptz,
  last_used_at              timestamptz,
  primary key (tenant_id, id),
  check ((kind = 'MACHINE') = (role is not null)),
  check ((kind = 'MACHINE') = (cardinality(redirect_uris) = 0))
);
-- A client names itself but not its tenant.
create index oauth_client_id on identity.oauth_client (id);
comment on column identity.oauth_client.tenant_id                 is 'INTERNAL: the tenant whose users it may sign in; nil for every tenant''s';
comment on column identity.oauth_client.id                        is 'INTERNAL: UUIDv7';
comment on column identity.oauth_client.kind                      is 'INTERNAL: public (RFC 6749 section 2.1), confidential, or a machine that acts for itself';
comment on column identity.oauth_client.name                      is 'PERSONAL: name to show; people write names here';
comment on column identity.oauth_client.redirect_uris             is 'INTERNAL: exact addresses answers may go to';
comment on column identity.oauth_client.post_logout_redirect_uris is 'INTERNAL: exact addresses to go to after sign-out';
comment on column identity.oauth_client.role                      is 'INTERNAL: role of a machine; null for clients that act for users';
comment on column identity.oauth_client.jwks                      is 'INTERNAL: public keys of private_key_jwt (RFC 7523); null when it uses a secret or nothing';
comment on column identity.oauth_client.dpop_bound                is 'INTERNAL: whether it must use DPoP (RFC 9449 section 5.2)';
comment on column identity.oauth_client.created_by                is 'INTERNAL: public id of who registered it';
comment on column identity.oauth_client.created_at                is 'INTERNAL: when it was registered';
comment on column identity.oauth_client.revoked_at                is 'INTERNAL: when it was revoked; null while it works';
comment on column identity.oauth_client.last_used_at              is 'INTERNAL: last authentication at the token endpoint, to the minute';

create table identity.oauth_client_secret (
  tenant_id      uuid        not null,
  id             uuid        not null,
  client_id      uuid        not null,
  pepper_version int         not null check (pepper_version > 0),
  digest         bytea       not null check (length(digest) = 32),
  created_at     timestamptz not null default now(),
  expires_at     timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, client_id) references identity.oauth_client (tenant_id, id)
);
create index oauth_client_secret_client on identity.oauth_client_secret (tenant_id, client_id);
comment on column identity.oauth_client_secret.tenant_id      is 'INTERNAL: the tenant';
comment on column identity.oauth_client_secret.id             is 'INTERNAL: UUIDv7';
comment on column identity.oauth_client_secret.client_id      is 'INTERNAL: whose secret it is';
comment on column identity.oauth_client_secret.pepper_version is 'INTERNAL: which pepper the digest was made with';
comment on column identity.oauth_client_secret.digest         is 'SECRET: HMAC-SHA256(pepper, secret); useless without the pepper';
comment on column identity.oauth_client_secret.created_at     is 'INTERNAL: when it was made';
comment on column identity.oauth_client_secret.expires_at     is 'INTERNAL: end of the overlap once another secret was made; null before';

-- A family of tokens: what one user in one tenant let one client do in one browser session.
create table identity.oauth_grant (
  tenant_id  uuid        not null,
  id         uuid        not null,
  user_id    uuid        not null,
  client_id  uuid        not null,
  scope      text        not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at   timestamptz,
  end_reason text,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references identity."user" (tenant_id, id),
  check ((ended_at is null) = (end_reason is null))
);
create index oauth_grant_user on identity.oauth_grant (tenant_id, user_id) where ended_at is null;
create index oauth_grant_client on identity.oauth_grant (tenant_id, client_id) where ended_at is null;
comment on column identity.oauth_grant.tenant_id  is 'INTERNAL: the tenant';
comment on column identity.oauth_grant.id         is 'INTERNAL: UUIDv7; `sid` of its tokens';
comment on column identity.oauth_grant.user_id    is 'INTERNAL: for whom the client acts';
comment on column identity.oauth_grant.client_id  is 'INTERNAL: the client; one of the installation has no row in this tenant, hence no foreign key';
comment on column identity.oauth_grant.scope      is 'INTERNAL: what the user consented to (RFC 6749 section 3.3)';
comment on column identity.oauth_grant.created_at is 'INTERNAL: when it was given';
comment on column identity.oauth_grant.expires_at is 'INTERNAL: absolute end of the family, however often it is refreshed';
comment on column identity.oauth_grant.ended_at   is 'INTERNAL: when it ended before its time; null while it stands';
comment on column identity.oauth_grant.end_reason is 'INTERNAL: why it ended';

-- Access tokens revoked one by one. They live five minutes, so this stays small.
create table identity.revoked_token (
  tenant_id  uuid        not null,
  id         uuid        not null,
  subject_id uuid        not null,
  token_id   text        not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  constraint revoked_token_once unique (tenant_id, token_id)
);
create index revoked_token_subject on identity.revoked_token (tenant_id, subject_id);
create index revoked_token_expiry on identity.revoked_token (expires_at);
comment on column identity.revoked_token.tenant_id  is 'INTERNAL: the tenant';
comment on column identity.revoked_token.id         is 'INTERNAL: UUIDv7';
comment on column identity.revoked_token.subject_id is 'INTERNAL: its grant, or the machine it was issued to';
comment on column identity.revoked_token.token_id   is 'INTERNAL: its jti, which opens nothing';
comment on column identity.revoked_token.expires_at is 'INTERNAL: when it would have expired';

-- What the protocol remembers: sessions, interactions, codes, refresh tokens, proofs seen (docs/adr/0020). The id is the
-- credential itself, so only its SHA-256 is here.
create table identity.oidc_artifact (
  model       text        not null,
  digest      bytea       not null check (length(digest) = 32),
  payload     jsonb       not null,
  grant_id    uuid,
  tenant_id   uuid,
  account_id  uuid,
  session_uid text,
  client_id   text,
  user_code   bytea,
  consumed_at timestamptz,
  replay      bytea,
  replay_for  bytea,
  expires_at  timestamptz not null,
  primary key (model, digest)
);
create index oidc_artifact_grant on identity.oidc_artifact (grant_id) where grant_id is not null;
create index oidc_artifact_session on identity.oidc_artifact (session_uid) where session_uid is not null;
create index oidc_artifact_account on identity.oidc_artifact (account_id) where account_id is not null;
create unique index oidc_artifact_user_code on identity.oidc_artifact (user_code) where user_code is not null;
create index oidc_artifact_expiry on identity.oidc_artifact (expires_at);
create index oidc_artifact_replay on identity.oidc_artifact (consumed_at) where replay is not null;
comment on column identity.oidc_artifact.model       is 'INTERNAL: what it is, by the names of oidc-provider';
comment on column identity.oidc_artifact.digest      is 'SECRET: SHA-256 of its id, which is the credential';
comment on column identity.oidc_artifact.payload     is 'PERSONAL: what the protocol keeps of it, without its id';
comment on column identity.oidc_artifact.grant_id    is 'INTERNAL: the family it belongs to';
comment on column identity.oidc_artifact.tenant_id   is 'INTERNAL: tenant of that family';
comment on column identity.oidc_artifact.account_id  is 'INTERNAL: whose session or grant it is';
comment on column identity.oidc_artifact.session_uid is 'INTERNAL: the sign-in session it is, or was made in; no credential';
comment on column identity.oidc_artifact.client_id   is 'INTERNAL: client of a grant';
comment on column identity.oidc_artifact.user_code   is 'SECRET: SHA-256 of a device''s user code';
comment on column identity.oidc_artifact.consumed_at is 'INTERNAL: when it was used; null while it works';
comment on column identity.oidc_artifact.replay      is 'SECRET: the answer to its one use, sealed, for retries of the same request';
comment on column identity.oidc_artifact.replay_for  is 'INTERNAL: SHA-256 of the request that the answer is for';
comment on column identity.oidc_artifact.expires_at  is 'INTERNAL: when it may be deleted';

create table identity.signing_key (
  id         uuid        not null primary key,
  algorithm  text        not null,
  sealed     bytea       not null,
  created_at timestamptz not null default now(),
  signs_from timestamptz not null,
  retires_at timestamptz
);
comment on column identity.signing_key.id         is 'INTERNAL: UUIDv7; its kid';
comment on column identity.signing_key.algorithm  is 'PUBLIC: JWS algorithm (RFC 7518 section 3.1)';
comment on column identity.signing_key.sealed     is 'SECRET: the private JWK, sealed by the envelope of the installation; the public one is made of it';
comment on column identity.signing_key.created_at is 'INTERNAL: since when it is in the JWKS';
comment on column identity.signing_key.signs_from is 'INTERNAL: from when it signs, unless a newer one does';
comment on column identity.signing_key.retires_at is 'INTERNAL: when it leaves the JWKS; null until a newer one signs';

-- Attempts to sign in, counted before anything is hashed (docs/adr/0021). Exact, because every process counts here.
create table identity.sign_in_attempt (
  key      bytea       not null primary key check (length(key) = 32),
  begun_at timestamptz not null default now(),
  count    int         not null check (count >= 0)
);
create index sign_in_attempt_begun on identity.sign_in_attempt (begun_at);
comment on column identity.sign_in_attempt.key      is 'INTERNAL: keyed hash of an e-mail address or of a network; nobody can list either from it';
comment on column identity.sign_in_attempt.begun_at is 'INTERNAL: when counting began; the count is void a quarter of an hour later';
comment on column identity.sign_in_attempt.count    is 'INTERNAL: attempts since then that did not succeed, those under way included';

alter table identity.activation_link     enable row level security;
alter table identity.activation_link     force row level security;
alter table identity.oauth_client        enable row level security;
alter table identity.oauth_client        force row level security;
alter table identity.oauth_client_secret enable row level security;
alter table identity.oauth_client_secret force row level security;
alter table identity.oauth_grant         enable row level security;
alter table identity.oauth_grant         force row level security;
alter table identity.revoked_token       enable row level security;
alter table identity.revoked_token       force row level security;
create policy tenant on identity.activation_link     using (tenant_id = (select platform.current_tenant()));
create policy tenant on identity.oauth_client        using (tenant_id = (select platform.current_tenant()));
create policy tenant on identity.oauth_client_secret using (tenant_id = (select platform.current_tenant()));
create policy tenant on identity.oauth_grant         using (tenant_id = (select platform.current_tenant()));
create policy tenant on identity.revoked_token       using (tenant_id = (select platform.current_tenant()));
-- A client id or an activation link comes before any tenant is known, and says which one it is.
create policy oauth on identity.activation_link     for select to bulkhead_oauth using (true);
create policy oauth on identity.oauth_client        for select to bulkhead_oauth using (true);
create policy oauth on identity.oauth_client_secret for select to bulkhead_oauth using (true);
-- What expired is deleted for all tenants together; a deletion has to see what it deletes.
create policy expired on identity.revoked_token for select to bulkhead_oauth
  using (expires_at < now() - interval '10 minutes');
create policy expired_deletion on identity.revoked_token for delete to bulkhead_oauth
  using (expires_at < now() - interval '10 minutes');

grant select (tenant_id, id, email, name, activated_at, locked_at) on identity."user" to bulkhead_oauth;
grant update (activated_at) on identity."user" to bulkhead_oauth;
grant update (locked_at) on identity."user" to bulkhead_identity;
grant select, insert on identity.account to bulkhead_oauth;
grant update (password_hash, password_changed_at) on identity.account to bulkhead_oauth;
grant select, insert on identity.account_user to bulkhead_oauth;
grant select (tenant_id, id, user_id, digest, expires_at, used_at), update (used_at) on identity.activation_link to bulkhead_oauth;
grant insert, select (tenant_id, id, user_id, created_by, created_at, expires_at, used_at), update (used_at)
  on identity.activation_link to bulkhead_identity;
grant select, insert on identity.oauth_client to bulkhead_identity;
grant update (revoked_at) on identity.oauth_client to bulkhead_identity;
grant select on identity.oauth_client to bulkhead_oauth;
grant update (last_used_at) on identity.oauth_client to bulkhead_oauth;
grant insert, select (tenant_id, id, client_id, created_at, expires_at), update (expires_at)
  on identity.oauth_client_secret to bulkhead_identity;
grant select on identity.oauth_client_secret to bulkhead_oauth;
grant select on identity.oauth_grant to bulkhead_identity, bulkhead_oauth;
grant insert on identity.oauth_grant to bulkhead_oauth;
grant update (ended_at, end_reason) on identity.oauth_grant to bulkhead_identity;
grant update (scope, ended_at, end_reason) on identity.oauth_grant to bulkhead_oauth;
grant select on identity.revoked_token to bulkhead_identity;
grant select, insert, delete on identity.revoked_token to bulkhead_oauth;
grant select, insert, update, delete on identity.oidc_artifact to bulkhead_oauth;
grant select, insert, delete on identity.signing_key to bulkhead_oauth;
grant update (retires_at) on identity.signing_key to bulkhead_oauth;
grant select, insert, update, delete on identity.sign_in_attempt to bulkhead_oauth;
