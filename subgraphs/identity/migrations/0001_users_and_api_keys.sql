-- Who acts: people and API keys. Both belong to one tenant; a person known to two tenants has two ids (docs/adr/0006).

create schema identity;
grant usage on schema identity to bulkhead_identity, bulkhead_authenticator;

create table identity."user" (
  tenant_id  uuid        not null,
  id         uuid        not null,
  email      text        not null,
  email_key  text        not null,
  name       text        not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint user_email_once unique (tenant_id, email_key)
);
comment on column identity."user".tenant_id  is 'INTERNAL: the tenant';
comment on column identity."user".id         is 'INTERNAL: UUIDv7; pseudonymous, different in every tenant';
comment on column identity."user".email      is 'PERSONAL: e-mail address as given';
comment on column identity."user".email_key  is 'PERSONAL: e-mail address as compared, in lower case';
comment on column identity."user".name       is 'PERSONAL: name to show';
comment on column identity."user".created_at is 'INTERNAL: since when';

create table identity.api_key (
  tenant_id      uuid        not null,
  id             uuid        not null,
  name           text        not null,
  role           text        not null,
  pepper_version int         not null check (pepper_version > 0),
  digest         bytea       not null check (length(digest) = 32),
  created_by     text        not null,
  created_at     timestamptz not null default now(),
  revoked_at     timestamptz,
  primary key (tenant_id, id)
);
-- A key names itself but not its tenant, so authentication looks it up by id alone.
create index api_key_id on identity.api_key (id);
comment on column identity.api_key.tenant_id      is 'INTERNAL: the tenant';
comment on column identity.api_key.id             is 'INTERNAL: UUIDv7; stands inside the key';
comment on column identity.api_key.name           is 'PERSONAL: what the key is for; people write names here';
comment on column identity.api_key.role           is 'INTERNAL: name of the role whose permissions it has';
comment on column identity.api_key.pepper_version is 'INTERNAL: which pepper the digest was made with';
comment on column identity.api_key.digest         is 'SECRET: HMAC-SHA256(pepper, key); useless without the pepper';
comment on column identity.api_key.created_by     is 'INTERNAL: public id of who made it';
comment on column identity.api_key.created_at     is 'INTERNAL: when it was made';
comment on column identity.api_key.revoked_at     is 'INTERNAL: when it was revoked; null while it works';

alter table identity."user"  enable row level security;
alter table identity."user"  force row level security;
alter table identity.api_key enable row level security;
alter table identity.api_key force row level security;
create policy tenant on identity."user"  using (tenant_id = (select platform.current_tenant()));
create policy tenant on identity.api_key using (tenant_id = (select platform.current_tenant()));
-- A key says which tenant a request belongs to, so it is looked up before any tenant is known. Only this role may, only
-- here, and only the columns that the check needs: not the names.
create policy authenticator on identity.api_key for select to bulkhead_authenticator using (true);

grant select, insert on identity."user" to bulkhead_identity;
grant select, insert on identity.api_key to bulkhead_identity;
grant update (revoked_at) on identity.api_key to bulkhead_identity;
grant select (tenant_id, id, role, pepper_version, digest, revoked_at) on identity.api_key to bulkhead_authenticator;
