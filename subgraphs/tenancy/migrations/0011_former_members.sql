-- Who was a member once: by their address alone they do not come back, or whoever was removed would undo it by themselves.
create table tenancy.former_member (
  tenant_id uuid not null references tenancy.tenant (tenant_id),
  user_id   uuid not null,
  primary key (tenant_id, user_id)
);
comment on column tenancy.former_member.tenant_id is 'INTERNAL: the tenant';
comment on column tenancy.former_member.user_id   is 'INTERNAL: whose membership ended, of identity; pseudonymous; stays when they are a member again';
alter table tenancy.former_member enable row level security;
alter table tenancy.former_member force row level security;
create policy tenant on tenancy.former_member using (tenant_id = (select platform.current_tenant()));
grant select, insert on tenancy.former_member to bulkhead_tenancy;
