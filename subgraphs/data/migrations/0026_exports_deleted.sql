-- Files of exports that are deleted before their time: docs/adr/0048.
alter table data.export add column deleted_at timestamptz;
comment on column data.export.deleted_at is 'INTERNAL: when its file was deleted before its time; null otherwise';
grant update (deleted_at) on data.export to bulkhead_data;

-- Whoever imports a blob is asked whether it is part of an export, whose file the end of the import would take with it.
create unique index export_part_blob on data.export_part (tenant_id, blob_id);
comment on index data.export_part_blob is 'The export that a blob is part of: such a blob is no upload.';
