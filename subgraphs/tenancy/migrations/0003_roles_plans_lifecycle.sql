-- Roles of a tenant's own, the plan it is on, and how it ends. Predefined roles stay code (src/roles.ts).

create table tenancy.role (
  tenant_id   uuid        not null references tenancy.tenant (tenant_id),
  id          uuid        not null,
  name        text        not null,
  description text        not null,
  permissions text[]      not null check (cardinality(permissions) > 0),
  collections text[]      check (cardinality(collections) > 0),
  version     integer     not null default 1 check (version > 0),
  created_by  text        not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (tenant_id, id)
);
-- Names that differ in case alone would be taken for each other.
create unique index role_once_per_name on tenancy.role (tenant_id, lower(name));
comment on column tenancy.role.tenant_id   is 'INTERNAL: the tenant';
comment on column tenancy.role.id          is 'INTERNAL: UUIDv7';
comment on column tenancy.role.name        is 'INTERNAL: what members and credentials are given; it never changes';
comment on column tenancy.role.description is 'INTERNAL: what it is for';
comment on column tenancy.role.permissions is 'INTERNAL: of the closed list of kernel/permission.ts';
comment on column tenancy.role.collections is 'INTERNAL: names of the collections it is limited to; null: all';
comment on column tenancy.role.version     is 'INTERNAL: counts from 1 with each change';
comment on column tenancy.role.created_by  is 'INTERNAL: who made it, as usr_… or key_…; pseudonymous';
comment on column tenancy.role.created_at  is 'INTERNAL: since when';
comment on column tenancy.role.updated_at  is 'INTERNAL: last change';

alter table tenancy.role enable row level security;
alter table tenancy.role force row level security;
create policy tenant on tenancy.role using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on tenancy.role to bulkhead_tenancy;
grant update (description, permissions, collections, version, updated_at) on tenancy.role to bulkhead_tenancy;

-- What the operator sells. Each change is a new version of the whole plan; the highest holds for every tenant on it. It
-- belongs to the installation and names no tenant.
create table tenancy.plan (
  name        text        not null check (name ~ '^[a-z][a-z0-9-]{0,30}$'),
  version     integer     not null check (version > 0),
  description text        not null,
  limits      jsonb       not null check (jsonb_typeof(limits) = 'object'),
  settings    jsonb       not null check (jsonb_typeof(settings) = 'object'),
  created_by  text        not null,
  created_at  timestamptz not null default now(),
  primary key (name, version)
);
comment on column tenancy.plan.name        is 'INTERNAL: of the plan';
comment on column tenancy.plan.version     is 'INTERNAL: from 1 on, without gaps; the highest is the one that holds';
comment on column tenancy.plan.description is 'INTERNAL: what it is for';
comment on column tenancy.plan.limits      is 'INTERNAL: quota → most, by kernel/quota.ts; one that is absent is unlimited';
comment on column tenancy.plan.settings    is 'INTERNAL: settings that differ from the platform''s defaults, by src/settings.ts';
comment on column tenancy.plan.created_by  is 'INTERNAL: the operator; pseudonymous';
comment on column tenancy.plan.created_at  is 'INTERNAL: since when it holds';
grant select, insert on tenancy.plan to bulkhead_tenancy;

insert into tenancy.plan (name, version, description, limits, settings, created_by)
values ('standard', 1, 'What a tenant is on when nothing else was chosen: no quota.', '{}', '{}', 'platform');

-- Suspended: Admins may read. Closing: works until the date, then everything is destroyed. Closed: nothing is left.
alter table tenancy.tenant drop constraint tenant_status_check;
alter table tenancy.tenant add constraint tenant_status_check
  check (status in ('ACTIVE', 'SUSPENDED', 'CLOSING', 'CLOSED'));
alter table tenancy.tenant add column plan text not null default 'standard';
alter table tenancy.tenant add column region text not null default 'default';
alter table tenancy.tenant add column closes_at timestamptz;
alter table tenancy.tenant add column closed_at timestamptz;
alter table tenancy.tenant add constraint tenant_closes_at_check check ((status = 'CLOSING') <= (closes_at is not null));
alter table tenancy.tenant add constraint tenant_closed_at_check check ((status = 'CLOSED') = (closed_at is not null));
comment on column tenancy.tenant.plan      is 'INTERNAL: name of its plan';
comment on column tenancy.tenant.region    is 'INTERNAL: where its data may be kept';
comment on column tenancy.tenant.closes_at is 'INTERNAL: when what it has is destroyed; null unless it is closing or closed';
comment on column tenancy.tenant.closed_at is 'INTERNAL: when that was done';
grant update (plan, closes_at, closed_at) on tenancy.tenant to bulkhead_tenancy;
