-- How long values and records are kept, as schemas say with x-retention: what is marked, and how far its removal has come.

create table data.retention (
  tenant_id      uuid   not null,
  collection_id  uuid   not null,
  path           text   not null,
  days           int    not null check (days between 1 and 36500),
  schema_version int    not null,
  -- UUIDv7 ascend as records are created: what became due since the last run has larger ones.
  after_id       uuid,
  -- Moves with each lot and each change of the mark: who comes second from the same step changes nothing.
  step           int    not null default 0,
  removed        bigint not null default 0,
  versions       bigint not null default 0,
  primary key (tenant_id, collection_id, path),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id)
);
comment on column data.retention.tenant_id      is 'INTERNAL: owner';
comment on column data.retention.collection_id  is 'INTERNAL: whose records';
comment on column data.retention.path           is 'INTERNAL: JSON Pointer to the property that is removed; empty for whole records';
comment on column data.retention.days           is 'INTERNAL: how long after the creation of its record';
comment on column data.retention.schema_version is 'INTERNAL: version of the schema up to which the mark was looked at';
comment on column data.retention.after_id       is 'INTERNAL: the last record that was looked at; null to begin with the first';
comment on column data.retention.step           is 'INTERNAL: committed lots; fences off a second runner';
comment on column data.retention.removed        is 'INTERNAL: records changed or deleted that the audit log has not been told of';
comment on column data.retention.versions       is 'INTERNAL: kept versions and deleted records changed that it has not been told of';
comment on index data.retention_pkey is 'What a tenant''s schemas mark as kept for a time, for the daily run and for a change of a schema.';

alter table data.retention enable row level security;
alter table data.retention force row level security;
create policy tenant on data.retention using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on data.retention to bulkhead_data;
grant update (days, schema_version, after_id, step, removed, versions) on data.retention to bulkhead_data;

-- What is over must be gone from history too.
grant update (data) on data.record_version, data.deleted_record to bulkhead_data;
create index deleted_record_created on data.deleted_record (tenant_id, collection_id, id);
comment on index data.deleted_record_created is
  'A collection''s deleted records in the order of their creation: those that hold a value whose time is over.';

create function data.count_stripped_bytes() returns trigger language plpgsql as $$
declare one record;
begin
  for one in
    select tenant_id, sum(delta)::bigint as delta from (
      select tenant_id, octet_length(data::text) as delta from came where data is not null union all
      select tenant_id, -octet_length(data::text) from gone where data is not null) as changed group by tenant_id
  loop
    perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
  end loop;
  return null;
end $$;
create trigger usage_stripped after update on data.record_version
  referencing old table as gone new table as came for each statement execute function data.count_stripped_bytes();
create trigger usage_stripped after update on data.deleted_record
  referencing old table as gone new table as came for each statement execute function data.count_stripped_bytes();

-- A removal makes a version, and must not fail because its tenant has used up its bytes: what the platform removes from a
-- record is counted as before, without a limit. What it has superseded loses the same value in the same transaction.
create or replace function data.keep_superseded() returns trigger language plpgsql as $$
declare one record;
begin
  insert into data.record_version (tenant_id, record_id, version, collection_id, data, schema_version, restored_from, written_at, written_by)
  select gone.tenant_id, gone.id, gone.version, gone.collection_id, gone.data, gone.schema_version, gone.restored_from,
    gone.updated_at, gone.updated_by
  from gone join came using (tenant_id, id) where came.version > gone.version;
  for one in
    select came.tenant_id,
      came.updated_by = 'platform' and came.version > gone.version and gone.data @> came.data as is_removal,
      sum(octet_length(came.data::text)
        - case when came.version > gone.version then 0 else octet_length(gone.data::text) end)::bigint as delta
    from came join gone using (tenant_id, id) group by 1, 2
  loop
    if one.is_removal then
      insert into platform.usage_level as level (tenant_id, quota, slot, amount)
      values (one.tenant_id, 'bytes', pg_backend_pid() % 8, one.delta)
      on conflict (tenant_id, quota, slot) do update set amount = level.amount + excluded.amount;
    else
      perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
    end if;
  end loop;
  return null;
end $$;
