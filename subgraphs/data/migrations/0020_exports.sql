-- Exports of records into files: docs/adr/0048.
create table data.export (
  tenant_id       uuid        not null,
  id              uuid        not null,
  collection_id   uuid        not null,
  schema_version  int         not null,
  status          text        not null check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  format          text        not null check (format in ('CSV', 'JSON', 'NDJSON', 'XML')),
  compression     text        not null check (compression in ('NONE', 'GZIP')),
  formulas        text        not null check (formulas in ('GUARDED', 'VERBATIM')),
  fields          jsonb,
  filter          jsonb,
  filter_digest   text        not null,
  -- The checkpoint, fenced as that of an import: of two runners that believe they have the same export, one writes each part
  -- and the other none.
  step            int         not null default 0 constraint export_fence check (step >= 0),
  after_id        uuid,
  records_total   int,
  records_written int         not null default 0,
  bytes           bigint      not null default 0,
  failure_code    text,
  failure_message text,
  request_id      text        not null,
  created_by      text        not null,
  created_at      timestamptz not null default now(),
  finished_at     timestamptz,
  expires_at      timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id),
  check ((finished_at is null) = (status in ('QUEUED', 'RUNNING')))
);
comment on table  data.export                 is 'Files that records are written into.';
comment on column data.export.tenant_id       is 'INTERNAL: owner';
comment on column data.export.id              is 'INTERNAL: UUIDv7; records made after it are not in the file';
comment on column data.export.collection_id   is 'INTERNAL: whose records';
comment on column data.export.schema_version  is 'INTERNAL: version of the schema that the file is written by';
comment on column data.export.status          is 'INTERNAL: how far it is';
comment on column data.export.format          is 'INTERNAL: what the file is';
comment on column data.export.compression     is 'INTERNAL: whether it is packed';
comment on column data.export.formulas        is 'INTERNAL: what becomes of texts that look like formulas';
comment on column data.export.fields          is 'INTERNAL: properties that are written; null for all';
comment on column data.export.filter          is 'PERSONAL: which records; null for all, and once it has ended';
comment on column data.export.filter_digest   is 'PERSONAL: SHA-256 of the filter, by which a log can be compared with a request';
comment on column data.export.step            is 'INTERNAL: committed parts; fences off a second runner';
comment on column data.export.after_id        is 'INTERNAL: the last record that was written';
comment on column data.export.records_total   is 'INTERNAL: how many matched when it began; null before';
comment on column data.export.records_written is 'INTERNAL: records written so far';
comment on column data.export.bytes           is 'INTERNAL: bytes of the parts so far';
comment on column data.export.failure_code    is 'INTERNAL: why it ended without success';
comment on column data.export.failure_message is 'PERSONAL: what to do about it; may name properties';
comment on column data.export.request_id      is 'INTERNAL: request that started it';
comment on column data.export.created_by      is 'INTERNAL: public id of who started it';
comment on column data.export.created_at      is 'INTERNAL: when it was started';
comment on column data.export.finished_at     is 'INTERNAL: when it ended';
comment on column data.export.expires_at      is 'INTERNAL: until when its file can be fetched';

create table data.export_part (
  tenant_id uuid   not null,
  export_id uuid   not null,
  seq       int    not null,
  blob_id   uuid   not null,
  bytes     bigint not null,
  sha256    text   not null,
  primary key (tenant_id, export_id, seq),
  foreign key (tenant_id, export_id) references data.export (tenant_id, id)
);
comment on table  data.export_part           is 'Blobs of which, one after another, the file of an export is made.';
comment on column data.export_part.tenant_id is 'INTERNAL: owner';
comment on column data.export_part.export_id is 'INTERNAL: the export';
comment on column data.export_part.seq       is 'INTERNAL: place of the part, from 1';
comment on column data.export_part.blob_id   is 'INTERNAL: its bytes';
comment on column data.export_part.bytes     is 'INTERNAL: how many they are';
comment on column data.export_part.sha256    is 'INTERNAL: their digest, in hexadecimal';

alter table data.export enable row level security;
alter table data.export force row level security;
alter table data.export_part enable row level security;
alter table data.export_part force row level security;
create policy tenant on data.export using (tenant_id = (select platform.current_tenant()));
create policy tenant on data.export_part using (tenant_id = (select platform.current_tenant()));
grant select, insert on data.export, data.export_part to bulkhead_data;
grant update (status, filter, step, after_id, records_total, records_written, bytes, failure_code, failure_message, finished_at,
  expires_at) on data.export to bulkhead_data;
-- The worker of an export stores its parts.
grant insert on platform.blob, platform.blob_chunk to bulkhead_data;
grant update (bytes, sha256) on platform.blob to bulkhead_data;

comment on index data.export_pkey      is 'The exports in the order of their creation, a page at a time, and one of them by its id.';
comment on index data.export_part_pkey is 'The parts of an export in their order; each is written once.';
