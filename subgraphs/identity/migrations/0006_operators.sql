-- Whoever operates the platform (docs/adr/0036). A realm apart from people and tenants: no row here refers to an account or
-- a user, but for the user as whom an operator acts. It belongs to role bulkhead_oauth, and no room behind GraphQL reads it.

create table identity.operator (
  id                  uuid        not null primary key,
  email               text        not null,
  email_key           text        not null,
  name                text        not null,
  role                text        not null check (role in ('SUPPORT', 'BILLING', 'SECURITY', 'OWNER')),
  password_hash       text,
  password_changed_at timestamptz,
  totp_sealed         bytea,
  totp_last_step      bigint      not null default 0,
  created_by          text        not null,
  created_at          timestamptz not null default now(),
  removed_at          timestamptz,
  check ((password_hash is null) = (password_changed_at is null) and (password_hash is null) = (totp_sealed is null))
);
create unique index operator_email_once on identity.operator (email_key) where removed_at is null;
comment on column identity.operator.id                  is 'INTERNAL: UUIDv7; stands in the audit log of every tenant they act in';
comment on column identity.operator.email               is 'PERSONAL: e-mail address as given';
comment on column identity.operator.email_key           is 'PERSONAL: e-mail address as compared';
comment on column identity.operator.name                is 'PERSONAL: name to show';
comment on column identity.operator.role                is 'INTERNAL: what they may do, by kernel/operator-role.ts';
comment on column identity.operator.password_hash       is 'SECRET: argon2id in PHC string format; null until they set one';
comment on column identity.operator.password_changed_at is 'INTERNAL: when they set it; sessions begun before are void';
comment on column identity.operator.totp_sealed         is 'SECRET: shared secret of their authenticator app, sealed by the envelope of the installation';
comment on column identity.operator.totp_last_step      is 'INTERNAL: time step of the last code taken; none at or before it is taken again';
comment on column identity.operator.created_by          is 'INTERNAL: who made them an operator, as opr_… or platform';
comment on column identity.operator.created_at          is 'INTERNAL: since when';
comment on column identity.operator.removed_at          is 'INTERNAL: when they were removed; null while they are one';

create table identity.operator_link (
  operator_id uuid        not null primary key references identity.operator (id),
  digest      bytea       not null unique check (length(digest) = 32),
  totp_sealed bytea       not null,
  created_by  text        not null,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null
);
comment on column identity.operator_link.operator_id is 'INTERNAL: whose; a newer one takes its place, and using it deletes it';
comment on column identity.operator_link.digest      is 'SECRET: SHA-256 of the 256 random bits in the link';
comment on column identity.operator_link.totp_sealed is 'SECRET: the secret that its page shows, sealed by the envelope of the installation';
comment on column identity.operator_link.created_by  is 'INTERNAL: who made it, as opr_… or platform';
comment on column identity.operator_link.created_at  is 'INTERNAL: when it was made';
comment on column identity.operator_link.expires_at  is 'INTERNAL: until when it works';

create table identity.operator_session (
  id           uuid        not null primary key,
  operator_id  uuid        not null references identity.operator (id),
  digest       bytea       not null unique check (length(digest) = 32),
  proved_at    timestamptz,
  user_agent   text        not null,
  network      text,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  ended_at     timestamptz
);
create index operator_session_operator on identity.operator_session (operator_id) where ended_at is null;
create index operator_session_created on identity.operator_session (created_at);
comment on column identity.operator_session.id           is 'INTERNAL: UUIDv7';
comment on column identity.operator_session.operator_id  is 'INTERNAL: whose';
comment on column identity.operator_session.digest       is 'SECRET: SHA-256 of the 256 random bits in its cookie';
comment on column identity.operator_session.proved_at    is 'INTERNAL: when both factors were proved last; null after the password alone, which opens nothing';
comment on column identity.operator_session.user_agent   is 'PERSONAL: browser and system, in a few words';
comment on column identity.operator_session.network      is 'PERSONAL: network address it was begun from';
comment on column identity.operator_session.created_at   is 'INTERNAL: since when; it ends eight hours later';
comment on column identity.operator_session.last_used_at is 'INTERNAL: last use; it ends a quarter of an hour later';
comment on column identity.operator_session.ended_at     is 'INTERNAL: when it was ended; null while it may work';

create table identity.operator_token (
  id          uuid        not null primary key,
  session_id  uuid        not null references identity.operator_session (id) on delete cascade,
  digest      bytea       not null unique check (length(digest) = 32),
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null
);
create index operator_token_session on identity.operator_token (session_id);
create index operator_token_expiry on identity.operator_token (expires_at);
comment on column identity.operator_token.id         is 'INTERNAL: UUIDv7';
comment on column identity.operator_token.session_id is 'INTERNAL: session it was made in; it ends with it';
comment on column identity.operator_token.digest     is 'SECRET: SHA-256 of the 256 random bits in the token';
comment on column identity.operator_token.created_at is 'INTERNAL: when it was made';
comment on column identity.operator_token.expires_at is 'INTERNAL: until when it works';

-- An operator at work as a user of a tenant. It is the tenant's: its Admins see it and end it.
create table identity.impersonation (
  tenant_id   uuid        not null,
  id          uuid        not null,
  user_id     uuid        not null,
  operator_id uuid        not null,
  mode        text        not null check (mode in ('READ', 'WRITE')),
  reason      text        not null,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null check (expires_at <= created_at + interval '61 minutes'),
  ended_at    timestamptz,
  ended_by    text,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references identity."user" (tenant_id, id),
  check ((ended_at is null) = (ended_by is null))
);
create index impersonation_id on identity.impersonation (id);
create index impersonation_operator on identity.impersonation (operator_id) where ended_at is null;
create index impersonation_user on identity.impersonation (tenant_id, user_id);
comment on column identity.impersonation.tenant_id   is 'INTERNAL: the tenant';
comment on column identity.impersonation.id          is 'INTERNAL: UUIDv7; `sid` of its token';
comment on column identity.impersonation.user_id     is 'INTERNAL: as whom';
comment on column identity.impersonation.operator_id is 'INTERNAL: the operator, who stands above tenants, hence no foreign key';
comment on column identity.impersonation.mode        is 'INTERNAL: whether they may do or only see what the user may';
comment on column identity.impersonation.reason      is 'PERSONAL: why, in the operator''s words';
comment on column identity.impersonation.created_at  is 'INTERNAL: since when';
comment on column identity.impersonation.expires_at  is 'INTERNAL: until when, at most an hour';
comment on column identity.impersonation.ended_at    is 'INTERNAL: when it was ended before its time; null otherwise';
comment on column identity.impersonation.ended_by    is 'INTERNAL: who ended it, as opr_…, usr_… or key_…';

alter table identity.impersonation enable row level security;
alter table identity.impersonation force row level security;
create policy tenant on identity.impersonation using (tenant_id = (select platform.current_tenant()));
-- What an operator runs is found by the operator, in whatever tenants it is.
create policy oauth on identity.impersonation for select to bulkhead_oauth using (true);

grant select, insert on identity.operator to bulkhead_oauth;
grant update (role, password_hash, password_changed_at, totp_sealed, totp_last_step, removed_at) on identity.operator to bulkhead_oauth;
grant select, insert, update, delete on identity.operator_link to bulkhead_oauth;
grant select, insert, delete on identity.operator_session to bulkhead_oauth;
grant update (proved_at, last_used_at, ended_at, digest) on identity.operator_session to bulkhead_oauth;
grant select, insert, delete on identity.operator_token to bulkhead_oauth;
grant select, insert on identity.impersonation to bulkhead_oauth;
grant update (ended_at, ended_by) on identity.impersonation to bulkhead_oauth;
grant select on identity.impersonation to bulkhead_identity;
grant update (ended_at, ended_by) on identity.impersonation to bulkhead_identity;
