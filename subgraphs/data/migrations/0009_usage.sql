-- Records are counted where they are stored, and the bytes of their data with them.

create function data.count_record_bytes() returns trigger language plpgsql as $$
declare one record;
begin
  if current_user = 'bulkhead_destroyer' then return null; end if;
  for one in execute
    case tg_op
      when 'INSERT' then 'select tenant_id, sum(octet_length(data::text)) as delta from came group by tenant_id'
      when 'DELETE' then 'select tenant_id, -sum(octet_length(data::text)) as delta from gone group by tenant_id'
      else 'select tenant_id, sum(delta)::bigint as delta from (
              select tenant_id, octet_length(data::text) as delta from came union all
              select tenant_id, -octet_length(data::text) from gone) as changed group by tenant_id' end
  loop
    perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
  end loop;
  return null;
end $$;

-- In the order of their names: always records before bytes, so that two writers do not wait for each other.
create trigger usage_came_1 after insert on data.record
  referencing new table as came for each statement execute function platform.count_rows('records');
create trigger usage_came_2 after insert on data.record
  referencing new table as came for each statement execute function data.count_record_bytes();
create trigger usage_gone_1 after delete on data.record
  referencing old table as gone for each statement execute function platform.count_rows('records');
create trigger usage_gone_2 after delete on data.record
  referencing old table as gone for each statement execute function data.count_record_bytes();
create trigger usage_changed after update on data.record
  referencing old table as gone new table as came for each statement execute function data.count_record_bytes();

-- What was there before. The owner sees no row of a table whose row-level security is forced, so it is lifted for this.
alter table data.record no force row level security;
alter table platform.usage_level no force row level security;
insert into platform.usage_level as level (tenant_id, quota, slot, amount)
select tenant_id, 'records', 0, count(*) from data.record group by tenant_id
union all select tenant_id, 'bytes', 0, sum(octet_length(data::text)) from data.record group by tenant_id
on conflict (tenant_id, quota, slot) do update set amount = level.amount + excluded.amount;
alter table data.record force row level security;
alter table platform.usage_level force row level security;
