-- Keys of the envelope (docs/adr/0016). All of them are wrapped: the root key that opens them lies outside the database.

-- Versions of the root key in use; the newest wraps new tenant keys. A tenant key refers to its version, so a version that
-- is still needed cannot be removed, nor a tenant key come in under one that was.
create table platform.root_key (
  version     text        primary key check (length(version) between 1 and 300),
  position    int         not null generated always as identity unique,
  check_value bytea       not null,
  created_at  timestamptz not null default now()
);
comment on column platform.root_key.version     is 'INTERNAL: the provider''s name of the version';
comment on column platform.root_key.position    is 'INTERNAL: order; the highest wraps new tenant keys';
comment on column platform.root_key.check_value is 'SECRET: a random key wrapped by this version: opening it proves that the root key is the right one';
comment on column platform.root_key.created_at  is 'INTERNAL: when it was registered';

create table platform.retired_root_key (
  version      text        primary key,
  retired_at   timestamptz not null default now(),
  destroyed_at timestamptz
);
comment on column platform.retired_root_key.version      is 'INTERNAL: the provider''s name of the version';
comment on column platform.retired_root_key.retired_at   is 'INTERNAL: since when nothing uses it';
comment on column platform.retired_root_key.destroyed_at is 'INTERNAL: when the provider destroyed it; null while that is still to be done';

-- One key per tenant. Destroyed, the row stays and says so: no second key is ever made for that tenant.
create table platform.tenant_key (
  tenant_id    uuid        primary key,
  version      int         not null check (version > 0),
  root_version text        references platform.root_key (version),
  wrapped      bytea,
  created_at   timestamptz not null default now(),
  destroyed_at timestamptz,
  unique (tenant_id, version),
  check ((wrapped is null) = (destroyed_at is not null) and (root_version is null) = (destroyed_at is not null))
);
-- Rotating the root key walks the tenants of its old versions.
create index tenant_key_root on platform.tenant_key (root_version, tenant_id);
comment on column platform.tenant_key.tenant_id    is 'INTERNAL: whose key';
comment on column platform.tenant_key.version      is 'INTERNAL: rises when the key is rotated or destroyed';
comment on column platform.tenant_key.root_version is 'INTERNAL: version of the root key that wraps it; null once destroyed';
comment on column platform.tenant_key.wrapped      is 'SECRET: the key, wrapped by the root key; null once destroyed';
comment on column platform.tenant_key.created_at   is 'INTERNAL: when the first version was made';
comment on column platform.tenant_key.destroyed_at is 'INTERNAL: when it was destroyed';

create table platform.data_key (
  tenant_id          uuid        not null,
  purpose            text        not null check (length(purpose) between 1 and 100),
  version            int         not null check (version > 0),
  tenant_key_version int         not null,
  wrapped            bytea       not null,
  created_at         timestamptz not null default now(),
  primary key (tenant_id, purpose, version),
  -- Rotating a tenant key moves all its data keys at once and is checked at the end; every other writer at once.
  constraint data_key_tenant_key foreign key (tenant_id, tenant_key_version)
    references platform.tenant_key (tenant_id, version) deferrable initially immediate
);
comment on column platform.data_key.tenant_id          is 'INTERNAL: whose values it seals';
comment on column platform.data_key.purpose            is 'INTERNAL: what kind of values';
comment on column platform.data_key.version            is 'INTERNAL: the newest seals, the older ones still open';
comment on column platform.data_key.tenant_key_version is 'INTERNAL: version of the tenant key that wraps it';
comment on column platform.data_key.wrapped            is 'SECRET: the key, wrapped by the tenant key';
comment on column platform.data_key.created_at         is 'INTERNAL: when it was made';

alter table platform.tenant_key enable row level security;
alter table platform.tenant_key force row level security;
alter table platform.data_key   enable row level security;
alter table platform.data_key   force row level security;
create policy tenant on platform.tenant_key using (tenant_id = (select platform.current_tenant()));
create policy tenant on platform.data_key   using (tenant_id = (select platform.current_tenant()));
-- Rotating the root key moves every tenant's key, and an export holds them all; wrapped keys tell nothing without it.
create policy rewrap        on platform.tenant_key for update to bulkhead_worker using (true);
create policy read_wrapped  on platform.tenant_key for select to bulkhead_worker using (true);
create policy read_wrapped  on platform.data_key   for select to bulkhead_worker using (true);

grant select on platform.root_key to
  bulkhead_identity, bulkhead_tenancy, bulkhead_data, bulkhead_audit, bulkhead_gateway, bulkhead_worker;
grant select, insert on platform.tenant_key, platform.data_key to
  bulkhead_identity, bulkhead_tenancy, bulkhead_data, bulkhead_audit, bulkhead_gateway, bulkhead_worker;
grant insert, delete on platform.root_key to bulkhead_worker;
grant select, insert on platform.retired_root_key to bulkhead_worker;
grant update (destroyed_at) on platform.retired_root_key to bulkhead_worker;
grant update (version, root_version, wrapped, destroyed_at) on platform.tenant_key to bulkhead_worker;
grant update (tenant_key_version, wrapped) on platform.data_key to bulkhead_worker;
grant delete on platform.data_key to bulkhead_worker;
grant insert on platform.outbox, platform.audit_event to bulkhead_worker;
