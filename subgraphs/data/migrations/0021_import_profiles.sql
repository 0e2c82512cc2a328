-- Import profiles: how a kind of file becomes records of a collection, kept under a name so that nobody says it again.

create table data.import_profile (
  tenant_id     uuid        not null,
  id            uuid        not null,
  collection_id uuid        not null,
  name          text        not null check (length(name) between 1 and 63),
  options       jsonb       not null,
  fields        jsonb       not null,
  others        text        not null check (others in ('KEEP', 'IGNORE')),
  version       int         not null default 1 check (version > 0),
  created_by    text        not null,
  created_at    timestamptz not null default now(),
  updated_by    text        not null,
  updated_at    timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint import_profile_once_per_name unique (tenant_id, collection_id, name),
  foreign key (tenant_id, collection_id) references data.collection (tenant_id, id)
);
comment on table  data.import_profile               is 'How a kind of file becomes records of a collection; an import takes a copy of what it says.';
comment on column data.import_profile.tenant_id     is 'INTERNAL: owner';
comment on column data.import_profile.id            is 'INTERNAL: UUIDv7; named by events and the audit log';
comment on column data.import_profile.collection_id is 'INTERNAL: whose records';
comment on column data.import_profile.name          is 'INTERNAL: by which an import asks for it';
comment on column data.import_profile.options       is 'INTERNAL: format, encoding, delimiter and the like, as an import would be told';
comment on column data.import_profile.fields        is 'PERSONAL: which column or path of the file becomes which field; constants are data';
comment on column data.import_profile.others        is 'INTERNAL: what becomes of columns and fields of the file that no entry names';
comment on column data.import_profile.version       is 'INTERNAL: rises with each change';
comment on column data.import_profile.created_by    is 'INTERNAL: public id of who made it';
comment on column data.import_profile.created_at    is 'INTERNAL: when it was made';
comment on column data.import_profile.updated_by    is 'INTERNAL: public id of who changed it last';
comment on column data.import_profile.updated_at    is 'INTERNAL: when it was changed last';
comment on index  data.import_profile_pkey          is 'Events and the audit log name a profile by its id.';
comment on index  data.import_profile_once_per_name is 'Finds a profile by its name, lists those of a collection, and lets no two have one name.';

alter table data.import_profile enable row level security;
alter table data.import_profile force row level security;
create policy tenant on data.import_profile using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on data.import_profile to bulkhead_data;
grant update (options, fields, others, version, updated_by, updated_at) on data.import_profile to bulkhead_data;

-- An import keeps what its profile said when it was started.
alter table data.import
  add column profile text,
  add column fields  jsonb,
  add column others  text check (others in ('KEEP', 'IGNORE'));
comment on column data.import.profile is 'INTERNAL: name of the profile that it was started with';
comment on column data.import.fields  is 'PERSONAL: which column or path of the file becomes which field; null: each its namesake';
comment on column data.import.others  is 'INTERNAL: what becomes of columns and fields of the file that no entry names';
