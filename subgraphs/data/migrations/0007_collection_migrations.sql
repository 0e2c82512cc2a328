-- A change of a schema that records contradict, or that needs their fields copied elsewhere, is a migration: it goes through
-- all records of its collection before it is in force, and while it does, records are kept so that both schemas hold for
-- them (docs/adr/0039).

alter table data.collection
  add column pending   jsonb,
  add column rewriting jsonb;
comment on column data.collection.pending   is 'INTERNAL: migration that is being checked: its id, mapping and layout; writers keep both';
comment on column data.collection.rewriting is 'INTERNAL: how records whose data is of an older version are mapped when they are read, until all are rewritten';
grant update (pending, rewriting) on data.collection to bulkhead_data;

alter table data.collection_version add column mapping jsonb;
comment on column data.collection_version.mapping is 'INTERNAL: how data of the version before becomes data of this one; null when it is as it was';

create table data.collection_migration (
  tenant_id       uuid        not null,
  id              uuid        not null,
  collection_id   uuid        not null,
  from_version    int         not null,
  schema          json        not null,
  mapping         jsonb       not null,
  layout          jsonb       not null,
  previous        jsonb       not null,
  dry_run         boolean     not null,
  state           text        not null check (state in ('CHECKING', 'CHECKED', 'BACKFILLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  phase           text        not null check (phase in ('CHECK', 'REWRITE', 'CLEAN')),
  -- As with imports: each lot moves the step by one in its own transaction, and of two workers one is refused.
  step            int         not null default 0 constraint migration_fence check (step >= 0),
  at_id           uuid        not null default '00000000-0000-0000-0000-000000000000',
  until_id        uuid,
  records_total   int,
  records_checked int         not null default 0,
  records_failed  int         not null default 0,
  records_moved   int         not null default 0,
  request_id      text        not null,
  created_by      text        not null,
  created_at      timestamptz not null default now(),
  applied_at      timestamptz,
  finished_at     timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id)
);
comment on column data.collection_migration.tenant_id       is 'INTERNAL: owner';
comment on column data.collection_migration.id              is 'INTERNAL: UUIDv7; order of creation';
comment on column data.collection_migration.collection_id   is 'INTERNAL: what is migrated';
comment on column data.collection_migration.from_version    is 'INTERNAL: version that it begins at';
comment on column data.collection_migration.schema          is 'INTERNAL: JSON Schema (2020-12) that it leads to';
comment on column data.collection_migration.mapping         is 'INTERNAL: how data becomes data of the new schema';
comment on column data.collection_migration.layout          is 'INTERNAL: slots by the new schema';
comment on column data.collection_migration.previous        is 'INTERNAL: slots by the old schema';
comment on column data.collection_migration.dry_run         is 'INTERNAL: whether it only checks';
comment on column data.collection_migration.state           is 'INTERNAL: how far it is; how it ends is said as soon as it is known';
comment on column data.collection_migration.phase           is 'INTERNAL: what is done with records: checked, rewritten, or rid of what the check wrote';
comment on column data.collection_migration.step            is 'INTERNAL: committed lots; fences off a second worker';
comment on column data.collection_migration.at_id           is 'INTERNAL: record before the next lot';
comment on column data.collection_migration.until_id        is 'INTERNAL: last record that was there when the phase began: those behind it were written for it';
comment on column data.collection_migration.records_total   is 'INTERNAL: records at its start';
comment on column data.collection_migration.records_checked is 'INTERNAL: records checked so far';
comment on column data.collection_migration.records_failed  is 'INTERNAL: records that would not be right so far';
comment on column data.collection_migration.records_moved   is 'INTERNAL: records rewritten so far';
comment on column data.collection_migration.request_id      is 'INTERNAL: request that asked for it';
comment on column data.collection_migration.created_by      is 'INTERNAL: public id of who asked for it';
comment on column data.collection_migration.created_at      is 'INTERNAL: when it was asked for';
comment on column data.collection_migration.applied_at      is 'INTERNAL: since when the new schema is in force';
comment on column data.collection_migration.finished_at     is 'INTERNAL: when nothing of it was left to do';

create unique index collection_migration_running on data.collection_migration (tenant_id, collection_id)
  where finished_at is null;
create index collection_migration_order on data.collection_migration (tenant_id, collection_id, id);

create table data.migration_failure (
  tenant_id    uuid not null,
  migration_id uuid not null,
  record_id    uuid not null,
  path         text not null,
  code         text not null,
  message      text not null,
  primary key (tenant_id, migration_id, record_id),
  foreign key (tenant_id, migration_id) references data.collection_migration (tenant_id, id)
);
comment on column data.migration_failure.tenant_id    is 'INTERNAL: owner';
comment on column data.migration_failure.migration_id is 'INTERNAL: its migration';
comment on column data.migration_failure.record_id    is 'INTERNAL: record that would not be right';
comment on column data.migration_failure.path         is 'INTERNAL: place in the record';
comment on column data.migration_failure.code         is 'INTERNAL: what is wrong there';
comment on column data.migration_failure.message      is 'INTERNAL: what to do about it; quotes no value';

-- Keys of a lot are looked for while the records before it have theirs; a check that changes nothing notes them here.
create table data.staged_key (
  tenant_id uuid not null,
  owner_id  uuid not null,
  slot      text not null,
  value     text not null collate "C",
  primary key (tenant_id, owner_id, slot, value)
);
comment on column data.staged_key.tenant_id is 'INTERNAL: owner';
comment on column data.staged_key.owner_id  is 'INTERNAL: migration or import that is being checked';
comment on column data.staged_key.slot      is 'INTERNAL: unique slot that the value would be in';
comment on column data.staged_key.value     is 'PERSONAL: value that was met; removed when the check has ended';

alter table data.collection_migration enable row level security;
alter table data.collection_migration force row level security;
alter table data.migration_failure    enable row level security;
alter table data.migration_failure    force row level security;
alter table data.staged_key           enable row level security;
alter table data.staged_key           force row level security;
create policy tenant on data.collection_migration using (tenant_id = (select platform.current_tenant()));
create policy tenant on data.migration_failure    using (tenant_id = (select platform.current_tenant()));
create policy tenant on data.staged_key           using (tenant_id = (select platform.current_tenant()));

grant select, insert on data.collection_migration to bulkhead_data;
grant update (state, phase, step, at_id, until_id, records_total, records_checked, records_failed, records_moved, applied_at, finished_at)
  on data.collection_migration to bulkhead_data;
grant select, insert, delete on data.migration_failure to bulkhead_data;
grant select, insert, delete on data.staged_key to bulkhead_data;
