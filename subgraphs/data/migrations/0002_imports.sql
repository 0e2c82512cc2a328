-- CSV imports: what was asked for, how far it is, which rows were refused.

create table data.import (
  tenant_id       uuid        not null,
  id              uuid        not null,
  collection_id   uuid        not null,
  blob_id         uuid        not null,
  mode            text        not null check (mode in ('STRICT', 'PARTIAL')),
  status          text        not null check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  bytes           int         not null check (bytes >= 0),
  -- The checkpoint: where the next batch begins. Each batch moves it in the transaction that stores the batch's rows,
  -- and only from the step it started at: otherwise the step becomes negative, the check fails and with it the
  -- transaction. So of two runners that believe they have the same import, one stores each batch and the other none.
  phase           text        not null default 'CHECK' check (phase in ('CHECK', 'STORE')),
  step            int         not null default 0 constraint import_fence check (step >= 0),
  at_byte         bigint      not null default 0,
  at_line         int         not null default 1,
  at_row          int         not null default 0,
  rows_read       int         not null default 0,
  rows_stored     int         not null default 0,
  rows_rejected   int         not null default 0,
  failure_code    text,
  failure_line    int,
  failure_message text,
  request_id      text        not null,
  created_by      text        not null,
  created_at      timestamptz not null default now(),
  finished_at     timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, blob_id),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id),
  check ((finished_at is not null) = (status in ('SUCCEEDED', 'FAILED')))
);
comment on column data.import.tenant_id       is 'INTERNAL: owner';
comment on column data.import.id              is 'INTERNAL: UUIDv7; order of creation';
comment on column data.import.collection_id   is 'INTERNAL: where the rows go';
comment on column data.import.blob_id         is 'INTERNAL: the uploaded file; deleted when the import has ended';
comment on column data.import.mode            is 'INTERNAL: STRICT stores all rows or none, PARTIAL the right ones';
comment on column data.import.status          is 'INTERNAL: how far it is';
comment on column data.import.bytes           is 'INTERNAL: length of the file';
comment on column data.import.phase           is 'INTERNAL: CHECK reads the file without storing, STORE stores';
comment on column data.import.step            is 'INTERNAL: committed batches; fences off a second runner';
comment on column data.import.at_byte         is 'INTERNAL: where in the file the next batch begins; 0 before the header was read';
comment on column data.import.at_line         is 'INTERNAL: line number there';
comment on column data.import.at_row          is 'INTERNAL: number of the row before';
comment on column data.import.rows_read       is 'INTERNAL: rows read so far';
comment on column data.import.rows_stored     is 'INTERNAL: records stored so far';
comment on column data.import.rows_rejected   is 'INTERNAL: rows found wrong so far';
comment on column data.import.failure_code    is 'INTERNAL: why the file was refused as a whole';
comment on column data.import.failure_line    is 'INTERNAL: line to blame';
comment on column data.import.failure_message is 'PERSONAL: what to do about it; may quote the names found in the first line, which in a wrong file is data';
comment on column data.import.request_id      is 'INTERNAL: request that started it';
comment on column data.import.created_by      is 'INTERNAL: public id of who started it';
comment on column data.import.created_at      is 'INTERNAL: when it was started';
comment on column data.import.finished_at     is 'INTERNAL: when it ended';

create table data.import_rejection (
  tenant_id   uuid not null,
  import_id   uuid not null,
  row         int  not null,
  line        int  not null,
  column_name text,
  code        text not null,
  message     text not null,
  value       text,
  primary key (tenant_id, import_id, row),
  foreign key (tenant_id, import_id) references data.import (tenant_id, id)
);
comment on column data.import_rejection.tenant_id   is 'INTERNAL: owner';
comment on column data.import_rejection.import_id   is 'INTERNAL: the import';
comment on column data.import_rejection.row         is 'INTERNAL: number of the row, from 1, without the header';
comment on column data.import_rejection.line        is 'INTERNAL: line of the file where the row begins';
comment on column data.import_rejection.column_name is 'INTERNAL: column to blame';
comment on column data.import_rejection.code        is 'INTERNAL: row code of docs/errors.md';
comment on column data.import_rejection.message     is 'INTERNAL: what to do about it';
comment on column data.import_rejection.value       is 'PERSONAL: the value, masked to its first and last character';

-- Imports that still have work. A row goes only when everything is done, the file deleted too.
create table data.import_queue (
  tenant_id uuid not null,
  import_id uuid not null,
  primary key (tenant_id, import_id),
  foreign key (tenant_id, import_id) references data.import (tenant_id, id)
);
comment on column data.import_queue.tenant_id is 'INTERNAL: whose import';
comment on column data.import_queue.import_id is 'INTERNAL: which import; UUIDv7, so the oldest comes first';

alter table data.import           enable row level security;
alter table data.import           force row level security;
alter table data.import_rejection enable row level security;
alter table data.import_rejection force row level security;
alter table data.import_queue     enable row level security;
alter table data.import_queue     force row level security;

create policy tenant on data.import           using (tenant_id = (select platform.current_tenant()));
create policy tenant on data.import_rejection using (tenant_id = (select platform.current_tenant()));
create policy tenant on data.import_queue     using (tenant_id = (select platform.current_tenant()));
-- The one place where the room looks across tenants: the runner must learn which tenant has work before it can work as
-- that tenant. It may read two ids per waiting import here, and nothing else; whatever it does next, reading the import
-- included, it does inside that tenant. Writing stays under the policy above.
create policy queue on data.import_queue for select to bulkhead_data using (true);

grant select, insert on data.import to bulkhead_data;
grant update (status, phase, step, at_byte, at_line, at_row, rows_read, rows_stored, rows_rejected,
  failure_code, failure_line, failure_message, finished_at) on data.import to bulkhead_data;
grant select, insert on data.import_rejection to bulkhead_data;
grant select, insert, delete on data.import_queue to bulkhead_data;
