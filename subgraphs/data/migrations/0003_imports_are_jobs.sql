-- Imports are background jobs like any other (platform.job): what still waited in the room's own queue becomes one.

-- Forced row-level security holds for the owner too, who looks across tenants here and in this transaction only.
alter table data.import_queue    no force row level security;
alter table data.import          no force row level security;
alter table platform.job         no force row level security;
alter table platform.job_payload no force row level security;

-- The import's own id serves as the job's: there is one job per import.
with job as (
  insert into platform.job (tenant_id, id, kind, key, requested_by, request_id)
  select i.tenant_id, i.id, 'data.import', i.id::text, i.created_by, i.request_id
  from data.import_queue q
  join data.import i on i.tenant_id = q.tenant_id and i.id = q.import_id
  returning tenant_id, id
)
insert into platform.job_payload (tenant_id, job_id, payload)
select tenant_id, id, jsonb_build_object('importId', id) from job;

alter table data.import          force row level security;
alter table platform.job         force row level security;
alter table platform.job_payload force row level security;

drop table data.import_queue;
