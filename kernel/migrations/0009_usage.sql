-- What tenants use and may use. Stored things are counted where they are stored, by triggers, so that no way of storing them
-- can forget it; requests and the like are added up by the processes that answered them (docs/adr/0038).

create table platform.usage_level (
  tenant_id uuid     not null,
  quota     text     not null,
  slot      smallint not null,
  amount    bigint   not null,
  primary key (tenant_id, quota, slot)
);
comment on column platform.usage_level.tenant_id is 'INTERNAL: owner';
comment on column platform.usage_level.quota     is 'INTERNAL: what is counted: records, bytes or members';
comment on column platform.usage_level.slot      is 'INTERNAL: one of eight, so that parallel writers seldom wait for each other';
comment on column platform.usage_level.amount    is 'INTERNAL: its share; the sum of the slots is exact';

create table platform.usage_month (
  tenant_id uuid   not null,
  quota     text   not null,
  month     date   not null,
  amount    bigint not null,
  primary key (tenant_id, quota, month)
);
comment on column platform.usage_month.tenant_id is 'INTERNAL: owner';
comment on column platform.usage_month.quota     is 'INTERNAL: what is counted: requests or webhookDeliveries';
comment on column platform.usage_month.month     is 'INTERNAL: its first day, in UTC';
comment on column platform.usage_month.amount    is 'INTERNAL: how many';

create table platform.usage_day (
  tenant_id  uuid   not null,
  quota      text   not null,
  day        date   not null,
  operation  text   not null,
  credential text   not null,
  amount     bigint not null,
  primary key (tenant_id, day, operation, credential, quota)
);
comment on column platform.usage_day.tenant_id  is 'INTERNAL: owner';
comment on column platform.usage_day.quota      is 'INTERNAL: as of usage_month';
comment on column platform.usage_day.day        is 'INTERNAL: in UTC';
comment on column platform.usage_day.operation  is 'INTERNAL: first root field, as Query.records';
comment on column platform.usage_day.credential is 'INTERNAL: who asked, as usr_…, key_… or cli_…; pseudonymous';
comment on column platform.usage_day.amount     is 'INTERNAL: how many';
create index usage_day_age on platform.usage_day (day);

create table platform.usage_gauge (
  tenant_id uuid        not null,
  instance  uuid        not null,
  amount    int         not null,
  seen_at   timestamptz not null default now(),
  primary key (tenant_id, instance)
);
comment on column platform.usage_gauge.tenant_id is 'INTERNAL: owner';
comment on column platform.usage_gauge.instance  is 'INTERNAL: a gateway process, by a name it gave itself when it began';
comment on column platform.usage_gauge.amount    is 'INTERNAL: its open sockets of the tenant';
comment on column platform.usage_gauge.seen_at   is 'INTERNAL: when it said so; after half a minute it is not believed';

create table platform.plan_limit (
  plan  text   not null,
  quota text   not null,
  most  bigint not null check (most >= 0),
  primary key (plan, quota)
);
comment on column platform.plan_limit.plan  is 'INTERNAL: name of a plan, of tenancy.plan';
comment on column platform.plan_limit.quota is 'INTERNAL: what is limited';
comment on column platform.plan_limit.most  is 'INTERNAL: the most of it';

create table platform.tenant_plan (
  tenant_id uuid not null primary key,
  plan      text not null
);
comment on column platform.tenant_plan.tenant_id is 'INTERNAL: owner';
comment on column platform.tenant_plan.plan      is 'INTERNAL: the plan that it is on';

create table platform.quota_reached (
  tenant_id  uuid        not null,
  quota      text        not null,
  period     text        not null,
  percent    smallint    not null check (percent in (80, 100)),
  reached_at timestamptz not null default now(),
  primary key (tenant_id, quota, period, percent)
);
comment on column platform.quota_reached.tenant_id  is 'INTERNAL: owner';
comment on column platform.quota_reached.quota      is 'INTERNAL: which quota';
comment on column platform.quota_reached.period     is 'INTERNAL: a month as 2026-11; empty for stored things';
comment on column platform.quota_reached.percent    is 'INTERNAL: how much of it';
comment on column platform.quota_reached.reached_at is 'INTERNAL: since when';

do $$
declare name text;
begin
  foreach name in array array['usage_level', 'usage_month', 'usage_day', 'usage_gauge', 'tenant_plan', 'quota_reached'] loop
    execute format('alter table platform.%I enable row level security', name);
    execute format('alter table platform.%I force row level security', name);
    execute format('create policy tenant on platform.%I using (tenant_id = (select platform.current_tenant()))', name);
  end loop;
end $$;

-- Notes that a quota is used to 80 or 100 percent, and tells the tenant once. After it fell below, it is told again.
create function platform.note_quota(of_tenant uuid, of_quota text, of_period text, used bigint, most bigint)
returns void language plpgsql as $$
declare reached smallint;
begin
  foreach reached in array array[80, 100]::smallint[] loop
    if used * 100 < most * reached then
      delete from platform.quota_reached where tenant_id = of_tenant and quota = of_quota and period = of_period and percent = reached;
    elsif not exists (select from platform.quota_reached
                      where tenant_id = of_tenant and quota = of_quota and period = of_period and percent = reached) then
      insert into platform.quota_reached (tenant_id, quota, period, percent)
      values (of_tenant, of_quota, of_period, reached) on conflict do nothing;
      if found then
        insert into platform.outbox (tenant_id, type, version, subject, payload)
        values (of_tenant, 'quota.reached', 1, of_tenant,
                jsonb_build_object('quota', of_quota, 'percent', reached, 'used', used, 'most', most, 'period', of_period));
      end if;
    end if;
  end loop;
end $$;

-- Adds to what a tenant has stored, and refuses what goes beyond its plan. Far from its limit a tenant's writers do not wait
-- for each other; within reach of it they do, so that none goes beyond: a transaction stores far less than the reach.
create function platform.count_stored(of_tenant uuid, of_quota text, delta bigint)
returns void language plpgsql as $$
declare
  reach constant bigint := case when of_quota = 'bytes' then 1000000000 else 100000 end;
  limited bigint;
  used bigint;
begin
  if delta = 0 then return; end if;
  insert into platform.usage_level as level (tenant_id, quota, slot, amount)
  values (of_tenant, of_quota, pg_backend_pid() % 8, delta)
  on conflict (tenant_id, quota, slot) do update set amount = level.amount + excluded.amount;
  select most into limited from platform.tenant_plan join platform.plan_limit using (plan)
  where tenant_id = of_tenant and quota = of_quota;
  if limited is null then return; end if;
  select sum(amount) into used from platform.usage_level where tenant_id = of_tenant and quota = of_quota;
  if used > limited - reach then
    perform pg_advisory_xact_lock(hashtextextended(of_tenant::text || of_quota, 0));
    select sum(amount) into used from platform.usage_level where tenant_id = of_tenant and quota = of_quota;
  end if;
  if delta > 0 and used > limited then
    raise exception 'quota % is used up', of_quota using errcode = 'BHQ01', detail = of_quota, hint = limited::text;
  end if;
  perform platform.note_quota(of_tenant, of_quota, '', used, limited);
end $$;

-- Rows of a table that are a quota of their own: one each.
create function platform.count_rows() returns trigger language plpgsql as $$
declare one record;
begin
  -- A tenant that is destroyed has no counts any more.
  if current_user = 'bulkhead_destroyer' then return null; end if;
  for one in execute format(
    case tg_op when 'DELETE' then 'select tenant_id, -count(*) as delta from gone group by tenant_id'
               else 'select tenant_id, count(*) as delta from came group by tenant_id' end)
  loop
    perform platform.count_stored(one.tenant_id, tg_argv[0], one.delta);
  end loop;
  return null;
end $$;

-- Bytes of uploads, once all of them are there.
create function platform.count_blob_bytes() returns trigger language plpgsql as $$
declare one record;
begin
  -- A tenant that is destroyed has no counts any more.
  if current_user = 'bulkhead_destroyer' then return null; end if;
  for one in execute
    case tg_op
      when 'INSERT' then 'select tenant_id, sum(coalesce(bytes, 0))::bigint as delta from came group by tenant_id'
      when 'DELETE' then 'select tenant_id, -sum(coalesce(bytes, 0))::bigint as delta from gone group by tenant_id'
      else 'select tenant_id, sum(delta)::bigint as delta from (
              select tenant_id, coalesce(bytes, 0) as delta from came union all
              select tenant_id, -coalesce(bytes, 0) from gone) as changed group by tenant_id' end
  loop
    perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
  end loop;
  return null;
end $$;
create trigger usage_came after insert on platform.blob
  referencing new table as came for each statement execute function platform.count_blob_bytes();
create trigger usage_gone after delete on platform.blob
  referencing old table as gone for each statement execute function platform.count_blob_bytes();
create trigger usage_changed after update on platform.blob
  referencing old table as gone new table as came for each statement execute function platform.count_blob_bytes();

alter table platform.blob no force row level security;
alter table platform.usage_level no force row level security;
insert into platform.usage_level (tenant_id, quota, slot, amount)
select tenant_id, 'bytes', 0, sum(coalesce(bytes, 0)) from platform.blob group by tenant_id;
alter table platform.blob force row level security;
alter table platform.usage_level force row level security;

grant select, insert, update on platform.usage_level to bulkhead_data, bulkhead_tenancy, bulkhead_gateway, bulkhead_worker;
grant select on platform.tenant_plan, platform.plan_limit
  to bulkhead_data, bulkhead_tenancy, bulkhead_gateway, bulkhead_worker, bulkhead_audit;
grant select, insert, delete on platform.quota_reached
  to bulkhead_data, bulkhead_tenancy, bulkhead_gateway, bulkhead_worker;
grant select on platform.usage_level, platform.usage_month, platform.usage_day, platform.usage_gauge, platform.quota_reached
  to bulkhead_audit;
grant select, insert, update on platform.usage_month, platform.usage_day to bulkhead_gateway;
grant select, insert, update, delete on platform.usage_gauge to bulkhead_gateway;
grant insert, update on platform.tenant_plan to bulkhead_tenancy;
grant insert, update, delete on platform.plan_limit to bulkhead_tenancy;

-- Days older than thirteen months mean nothing any more; the worker removes them in all tenants.
create policy expired on platform.usage_day for select to bulkhead_worker using (day < now() - interval '400 days');
create policy expired_deletion on platform.usage_day for delete to bulkhead_worker using (day < now() - interval '400 days');
grant select (tenant_id, day), delete on platform.usage_day to bulkhead_worker;

revoke execute on function platform.note_quota(uuid, text, text, bigint, bigint), platform.count_stored(uuid, text, bigint)
  from public;
grant execute on function platform.note_quota(uuid, text, text, bigint, bigint), platform.count_stored(uuid, text, bigint)
  to bulkhead_data, bulkhead_tenancy, bulkhead_gateway, bulkhead_worker;
