-- What operators of the platform see of all tenants (docs/adr/0036): the directory, and reports. Role bulkhead_operator
-- reads across tenants what they are called and how they stand, and never what they hold.

grant usage on schema tenancy to bulkhead_operator;
grant select (tenant_id, slug, name, status, suspended_reason, created_at, plan, region, closes_at, closed_at)
  on tenancy.tenant to bulkhead_operator;
grant select (tenant_id) on tenancy.member to bulkhead_operator;
create policy operator on tenancy.tenant for select to bulkhead_operator using (true);
create policy operator on tenancy.member for select to bulkhead_operator using (true);

-- Which tenants are counted together. A group has ten or more and is never split into fewer: whatever was published, two
-- figures never differ by fewer than ten tenants.
create table tenancy.report_group (
  id     uuid    not null primary key,
  parent uuid,
  plan   text,
  region text,
  closed boolean not null default false,
  ready  boolean not null default false
);
comment on column tenancy.report_group.id     is 'INTERNAL: UUIDv7';
comment on column tenancy.report_group.parent is 'INTERNAL: group that its tenants were in before; null when they waited';
comment on column tenancy.report_group.plan   is 'INTERNAL: of its tenants; null when they are on several';
comment on column tenancy.report_group.region is 'INTERNAL: of its tenants; null when they are in several';
comment on column tenancy.report_group.closed is 'INTERNAL: whether its tenants are closed; then it is not reported';
comment on column tenancy.report_group.ready  is 'INTERNAL: whether all of its tenants are in it; one that is not yet when a month is begun anew is given up';

create table tenancy.report_tenant (
  tenant_id    uuid  not null primary key,
  group_id     uuid,
  measured     jsonb not null default '{}' check (jsonb_typeof(measured) = 'object'),
  measured_for date
);
create index report_tenant_group on tenancy.report_tenant (group_id);
create index report_tenant_measured on tenancy.report_tenant (measured_for, tenant_id);
comment on column tenancy.report_tenant.tenant_id    is 'INTERNAL: the tenant';
comment on column tenancy.report_tenant.group_id     is 'INTERNAL: whom it is counted with; null while it waits for others';
comment on column tenancy.report_tenant.measured     is 'INTERNAL: measure → value; of a closed tenant, the last it had';
comment on column tenancy.report_tenant.measured_for is 'INTERNAL: the month at whose end it was measured';

-- What is published, once and for good. Nothing else is ever read for a report.
create table tenancy.report_cell (
  month    date  not null check (extract(day from month) = 1),
  plan     text,
  region   text,
  tenants  int   not null check (tenants >= 10),
  measures jsonb not null check (jsonb_typeof(measures) = 'object'),
  unique nulls not distinct (month, plan, region)
);
comment on column tenancy.report_cell.month    is 'INTERNAL: the calendar month in UTC, by its first day';
comment on column tenancy.report_cell.plan     is 'INTERNAL: null: several';
comment on column tenancy.report_cell.region   is 'INTERNAL: null: several';
comment on column tenancy.report_cell.tenants  is 'INTERNAL: how many, rounded';
comment on column tenancy.report_cell.measures is 'INTERNAL: measure → sum, rounded; null where one tenant would make most of it';

create table tenancy.report_month (
  month     date        not null primary key,
  closed_at timestamptz not null default now()
);
comment on column tenancy.report_month.month     is 'INTERNAL: a month that is published';
comment on column tenancy.report_month.closed_at is 'INTERNAL: when';

grant select, insert, update, delete on tenancy.report_tenant to bulkhead_operator;
grant select, insert, update, delete on tenancy.report_group to bulkhead_operator;
grant select, insert on tenancy.report_cell, tenancy.report_month to bulkhead_operator;
grant select on tenancy.report_cell, tenancy.report_month to bulkhead_tenancy;
