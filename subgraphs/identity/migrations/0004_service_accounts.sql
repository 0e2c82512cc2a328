-- Named principals that are nobody: their keys act with the role that the account has now.

create table identity.service_account (
  tenant_id   uuid        not null,
  id          uuid        not null,
  name        text        not null,
  name_key    text        not null,
  description text        not null,
  role        text        not null,
  created_by  text        not null,
  created_at  timestamptz not null default now(),
  removed_at  timestamptz,
  primary key (tenant_id, id)
);
-- The log tells who acted by this name, so that two must not have the same.
create unique index service_account_once_per_name on identity.service_account (tenant_id, name_key)
  where removed_at is null;
comment on column identity.service_account.tenant_id   is 'INTERNAL: the tenant';
comment on column identity.service_account.id          is 'INTERNAL: UUIDv7';
comment on column identity.service_account.name        is 'PERSONAL: name to show; people write names here';
comment on column identity.service_account.name_key    is 'PERSONAL: the same as compared, in lower case';
comment on column identity.service_account.description is 'PERSONAL: what it is for; empty for none; people write names here';
comment on column identity.service_account.role        is 'INTERNAL: name of the role whose permissions its keys have';
comment on column identity.service_account.created_by  is 'INTERNAL: public id of who made it';
comment on column identity.service_account.created_at  is 'INTERNAL: since when';
comment on column identity.service_account.removed_at  is 'INTERNAL: when it was removed, and its keys revoked; null while it works';

alter table identity.service_account enable row level security;
alter table identity.service_account force row level security;
create policy tenant on identity.service_account using (tenant_id = (select platform.current_tenant()));
-- The role of a key is its account's, and a key comes before any tenant is known (identity.api_key).
create policy authenticator on identity.service_account for select to bulkhead_authenticator using (true);
grant select, insert on identity.service_account to bulkhead_identity;
grant update (role, removed_at) on identity.service_account to bulkhead_identity;
grant select (tenant_id, id, role, removed_at) on identity.service_account to bulkhead_authenticator;

alter table identity.api_key alter column role drop not null;
alter table identity.api_key add column service_account_id uuid;
alter table identity.api_key add constraint api_key_service_account_fkey
  foreign key (tenant_id, service_account_id) references identity.service_account (tenant_id, id);
alter table identity.api_key add constraint api_key_role_check check ((role is null) = (service_account_id is not null));
create index api_key_service_account on identity.api_key (tenant_id, service_account_id)
  where service_account_id is not null;
comment on column identity.api_key.role               is 'INTERNAL: name of the role whose permissions it has; null for a service account''s';
comment on column identity.api_key.service_account_id is 'INTERNAL: the service account whose role it has; null for one with a role of its own';
grant select (service_account_id) on identity.api_key to bulkhead_authenticator;

-- Whoever accepts an invitation becomes a user of the tenant, as the person that their account is (docs/adr/0032).
grant insert (tenant_id, id, email, email_key, name, activated_at) on identity."user" to bulkhead_oauth;
