-- A person who makes a tenant of their own (docs/adr/0035). What is done so far stands here, so that a process that dies
-- between two steps leaves something to go on from or to clear away. It is a person's, before there is any tenant.

create table identity.onboarding (
  id               uuid        not null primary key,
  account_id       uuid        references identity.account (id) on delete set null,
  tenant_id        uuid        not null unique,
  user_id          uuid        not null,
  slug             text        not null,
  name             text        not null,
  template         text        not null,
  template_version integer     not null,
  step             text        not null default 'CHOSEN' check (step in ('CHOSEN', 'CONFIRMED', 'DONE')),
  created_at       timestamptz not null default now(),
  expires_at       timestamptz not null,
  done_at          timestamptz,
  check ((step = 'DONE') = (done_at is not null))
);
-- One at a time for each person, and with it one name that is held.
create unique index onboarding_once on identity.onboarding (account_id) where step <> 'DONE';
create index onboarding_expiry on identity.onboarding (expires_at) where step <> 'DONE';
create index onboarding_account on identity.onboarding (account_id, created_at);
comment on column identity.onboarding.id               is 'INTERNAL: UUIDv7';
comment on column identity.onboarding.account_id       is 'INTERNAL: who makes the tenant; null when the account is gone';
comment on column identity.onboarding.tenant_id        is 'INTERNAL: the tenant that is being made, or was';
comment on column identity.onboarding.user_id          is 'INTERNAL: whom the account is or will be there, its first Admin';
comment on column identity.onboarding.slug             is 'INTERNAL: short name that tenancy holds for it';
comment on column identity.onboarding.name             is 'INTERNAL: name of the tenant';
comment on column identity.onboarding.template         is 'INTERNAL: what it begins with';
comment on column identity.onboarding.template_version is 'INTERNAL: which version of that';
comment on column identity.onboarding.step             is 'INTERNAL: CHOSEN: the name is held. CONFIRMED: the user is made. DONE: the tenant is';
comment on column identity.onboarding.created_at       is 'INTERNAL: when it was begun';
comment on column identity.onboarding.expires_at       is 'INTERNAL: from when it is cleared away or finished by the worker';
comment on column identity.onboarding.done_at          is 'INTERNAL: when the tenant was made';

grant select, insert, update, delete on identity.onboarding to bulkhead_oauth;
-- A person who proved their address becomes a user of a tenant without anybody's invitation; one whose tenant never came to
-- be is taken away again.
grant insert (tenant_id, id, email, email_key, name, activated_at), delete on identity."user" to bulkhead_oauth;
