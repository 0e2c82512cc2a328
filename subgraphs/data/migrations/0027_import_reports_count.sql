-- An import that replaces notes the records that its rows were found to be about: one that somebody gives another key
-- meanwhile is in the file all the same.
comment on column data.staged_key.slot  is 'INTERNAL: unique slot that the value would be in; id: the record of that id was met by its key';
comment on column data.staged_key.value is 'PERSONAL: value that was met, or id; removed when the check has ended';

-- Reports are not capped, so they count: a file of short wrong rows makes a report of many times its length.
create function data.count_report_bytes() returns trigger language plpgsql as $$
declare one record;
begin
  if current_user = 'bulkhead_destroyer' then return null; end if;
  for one in execute format(
    'select tenant_id, %s sum(octet_length(concat(code, message, column_name, path, field, value)))::bigint as delta
     from %I group by tenant_id',
    case tg_op when 'DELETE' then '-' else '' end, case tg_op when 'DELETE' then 'gone' else 'came' end)
  loop
    perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
  end loop;
  return null;
end $$;
create trigger usage_came after insert on data.import_rejection
  referencing new table as came for each statement execute function data.count_report_bytes();
create trigger usage_gone after delete on data.import_rejection
  referencing old table as gone for each statement execute function data.count_report_bytes();

-- What was there before. The owner sees no row of a table whose row-level security is forced, so it is lifted for this.
alter table data.import_rejection no force row level security;
alter table platform.usage_level no force row level security;
insert into platform.usage_level as level (tenant_id, quota, slot, amount)
select tenant_id, 'bytes', 0, sum(octet_length(concat(code, message, column_name, path, field, value)))
from data.import_rejection group by tenant_id
on conflict (tenant_id, quota, slot) do update set amount = level.amount + excluded.amount;
alter table data.import_rejection force row level security;
alter table platform.usage_level force row level security;
