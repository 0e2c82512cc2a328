-- Schemas change: each version is kept, records know theirs, and writers notice that they know an old one. Records get
-- slots for values that must be unique and for orders by several fields (docs/adr/0039).

alter table data.collection
  add column version  int   not null default 1 check (version >= 1),
  add column revision int   not null default 1,
  add column indexes  jsonb not null default '[]',
  add column texts    jsonb not null default '[]';
comment on column data.collection.version  is 'INTERNAL: number of its schema; one more at each change of it';
comment on column data.collection.revision is 'INTERNAL: one more whenever writers must look at the collection again';
comment on column data.collection.indexes  is 'INTERNAL: orders by several fields, each with its fields and slot';
comment on column data.collection.texts    is 'INTERNAL: fields whose words can be searched, each with its language and slot';

create table data.collection_version (
  tenant_id     uuid        not null,
  collection_id uuid        not null,
  version       int         not null check (version >= 1),
  schema        json        not null,
  created_at    timestamptz not null,
  created_by    text        not null,
  primary key (tenant_id, collection_id, version),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id)
);
comment on column data.collection_version.tenant_id     is 'INTERNAL: owner';
comment on column data.collection_version.collection_id is 'INTERNAL: its collection';
comment on column data.collection_version.version       is 'INTERNAL: 1 when defined, one more at each change';
comment on column data.collection_version.schema        is 'INTERNAL: JSON Schema (2020-12) of records of that version';
comment on column data.collection_version.created_at    is 'INTERNAL: when it came to be in force';
comment on column data.collection_version.created_by    is 'INTERNAL: public id of who asked for it';

alter table data.collection_version enable row level security;
alter table data.collection_version force row level security;
create policy tenant on data.collection_version using (tenant_id = (select platform.current_tenant()));
grant select, insert on data.collection_version to bulkhead_data;
grant update (version, revision, schema, fields, indexes, texts) on data.collection to bulkhead_data;

-- The owner sees no row of a table whose row-level security is forced, so it is lifted for this.
alter table data.collection no force row level security;
alter table data.collection_version no force row level security;
insert into data.collection_version (tenant_id, collection_id, version, schema, created_at, created_by)
select tenant_id, id, 1, schema, created_at, created_by from data.collection;
alter table data.collection force row level security;
alter table data.collection_version force row level security;

alter table data.record
  add column schema_version int not null default 1,
  add column u1 text collate "C",
  add column u2 text collate "C",
  add column u3 text collate "C",
  add column u4 text collate "C",
  add column k1 bytea,
  add column k2 bytea,
  add column k3 bytea,
  add column k4 bytea;
comment on column data.record.schema_version is 'INTERNAL: version of the schema that its data has the shape of';
comment on column data.record.u1 is 'PERSONAL: unique slot 1: copy of a field that no two records share';
comment on column data.record.u2 is 'PERSONAL: unique slot 2: copy of a field that no two records share';
comment on column data.record.u3 is 'PERSONAL: unique slot 3: copy of a field that no two records share';
comment on column data.record.u4 is 'PERSONAL: unique slot 4: copy of a field that no two records share';
comment on column data.record.k1 is 'PERSONAL: key slot 1: several fields in one order';
comment on column data.record.k2 is 'PERSONAL: key slot 2: several fields in one order';
comment on column data.record.k3 is 'PERSONAL: key slot 3: several fields in one order';
comment on column data.record.k4 is 'PERSONAL: key slot 4: several fields in one order';

create unique index record_u1 on data.record (tenant_id, collection_id, u1) where u1 is not null;
create unique index record_u2 on data.record (tenant_id, collection_id, u2) where u2 is not null;
create unique index record_u3 on data.record (tenant_id, collection_id, u3) where u3 is not null;
create unique index record_u4 on data.record (tenant_id, collection_id, u4) where u4 is not null;
create index record_k1 on data.record (tenant_id, collection_id, k1, id) where k1 is not null;
create index record_k2 on data.record (tenant_id, collection_id, k2, id) where k2 is not null;
create index record_k3 on data.record (tenant_id, collection_id, k3, id) where k3 is not null;
create index record_k4 on data.record (tenant_id, collection_id, k4, id) where k4 is not null;
grant update (schema_version, u1, u2, u3, u4, k1, k2, k3, k4) on data.record to bulkhead_data;
