-- What is put back as it was, because what had replaced it is undone, is counted as ever and refused by no plan: it had its
-- place before, and a plan that has become smaller meanwhile must not leave half of a change behind. A room says so for the
-- one transaction that does it.

create or replace function platform.count_stored(of_tenant uuid, of_quota text, delta bigint)
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
  if delta > 0 and used > limited and current_setting('app.putting_back', true) is distinct from 'on' then
    raise exception 'quota % is used up', of_quota using errcode = 'BHQ01', detail = of_quota, hint = limited::text;
  end if;
  perform platform.note_quota(of_tenant, of_quota, '', used, limited);
end $$;
