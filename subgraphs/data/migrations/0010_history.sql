-- History: what a record was before, and records that were deleted, until their tenant's time for them is over.
-- A record's latest state lives in data.record, or in data.deleted_record once it was deleted; only what was superseded
-- lives in data.record_version. So what is created or imported costs nothing more, and lists, indexes and counts see
-- living records alone (docs/adr/0044).

alter table data.record add column restored_from int;
comment on column data.record.restored_from is 'INTERNAL: the older version whose data this version brought back; null otherwise';
grant update (restored_from) on data.record to bulkhead_data;

create table data.record_version (
  tenant_id      uuid        not null,
  record_id      uuid        not null,
  version        int         not null check (version >= 1),
  collection_id  uuid        not null,
  data           jsonb,
  schema_version int,
  restored_from  int,
  written_at     timestamptz not null,
  written_by     text        not null,
  superseded_at  timestamptz not null default now(),
  primary key (tenant_id, record_id, version),
  check ((data is null) = (schema_version is null))
);
comment on column data.record_version.tenant_id      is 'INTERNAL: owner';
comment on column data.record_version.record_id      is 'INTERNAL: its record, living or deleted';
comment on column data.record_version.version        is 'INTERNAL: its number among the record''s';
comment on column data.record_version.collection_id  is 'INTERNAL: the record''s collection';
comment on column data.record_version.data           is 'PERSONAL: what the record was; null for a deletion that was undone';
comment on column data.record_version.schema_version is 'INTERNAL: version of the schema that its data has the shape of';
comment on column data.record_version.restored_from  is 'INTERNAL: the older version whose data it brought back; null otherwise';
comment on column data.record_version.written_at     is 'INTERNAL: when it came to be';
comment on column data.record_version.written_by     is 'INTERNAL: public id of who made it';
comment on column data.record_version.superseded_at  is 'INTERNAL: when the next one came; its age counts from here';
create index record_version_age on data.record_version (tenant_id, superseded_at);

create table data.deleted_record (
  tenant_id      uuid        not null,
  id             uuid        not null,
  collection_id  uuid        not null,
  version        int         not null check (version >= 2),
  data           jsonb       not null,
  schema_version int         not null,
  restored_from  int,
  created_at     timestamptz not null,
  created_by     text        not null,
  updated_at     timestamptz not null,
  updated_by     text        not null,
  deleted_at     timestamptz not null,
  deleted_by     text        not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id)
);
comment on column data.deleted_record.tenant_id      is 'INTERNAL: owner';
comment on column data.deleted_record.id             is 'INTERNAL: the id that it had, and has again when it is restored';
comment on column data.deleted_record.collection_id  is 'INTERNAL: its collection';
comment on column data.deleted_record.version        is 'INTERNAL: number of the deletion; its data has the one before';
comment on column data.deleted_record.data           is 'PERSONAL: what it was when it was deleted';
comment on column data.deleted_record.schema_version is 'INTERNAL: version of the schema that its data has the shape of';
comment on column data.deleted_record.restored_from  is 'INTERNAL: as of data.record, for its last version';
comment on column data.deleted_record.created_at     is 'INTERNAL: when it was created';
comment on column data.deleted_record.created_by     is 'INTERNAL: public id of who created it';
comment on column data.deleted_record.updated_at     is 'INTERNAL: when its last version came to be';
comment on column data.deleted_record.updated_by     is 'INTERNAL: public id of who made that';
comment on column data.deleted_record.deleted_at     is 'INTERNAL: when it was deleted; its age counts from here';
comment on column data.deleted_record.deleted_by     is 'INTERNAL: public id of who deleted it';
create index deleted_record_order on data.deleted_record (tenant_id, collection_id, deleted_at, id);
create index deleted_record_age   on data.deleted_record (tenant_id, deleted_at, id);

alter table data.record_version enable row level security;
alter table data.record_version force row level security;
alter table data.deleted_record enable row level security;
alter table data.deleted_record force row level security;
create policy tenant on data.record_version using (tenant_id = (select platform.current_tenant()));
create policy tenant on data.deleted_record using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on data.record_version, data.deleted_record to bulkhead_data;

-- A version is kept where it is superseded, so that no way of changing a record can forget it. What moves no version on,
-- as filling a slot, is no change of the record. The bytes of what is kept are the tenant's: a change adds those of the new
-- version, and what was there before stays counted.
create function data.keep_superseded() returns trigger language plpgsql as $$
declare one record;
begin
  insert into data.record_version (tenant_id, record_id, version, collection_id, data, schema_version, restored_from, written_at, written_by)
  select gone.tenant_id, gone.id, gone.version, gone.collection_id, gone.data, gone.schema_version, gone.restored_from,
    gone.updated_at, gone.updated_by
  from gone join came using (tenant_id, id) where came.version > gone.version;
  for one in
    select came.tenant_id, sum(octet_length(came.data::text)
      - case when came.version > gone.version then 0 else octet_length(gone.data::text) end)::bigint as delta
    from came join gone using (tenant_id, id) group by came.tenant_id
  loop
    perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
  end loop;
  return null;
end $$;

-- Bytes of history that goes. A deleted record that is restored goes on in record_version, with its bytes.
create function data.count_purged_bytes() returns trigger language plpgsql as $$
declare one record;
begin
  if current_user = 'bulkhead_destroyer' then return null; end if;
  if tg_table_name = 'record_version' then
    for one in select tenant_id, coalesce(-sum(octet_length(data::text)), 0)::bigint as delta from gone group by tenant_id loop
      perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
    end loop;
  else
    for one in
      select tenant_id, -sum(octet_length(data::text))::bigint as delta from gone
      where not exists (select from data.record_version kept where kept.tenant_id = gone.tenant_id
                          and kept.record_id = gone.id and kept.version = gone.version - 1)
      group by tenant_id
    loop
      perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
    end loop;
  end if;
  return null;
end $$;

drop trigger usage_changed on data.record;
create trigger usage_changed after update on data.record
  referencing old table as gone new table as came for each statement execute function data.keep_superseded();
-- A deleted record moves to data.deleted_record, and its bytes stay.
drop trigger usage_gone_2 on data.record;
create trigger usage_gone after delete on data.record_version
  referencing old table as gone for each statement execute function data.count_purged_bytes();
create trigger usage_gone after delete on data.deleted_record
  referencing old table as gone for each statement execute function data.count_purged_bytes();

-- Changes of many records by a filter: what was asked for, how far it is, and which records could not be changed.

create table data.bulk_change (
  tenant_id       uuid        not null,
  id              uuid        not null,
  collection_id   uuid        not null,
  kind            text        not null check (kind in ('UPDATE', 'DELETE')),
  status          text        not null check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  dry_run         boolean     not null,
  filter          jsonb,
  patch           jsonb,
  filter_digest   text        not null,
  expected_count  int,
  -- The checkpoint, fenced as that of an import: of two runners that believe they have the same change, one makes each lot
  -- and the other none.
  step            int         not null default 0 constraint bulk_change_fence check (step >= 0),
  after_id        uuid,
  records_total   int,
  records_matched int         not null default 0,
  records_changed int         not null default 0,
  records_failed  int         not null default 0,
  failure_code    text,
  failure_message text,
  request_id      text        not null,
  created_by      text        not null,
  created_at      timestamptz not null default now(),
  finished_at     timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id),
  check ((finished_at is null) = (status in ('QUEUED', 'RUNNING')))
);
comment on column data.bulk_change.tenant_id       is 'INTERNAL: owner';
comment on column data.bulk_change.id              is 'INTERNAL: UUIDv7; records made after it are not touched';
comment on column data.bulk_change.collection_id   is 'INTERNAL: whose records';
comment on column data.bulk_change.kind            is 'INTERNAL: what is done to them';
comment on column data.bulk_change.status          is 'INTERNAL: how far it is';
comment on column data.bulk_change.dry_run         is 'INTERNAL: whether it only tells what it would do';
comment on column data.bulk_change.filter          is 'PERSONAL: which records; null for all, and once it has ended';
comment on column data.bulk_change.patch           is 'PERSONAL: merge patch (RFC 7396) of an update; null once it has ended';
comment on column data.bulk_change.filter_digest   is 'PERSONAL: SHA-256 of the filter, by which a log can be compared with a request';
comment on column data.bulk_change.expected_count  is 'INTERNAL: nothing is changed if more records match';
comment on column data.bulk_change.step            is 'INTERNAL: committed lots; fences off a second runner';
comment on column data.bulk_change.after_id        is 'INTERNAL: the last record that was looked at';
comment on column data.bulk_change.records_total   is 'INTERNAL: how many matched when it began; null before';
comment on column data.bulk_change.records_matched is 'INTERNAL: records looked at so far';
comment on column data.bulk_change.records_changed is 'INTERNAL: records changed so far';
comment on column data.bulk_change.records_failed  is 'INTERNAL: records that could not be changed';
comment on column data.bulk_change.failure_code    is 'INTERNAL: why it ended without success';
comment on column data.bulk_change.failure_message is 'INTERNAL: what to do about it';
comment on column data.bulk_change.request_id      is 'INTERNAL: request that started it';
comment on column data.bulk_change.created_by      is 'INTERNAL: public id of who started it';
comment on column data.bulk_change.created_at      is 'INTERNAL: when it was started';
comment on column data.bulk_change.finished_at     is 'INTERNAL: when it ended';

create table data.bulk_failure (
  tenant_id      uuid not null,
  bulk_change_id uuid not null,
  record_id      uuid not null,
  code           text not null,
  path           text not null,
  message        text not null,
  primary key (tenant_id, bulk_change_id, record_id),
  foreign key (tenant_id, bulk_change_id) references data.bulk_change (tenant_id, id)
);
comment on column data.bulk_failure.tenant_id      is 'INTERNAL: owner';
comment on column data.bulk_failure.bulk_change_id is 'INTERNAL: the bulk change';
comment on column data.bulk_failure.record_id      is 'INTERNAL: the record that stayed as it was';
comment on column data.bulk_failure.code           is 'INTERNAL: rule that it would have broken';
comment on column data.bulk_failure.path           is 'PERSONAL: JSON Pointer into the record; names of properties may be data';
comment on column data.bulk_failure.message        is 'PERSONAL: what to do about it; may name properties';

alter table data.bulk_change enable row level security;
alter table data.bulk_change force row level security;
alter table data.bulk_failure enable row level security;
alter table data.bulk_failure force row level security;
create policy tenant on data.bulk_change using (tenant_id = (select platform.current_tenant()));
create policy tenant on data.bulk_failure using (tenant_id = (select platform.current_tenant()));
grant select, insert on data.bulk_change, data.bulk_failure to bulkhead_data;
grant update (status, filter, patch, step, after_id, records_total, records_matched, records_changed, records_failed,
  failure_code, failure_message, finished_at) on data.bulk_change to bulkhead_data;
