-- Where a principal may act: tenants and who is a member of them with which role. What a role allows is code
-- (src/roles.ts), so that nobody can change it by changing a row.

create schema tenancy;
grant usage on schema tenancy to bulkhead_tenancy;

create table tenancy.tenant (
  tenant_id        uuid        not null primary key,
  slug             text        not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$'),
  name             text        not null,
  status           text        not null default 'ACTIVE' check (status in ('ACTIVE', 'SUSPENDED')),
  suspended_reason text,
  created_at       timestamptz not null default now(),
  check ((status = 'SUSPENDED') = (suspended_reason is not null))
);
comment on column tenancy.tenant.tenant_id        is 'INTERNAL: UUIDv7; the tenant is its own owner';
comment on column tenancy.tenant.slug             is 'INTERNAL: short name; its uniqueness is kept by tenant_slug';
comment on column tenancy.tenant.name             is 'INTERNAL: name to show';
comment on column tenancy.tenant.status           is 'INTERNAL: whether the tenant may work';
comment on column tenancy.tenant.suspended_reason is 'INTERNAL: the operator''s reason; null while the tenant works';
comment on column tenancy.tenant.created_at       is 'INTERNAL: since when';

-- The directory of short names. They must be unique across tenants, and no unique key of a tenant-owned table may span
-- tenants: a violation there would tell one tenant of another, and a table distributed by tenant could not check it.
-- So the directory is a table of its own, without a tenant_id, that only the operator's commands reach. No foreign key
-- leads from it to the tenant, because such a table stays in one place when tenants are distributed.
create table tenancy.tenant_slug (
  slug  text not null primary key,
  owner uuid not null
);
comment on column tenancy.tenant_slug.slug  is 'INTERNAL: short name, unique in the installation';
comment on column tenancy.tenant_slug.owner is 'INTERNAL: the tenant that has it';

create table tenancy.member (
  tenant_id  uuid        not null references tenancy.tenant (tenant_id),
  id         uuid        not null,
  user_id    uuid        not null,
  role       text        not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint member_once_per_user unique (tenant_id, user_id)
);
-- The last Admin is looked for under a lock: an index keeps that short.
create index member_role on tenancy.member (tenant_id, role);
comment on column tenancy.member.tenant_id  is 'INTERNAL: the tenant';
comment on column tenancy.member.id         is 'INTERNAL: UUIDv7; order of joining';
comment on column tenancy.member.user_id    is 'INTERNAL: the user, of identity; pseudonymous';
comment on column tenancy.member.role       is 'INTERNAL: name of a role of src/roles.ts';
comment on column tenancy.member.created_at is 'INTERNAL: since when';

alter table tenancy.tenant enable row level security;
alter table tenancy.tenant force row level security;
alter table tenancy.member enable row level security;
alter table tenancy.member force row level security;
create policy tenant on tenancy.tenant using (tenant_id = (select platform.current_tenant()));
create policy tenant on tenancy.member using (tenant_id = (select platform.current_tenant()));

grant select, insert on tenancy.tenant to bulkhead_tenancy;
grant update (status, suspended_reason) on tenancy.tenant to bulkhead_tenancy;
grant select, insert on tenancy.tenant_slug to bulkhead_tenancy;
grant select, insert, delete on tenancy.member to bulkhead_tenancy;
grant update (role) on tenancy.member to bulkhead_tenancy;
