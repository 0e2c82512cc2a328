-- Members are counted where they are made, and every tenant is on a plan where quotas are looked up.

create trigger usage_came after insert on tenancy.member
  referencing new table as came for each statement execute function platform.count_rows('members');
create trigger usage_gone after delete on tenancy.member
  referencing old table as gone for each statement execute function platform.count_rows('members');

alter table tenancy.member no force row level security;
alter table tenancy.tenant no force row level security;
alter table platform.usage_level no force row level security;
alter table platform.tenant_plan no force row level security;
insert into platform.usage_level (tenant_id, quota, slot, amount)
select tenant_id, 'members', 0, count(*) from tenancy.member group by tenant_id;
insert into platform.tenant_plan (tenant_id, plan) select tenant_id, plan from tenancy.tenant;
alter table tenancy.member force row level security;
alter table tenancy.tenant force row level security;
alter table platform.usage_level force row level security;
alter table platform.tenant_plan force row level security;
