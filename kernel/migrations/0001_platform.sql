-- What every room shares: the outbox, the audit intake, blobs, and the record of migrations. Rooms may append to the
-- outbox and the audit intake and touch nothing else outside their own schema.

-- The tenant of the running transaction; null, and so no row at all, when none is set. SQL and STABLE, so that the
-- planner inlines it: a VOLATILE function here would run once per row.
create function platform.current_tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;
revoke all on function platform.current_tenant() from public;
grant execute on function platform.current_tenant() to
  bulkhead_identity, bulkhead_tenancy, bulkhead_data, bulkhead_audit, bulkhead_gateway, bulkhead_relay;

create table platform.outbox (
  tenant_id   uuid        not null,
  xid         xid8        not null default pg_current_xact_id(),
  id          bigint      not null generated always as identity,
  type        text        not null,
  version     int         not null,
  subject     uuid        not null,
  payload     jsonb       not null,
  occurred_at timestamptz not null default now(),
  primary key (tenant_id, xid, id)
);
-- The relay reads all tenants in commit order; a consumer reads one tenant by the primary key.
create index outbox_order on platform.outbox (xid, id);
comment on column platform.outbox.tenant_id   is 'INTERNAL: the tenant the event belongs to';
comment on column platform.outbox.xid         is 'INTERNAL: transaction that wrote it; order is (xid, id) below the snapshot horizon';
comment on column platform.outbox.id          is 'INTERNAL: order within the transaction';
comment on column platform.outbox.type        is 'INTERNAL: event type of schema/events.json';
comment on column platform.outbox.version     is 'INTERNAL: version of the payload schema';
comment on column platform.outbox.subject     is 'INTERNAL: what the event is about (collection for record events)';
comment on column platform.outbox.payload     is 'PERSONAL: the event, as its type''s schema says; record values may be personal';
comment on column platform.outbox.occurred_at is 'INTERNAL: start of the writing transaction';

-- Cursors carry the epoch. Transaction ids start again after a restore to an older state, so a restore must set a new
-- one: cursors of the old epoch then answer CURSOR_EXPIRED instead of skipping events.
create table platform.cursor_epoch (
  only_row boolean primary key default true check (only_row),
  epoch    text    not null default left(replace(gen_random_uuid()::text, '-', ''), 12)
);
insert into platform.cursor_epoch default values;
comment on column platform.cursor_epoch.only_row is 'INTERNAL: there is one epoch';
comment on column platform.cursor_epoch.epoch    is 'INTERNAL: names this line of transaction ids';

create table platform.audit_event (
  tenant_id   uuid        not null,
  id          uuid        not null,
  action      text        not null,
  actor_id    text        not null,
  target_id   text        not null,
  outcome     text        not null check (outcome in ('SUCCEEDED', 'DENIED')),
  occurred_at timestamptz not null,
  body        jsonb       not null,
  personal    jsonb       not null,
  leaf        bytea       not null check (length(leaf) = 32),
  primary key (tenant_id, id)
);
create index audit_event_action on platform.audit_event (tenant_id, action, id);
create index audit_event_actor  on platform.audit_event (tenant_id, actor_id, id);
create index audit_event_target on platform.audit_event (tenant_id, target_id, id);
-- Denials are rare and asked for often; partial, so that it costs a successful change nothing.
create index audit_event_denied on platform.audit_event (tenant_id, id) where outcome = 'DENIED';
comment on column platform.audit_event.tenant_id   is 'INTERNAL: the tenant whose log this is';
comment on column platform.audit_event.id          is 'INTERNAL: UUIDv7; order of the log';
comment on column platform.audit_event.action      is 'INTERNAL: action of schema/events.json';
comment on column platform.audit_event.actor_id    is 'INTERNAL: pseudonymous public id of who acted';
comment on column platform.audit_event.target_id   is 'INTERNAL: public id of what was acted on';
comment on column platform.audit_event.outcome     is 'INTERNAL: SUCCEEDED or DENIED';
comment on column platform.audit_event.occurred_at is 'INTERNAL: when';
comment on column platform.audit_event.body        is 'INTERNAL: the non-personal part, covered by the leaf';
comment on column platform.audit_event.personal    is 'PERSONAL: personal facts with their salts; erasable';
comment on column platform.audit_event.leaf        is 'INTERNAL: RFC 6962 leaf hash over the canonical body';

create table platform.blob (
  tenant_id  uuid        not null,
  id         uuid        not null,
  bytes      bigint      check (bytes >= 0),
  sha256     bytea       check (length(sha256) = 32),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
comment on column platform.blob.tenant_id  is 'INTERNAL: owner';
comment on column platform.blob.id         is 'INTERNAL: UUIDv7';
comment on column platform.blob.bytes      is 'INTERNAL: length; null while it is still being written';
comment on column platform.blob.sha256     is 'INTERNAL: digest of the whole; null while it is still being written';
comment on column platform.blob.created_at is 'INTERNAL: when writing began';

create table platform.blob_chunk (
  tenant_id uuid  not null,
  blob_id   uuid  not null,
  seq       int   not null check (seq >= 0),
  content   bytea not null,
  primary key (tenant_id, blob_id, seq),
  foreign key (tenant_id, blob_id) references platform.blob (tenant_id, id) on delete cascade
);
-- Uploads hardly compress in 1 MiB chunks of mixed text and never in archives: store them as they came.
alter table platform.blob_chunk alter column content set storage external;
comment on column platform.blob_chunk.tenant_id is 'INTERNAL: owner';
comment on column platform.blob_chunk.blob_id   is 'INTERNAL: the blob';
comment on column platform.blob_chunk.seq       is 'INTERNAL: position, from 0; all chunks but the last have the same length';
comment on column platform.blob_chunk.content   is 'PERSONAL: uploaded bytes';

alter table platform.outbox      enable row level security;
alter table platform.outbox      force row level security;
alter table platform.audit_event enable row level security;
alter table platform.audit_event force row level security;
alter table platform.blob        enable row level security;
alter table platform.blob        force row level security;
alter table platform.blob_chunk  enable row level security;
alter table platform.blob_chunk  force row level security;

create policy tenant on platform.outbox      using (tenant_id = (select platform.current_tenant()));
create policy tenant on platform.audit_event using (tenant_id = (select platform.current_tenant()));
create policy tenant on platform.blob        using (tenant_id = (select platform.current_tenant()));
create policy tenant on platform.blob_chunk  using (tenant_id = (select platform.current_tenant()));
-- The relay hands every tenant's events to that tenant's consumers: it alone reads across tenants, and reads only this.
create policy relay on platform.outbox for select to bulkhead_relay using (true);

grant usage on schema platform to bulkhead_identity, bulkhead_tenancy, bulkhead_data, bulkhead_audit, bulkhead_gateway, bulkhead_relay;
grant insert on platform.outbox to bulkhead_identity, bulkhead_tenancy, bulkhead_data;
grant insert on platform.audit_event to bulkhead_identity, bulkhead_tenancy, bulkhead_data, bulkhead_audit;
grant select on platform.audit_event to bulkhead_audit;
grant select on platform.outbox, platform.cursor_epoch to bulkhead_relay;
-- Uploads are written at the edge and consumed by the room they are for.
grant select, insert, delete on platform.blob to bulkhead_gateway;
grant update (bytes, sha256) on platform.blob to bulkhead_gateway;
grant select, delete on platform.blob to bulkhead_data;
grant select, insert, delete on platform.blob_chunk to bulkhead_gateway;
grant select, delete on platform.blob_chunk to bulkhead_data;

comment on column platform.migration.room       is 'INTERNAL: room the migration belongs to';
comment on column platform.migration.name       is 'INTERNAL: file name';
comment on column platform.migration.sha256     is 'INTERNAL: digest of the file, so that an edit is noticed';
comment on column platform.migration.applied_at is 'INTERNAL: when it was applied';
