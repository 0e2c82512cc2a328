-- What a tenant has set for itself. Each change is a new version of the whole document and none is ever changed or taken
-- away: what held at any time can be told, and going back makes a newer version of an older document. What a document may
-- hold, and what absent members mean, is code (src/settings.ts).

create table tenancy.tenant_setting (
  tenant_id  uuid        not null references tenancy.tenant (tenant_id),
  version    integer     not null check (version > 0),
  settings   jsonb       not null check (jsonb_typeof(settings) = 'object'),
  created_by text        not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, version)
);
comment on column tenancy.tenant_setting.tenant_id  is 'INTERNAL: the tenant';
comment on column tenancy.tenant_setting.version    is 'INTERNAL: from 1 on, without gaps; the highest is the one that holds';
comment on column tenancy.tenant_setting.settings   is 'INTERNAL: the document, by src/settings.ts; about nobody, and no secret';
comment on column tenancy.tenant_setting.created_by is 'INTERNAL: who set it, as usr_… or key_…; pseudonymous';
comment on column tenancy.tenant_setting.created_at is 'INTERNAL: since when it holds';

alter table tenancy.tenant_setting enable row level security;
alter table tenancy.tenant_setting force row level security;
create policy tenant on tenancy.tenant_setting using (tenant_id = (select platform.current_tenant()));

grant select, insert on tenancy.tenant_setting to bulkhead_tenancy;
