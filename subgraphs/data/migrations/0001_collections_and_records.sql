-- What a tenant keeps: collections, defined at run time by a JSON Schema, and their records.

create schema data;
grant usage on schema data to bulkhead_data;

create table data.collection (
  tenant_id  uuid        not null,
  id         uuid        not null,
  name       text        not null collate "C" check (name ~ '^[a-z][a-z0-9_]{0,62}$'),
  -- json, not jsonb: it keeps the order of the properties as their author wrote them.
  schema     json        not null,
  fields     jsonb       not null,
  created_at timestamptz not null,
  created_by text        not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
comment on column data.collection.tenant_id  is 'INTERNAL: owner';
comment on column data.collection.id         is 'INTERNAL: UUIDv7';
comment on column data.collection.name       is 'INTERNAL: how the API addresses it';
comment on column data.collection.schema     is 'INTERNAL: JSON Schema (2020-12) of its records';
comment on column data.collection.fields     is 'INTERNAL: indexed fields, each with its type and slot';
comment on column data.collection.created_at is 'INTERNAL: when it was defined';
comment on column data.collection.created_by is 'INTERNAL: public id of who defined it';

-- Indexed fields live twice: in `data`, and typed in a slot, because under row-level security an index serves only
-- leakproof operators: those of text, float8 and uuid, never ->>, @> or numeric (docs/adr/0009). A text slot holds 'v'
-- and the value, or '' when the record lacks the field; a number slot holds the value, or -Infinity, which JSON cannot
-- express. So records without the field have their place in the order too. A slot the collection does not use is null.
create table data.record (
  tenant_id     uuid        not null,
  id            uuid        not null,
  collection_id uuid        not null,
  data          jsonb       not null,
  version       int         not null check (version >= 1),
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  created_by    text        not null,
  updated_by    text        not null,
  import_id     uuid,
  import_row    int,
  t1            text        collate "C",
  t2            text        collate "C",
  t3            text        collate "C",
  t4            text        collate "C",
  t5            text        collate "C",
  t6            text        collate "C",
  t7            text        collate "C",
  t8            text        collate "C",
  n1            float8,
  n2            float8,
  n3            float8,
  n4            float8,
  n5            float8,
  n6            float8,
  n7            float8,
  n8            float8,
  primary key (tenant_id, id),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id),
  check ((import_id is null) = (import_row is null))
);
comment on column data.record.tenant_id     is 'INTERNAL: owner';
comment on column data.record.id            is 'INTERNAL: UUIDv7; order of creation';
comment on column data.record.collection_id is 'INTERNAL: its collection';
comment on column data.record.data          is 'PERSONAL: the tenant''s own; the collection''s schema decides what it holds';
comment on column data.record.version       is 'INTERNAL: 1 when created, one more at each change';
comment on column data.record.created_at    is 'INTERNAL: when it was created';
comment on column data.record.updated_at    is 'INTERNAL: when it last changed';
comment on column data.record.created_by    is 'INTERNAL: public id of who created it';
comment on column data.record.updated_by    is 'INTERNAL: public id of who last changed it';
comment on column data.record.import_id     is 'INTERNAL: the import that created it; null for a mutation';
comment on column data.record.import_row    is 'INTERNAL: row of that import''s file';
comment on column data.record.t1            is 'PERSONAL: text slot 1: copy of an indexed field';
comment on column data.record.t2            is 'PERSONAL: text slot 2: copy of an indexed field';
comment on column data.record.t3            is 'PERSONAL: text slot 3: copy of an indexed field';
comment on column data.record.t4            is 'PERSONAL: text slot 4: copy of an indexed field';
comment on column data.record.t5            is 'PERSONAL: text slot 5: copy of an indexed field';
comment on column data.record.t6            is 'PERSONAL: text slot 6: copy of an indexed field';
comment on column data.record.t7            is 'PERSONAL: text slot 7: copy of an indexed field';
comment on column data.record.t8            is 'PERSONAL: text slot 8: copy of an indexed field';
comment on column data.record.n1            is 'PERSONAL: number slot 1: copy of an indexed field';
comment on column data.record.n2            is 'PERSONAL: number slot 2: copy of an indexed field';
comment on column data.record.n3            is 'PERSONAL: number slot 3: copy of an indexed field';
comment on column data.record.n4            is 'PERSONAL: number slot 4: copy of an indexed field';
comment on column data.record.n5            is 'PERSONAL: number slot 5: copy of an indexed field';
comment on column data.record.n6            is 'PERSONAL: number slot 6: copy of an indexed field';
comment on column data.record.n7            is 'PERSONAL: number slot 7: copy of an indexed field';
comment on column data.record.n8            is 'PERSONAL: number slot 8: copy of an indexed field';

create index record_order  on data.record (tenant_id, collection_id, id);
-- A batch of an import is one event; its rows are found here when the event is expanded.
create index record_import on data.record (tenant_id, import_id, import_row) where import_id is not null;
create index record_t1 on data.record (tenant_id, collection_id, t1, id) where t1 is not null;
create index record_t2 on data.record (tenant_id, collection_id, t2, id) where t2 is not null;
create index record_t3 on data.record (tenant_id, collection_id, t3, id) where t3 is not null;
create index record_t4 on data.record (tenant_id, collection_id, t4, id) where t4 is not null;
create index record_t5 on data.record (tenant_id, collection_id, t5, id) where t5 is not null;
create index record_t6 on data.record (tenant_id, collection_id, t6, id) where t6 is not null;
create index record_t7 on data.record (tenant_id, collection_id, t7, id) where t7 is not null;
create index record_t8 on data.record (tenant_id, collection_id, t8, id) where t8 is not null;
create index record_n1 on data.record (tenant_id, collection_id, n1, id) where n1 is not null;
create index record_n2 on data.record (tenant_id, collection_id, n2, id) where n2 is not null;
create index record_n3 on data.record (tenant_id, collection_id, n3, id) where n3 is not null;
create index record_n4 on data.record (tenant_id, collection_id, n4, id) where n4 is not null;
create index record_n5 on data.record (tenant_id, collection_id, n5, id) where n5 is not null;
create index record_n6 on data.record (tenant_id, collection_id, n6, id) where n6 is not null;
create index record_n7 on data.record (tenant_id, collection_id, n7, id) where n7 is not null;
create index record_n8 on data.record (tenant_id, collection_id, n8, id) where n8 is not null;

alter table data.collection enable row level security;
alter table data.collection force row level security;
alter table data.record     enable row level security;
alter table data.record     force row level security;

create policy tenant on data.collection using (tenant_id = (select platform.current_tenant()));
create policy tenant on data.record     using (tenant_id = (select platform.current_tenant()));

grant select, insert on data.collection to bulkhead_data;
grant select, insert, delete on data.record to bulkhead_data;
grant update (data, version, updated_at, updated_by, t1, t2, t3, t4, t5, t6, t7, t8, n1, n2, n3, n4, n5, n6, n7, n8)
  on data.record to bulkhead_data;
