-- What an import does with a row whose record is there already, and what it does about rows that are not in the file; a
-- trial that stores nothing; a key by which a request may be repeated; and what is needed to take an import back that is to
-- store all or nothing (docs/adr/0046).

alter table data.import
  add column action            text    not null default 'CREATE' check (action in ('CREATE', 'UPSERT', 'REPLACE')),
  add column key_field         text,
  add column key_slot          text,
  add column dry_run           boolean not null default false,
  add column records_created   int     not null default 0,
  add column records_updated   int     not null default 0,
  add column records_unchanged int     not null default 0,
  add column records_deleted   int     not null default 0,
  add column rows_keyless      int     not null default 0,
  add column after_id          uuid,
  add column undo_status       text    check (undo_status in ('FAILED', 'CANCELLED')),
  add column idempotency_key   text    check (char_length(idempotency_key) between 1 and 255),
  add column request_digest    text,
  add column file_digest       text,
  add check ((action = 'CREATE') = (key_field is null)),
  add check ((key_field is null) = (key_slot is null)),
  add check (idempotency_key is null or (request_digest is not null and file_digest is not null)),
  drop constraint import_phase_check,
  add constraint import_phase_check check (phase in ('CHECK', 'STORE', 'DELETE', 'UNDO'));
comment on column data.import.action            is 'INTERNAL: CREATE makes a record of each row, UPSERT writes over those that have its key, REPLACE also deletes those whose key the file lacks';
comment on column data.import.key_field         is 'INTERNAL: unique property that says which record a row is about';
comment on column data.import.key_slot          is 'INTERNAL: unique slot that it had when the import was asked for; with another one the keys met so far mean nothing';
comment on column data.import.dry_run           is 'INTERNAL: whether it only tells what it would do';
comment on column data.import.phase             is 'INTERNAL: CHECK reads the file without storing, STORE stores, DELETE removes what the file lacks, UNDO takes all of it back';
comment on column data.import.records_created   is 'INTERNAL: records made so far and not taken back';
comment on column data.import.records_updated   is 'INTERNAL: records written over so far and not put back';
comment on column data.import.records_unchanged is 'INTERNAL: rows that were as their record is';
comment on column data.import.records_deleted   is 'INTERNAL: records deleted so far and not put back';
comment on column data.import.rows_keyless      is 'INTERNAL: rejected rows of which nobody can say which record they are about';
comment on column data.import.after_id          is 'INTERNAL: the last record that was looked at for whether the file has its key';
comment on column data.import.undo_status       is 'INTERNAL: how it ends once all of it is taken back; null unless it is';
comment on column data.import.idempotency_key   is 'INTERNAL: by which whoever asked may ask again; kept as long as the import';
comment on column data.import.request_digest    is 'INTERNAL: SHA-256 of what was asked for with that key, without the file';
comment on column data.import.file_digest       is 'INTERNAL: SHA-256 of the file';

create unique index import_idempotency on data.import (tenant_id, created_by, idempotency_key)
  where idempotency_key is not null;
comment on index data.import_idempotency is 'Of two requests with the same key of the same principal one makes an import, and the other finds it.';

-- The owner sees no row of a table whose row-level security is forced, so it is lifted for this.
alter table data.import no force row level security;
update data.import set records_created = rows_stored;
alter table data.import force row level security;
grant update (records_created, records_updated, records_unchanged, records_deleted, rows_keyless, after_id, undo_status)
  on data.import to bulkhead_data;

-- Records that were there before an import that is to store all or nothing, and that it has changed. What they were lies in
-- their history; here stands which version of it, until the import has ended.
create table data.import_change (
  tenant_id   uuid    not null,
  import_id   uuid    not null,
  record_id   uuid    not null,
  version     int     not null check (version >= 1),
  is_deletion boolean not null,
  primary key (tenant_id, import_id, record_id),
  foreign key (tenant_id, import_id) references data.import (tenant_id, id)
);
comment on column data.import_change.tenant_id   is 'INTERNAL: owner';
comment on column data.import_change.import_id   is 'INTERNAL: the import that changed it';
comment on column data.import_change.record_id   is 'INTERNAL: the record';
comment on column data.import_change.version     is 'INTERNAL: the version that it had before';
comment on column data.import_change.is_deletion is 'INTERNAL: whether it was deleted or written over';
comment on index data.import_change_pkey is 'What an import has changed, a lot at a time, to put it back.';
create index import_change_record on data.import_change (tenant_id, record_id);
comment on index data.import_change_record is 'Whether an import that has not ended may still put a version back: then it is not purged.';

alter table data.import_change enable row level security;
alter table data.import_change force row level security;
create policy tenant on data.import_change using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on data.import_change to bulkhead_data;
