-- The ledger of background jobs. It alone says what there is to do and what became of it; the queue (PostgreSQL's schema
-- bullmq, or Redis) only wakes workers up and may be lost at any time (docs/adr/0018).

create table platform.job (
  tenant_id           uuid        not null,
  id                  uuid        not null,
  kind                text        not null check (length(kind) between 1 and 100),
  -- A second job of the same kind and key is not made: the first one stands for both.
  key                 text        check (length(key) between 1 and 200),
  state               text        not null default 'QUEUED'
                                  check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  attempts            int         not null default 0 check (attempts >= 0),
  max_attempts        int         not null default 1 check (max_attempts >= 1),
  -- Rises with each claim. What a worker writes about a job is refused unless it still has the number it claimed with:
  -- the fence is then set negative, the check fails, and with it the worker's whole transaction.
  fence               int         not null default 0 constraint job_fence check (fence >= 0),
  progress            real        not null default 0 check (progress between 0 and 1),
  run_after           timestamptz not null default now(),
  dispatched_at       timestamptz,
  lease_until         timestamptz,
  cancel_requested_at timestamptz,
  error_code          text,
  error_message       text,
  requested_by        text        not null,
  request_id          text        not null,
  created_at          timestamptz not null default now(),
  started_at          timestamptz,
  finished_at         timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, kind, key),
  check ((finished_at is not null) = (state in ('SUCCEEDED', 'FAILED', 'CANCELLED'))),
  check ((lease_until is not null) = (state = 'RUNNING')),
  check (dispatched_at is null or state in ('QUEUED', 'RUNNING'))
);
-- Who has work that no worker was told of, tenant by tenant and the longest waiting first.
create index job_waiting on platform.job (tenant_id, run_after, id) where state = 'QUEUED' and dispatched_at is null;
-- What the queue should hold, or a worker has: a few per tenant.
create index job_dispatched on platform.job (tenant_id, id) where dispatched_at is not null;
create index job_finished on platform.job (tenant_id, finished_at) where finished_at is not null;
create index job_state on platform.job (tenant_id, state, id);
create index job_kind on platform.job (tenant_id, kind, id);
comment on column platform.job.tenant_id           is 'INTERNAL: whose job';
comment on column platform.job.id                  is 'INTERNAL: UUIDv7; order of creation';
comment on column platform.job.kind                is 'INTERNAL: what is to be done; names the code that does it';
comment on column platform.job.key                 is 'INTERNAL: idempotence key; a kind has one job per key';
comment on column platform.job.state               is 'INTERNAL: how far it is; FAILED is the dead letter';
comment on column platform.job.attempts            is 'INTERNAL: attempts since it last got on, counted before each begins';
comment on column platform.job.max_attempts        is 'INTERNAL: attempts after which it is given up';
comment on column platform.job.fence               is 'INTERNAL: number of claims; fences off a worker that lost it';
comment on column platform.job.progress            is 'INTERNAL: share that is done, 0 to 1, as the job itself says';
comment on column platform.job.run_after           is 'INTERNAL: not before';
comment on column platform.job.dispatched_at       is 'INTERNAL: when the queue was told; null while it waits its tenant''s turn';
comment on column platform.job.lease_until         is 'INTERNAL: until when its worker is believed to live';
comment on column platform.job.cancel_requested_at is 'INTERNAL: when it was asked to end';
comment on column platform.job.error_code          is 'INTERNAL: code of docs/errors.md, of the last attempt';
comment on column platform.job.error_message       is 'PERSONAL: public sentence of the last attempt; may quote what the tenant entered';
comment on column platform.job.requested_by        is 'INTERNAL: pseudonymous public id of who asked';
comment on column platform.job.request_id          is 'INTERNAL: request that asked';
comment on column platform.job.created_at          is 'INTERNAL: when it was asked for';
comment on column platform.job.started_at          is 'INTERNAL: when it was first claimed';
comment on column platform.job.finished_at         is 'INTERNAL: when it ended';

-- Apart from the job, because who may look at jobs, or look for work across tenants, may not look at what is in them.
create table platform.job_payload (
  tenant_id uuid  not null,
  job_id    uuid  not null,
  payload   jsonb not null,
  primary key (tenant_id, job_id),
  foreign key (tenant_id, job_id) references platform.job (tenant_id, id) on delete cascade
);
comment on column platform.job_payload.tenant_id is 'INTERNAL: whose job';
comment on column platform.job_payload.job_id    is 'INTERNAL: the job';
comment on column platform.job_payload.payload   is 'PERSONAL: what the job works on; deleted when it has succeeded or was cancelled';

alter table platform.job         enable row level security;
alter table platform.job         force row level security;
alter table platform.job_payload enable row level security;
alter table platform.job_payload force row level security;

create policy tenant on platform.job         using (tenant_id = (select platform.current_tenant()));
create policy tenant on platform.job_payload using (tenant_id = (select platform.current_tenant()));
-- A worker must learn which tenant has work before it can work as that tenant. It sees the ledger, not the payloads;
-- whatever it does next, claiming the job included, it does inside that tenant.
create policy worker on platform.job for select to bulkhead_worker using (true);

-- Any room may ask for a job, in the transaction of the change that needs it.
grant select (tenant_id, id, kind, key) on platform.job to bulkhead_identity, bulkhead_tenancy, bulkhead_data;
grant insert (tenant_id, id, kind, key, run_after, requested_by, request_id) on platform.job
  to bulkhead_identity, bulkhead_tenancy, bulkhead_data, bulkhead_audit;
grant insert on platform.job_payload to bulkhead_identity, bulkhead_tenancy, bulkhead_data, bulkhead_audit;
-- Admins list, cancel and retry jobs through audit, which never sees a payload.
grant select on platform.job to bulkhead_audit;
grant update (state, attempts, run_after, cancel_requested_at, dispatched_at, error_code, error_message, finished_at)
  on platform.job to bulkhead_audit;
grant insert on platform.outbox to bulkhead_audit;
grant select, delete on platform.job to bulkhead_worker;
grant update (state, attempts, max_attempts, fence, progress, run_after, dispatched_at, lease_until, error_code,
  error_message, started_at, finished_at) on platform.job to bulkhead_worker;
grant select, delete on platform.job_payload to bulkhead_worker;
grant insert on platform.outbox, platform.audit_event to bulkhead_worker;
