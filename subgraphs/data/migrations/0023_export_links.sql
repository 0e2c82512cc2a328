-- Links to files of exports, and the digest of the whole file: docs/adr/0048.
create table data.export_link (
  tenant_id  uuid        not null,
  export_id  uuid        not null,
  id         uuid        not null,
  created_by text        not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  opened_at  timestamptz,
  primary key (tenant_id, export_id, id),
  foreign key (tenant_id, export_id) references data.export (tenant_id, id)
);
comment on table  data.export_link            is 'Addresses that give the file of an export to whoever has them.';
comment on column data.export_link.tenant_id  is 'INTERNAL: owner';
comment on column data.export_link.export_id  is 'INTERNAL: whose file';
comment on column data.export_link.id         is 'INTERNAL: UUIDv7; what makes the address work is not kept';
comment on column data.export_link.created_by is 'INTERNAL: public id of who made it; it works as long as they may have the file';
comment on column data.export_link.created_at is 'INTERNAL: when it was made';
comment on column data.export_link.expires_at is 'INTERNAL: until when it works';
comment on column data.export_link.opened_at  is 'INTERNAL: when it was first used; null until then';
comment on index  data.export_link_pkey       is 'Finds the link that an address names.';

alter table data.export_link enable row level security;
alter table data.export_link force row level security;
create policy tenant on data.export_link using (tenant_id = (select platform.current_tenant()));
grant select, insert on data.export_link to bulkhead_data;
grant update (opened_at) on data.export_link to bulkhead_data;

alter table data.export
  add column digest_state bytea,
  add column sha256       text;
comment on column data.export.digest_state is 'PERSONAL: how far the digest of the file is, sealed; null before its first part and once it has ended';
comment on column data.export.sha256       is 'INTERNAL: digest of the file, in hexadecimal; null unless it has succeeded';
grant update (digest_state, sha256) on data.export to bulkhead_data;
