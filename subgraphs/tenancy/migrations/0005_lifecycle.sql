-- How a tenant ends (docs/adr/0033): who asked for it, what was destroyed when the day came, and the exports that its Admins
-- take along. Rights to tenant-owned tables in general are given by kernel/tenant-table-grants.ts, from the catalogue.

alter table tenancy.tenant add column close_reason text;
alter table tenancy.tenant add column close_requested_by text;
alter table tenancy.tenant add column close_requested_at timestamptz;
-- A suspended tenant may be closing too: it stays suspended until its day.
alter table tenancy.tenant add constraint tenant_active_check check ((status = 'ACTIVE') <= (closes_at is null));
alter table tenancy.tenant add constraint tenant_close_check
  check (status = 'CLOSED' or (closes_at is null) = (close_requested_at is null));
comment on column tenancy.tenant.close_reason       is 'PERSONAL: why it is closing, in the words of who asked; free text may name people. Null otherwise';
comment on column tenancy.tenant.close_requested_by is 'INTERNAL: public id of who asked to close it; pseudonymous';
comment on column tenancy.tenant.close_requested_at is 'INTERNAL: when';
comment on column tenancy.tenant.name               is 'INTERNAL: name to show; empty once it is closed';
create index tenant_closing on tenancy.tenant (closes_at) where closes_at is not null;
grant update (close_reason, close_requested_by, close_requested_at) on tenancy.tenant to bulkhead_tenancy;

-- What became of a tenant that is no more. Of the installation: it outlives the tenant, whose id and slug are all it knows.
create table tenancy.closure_certificate (
  owner        uuid        not null primary key,
  slug         text        not null,
  requested_by text        not null,
  requested_at timestamptz not null,
  closed_at    timestamptz not null,
  progress     jsonb       not null check (jsonb_typeof(progress) = 'object'),
  recipients   bytea,
  jws          text,
  issued_at    timestamptz,
  check ((jws is null) = (issued_at is null)),
  check (jws is null or recipients is null)
);
create index closure_certificate_issued on tenancy.closure_certificate (issued_at);
comment on column tenancy.closure_certificate.owner        is 'INTERNAL: uuid that the tenant had';
comment on column tenancy.closure_certificate.slug         is 'INTERNAL: its short name, which no other tenant gets';
comment on column tenancy.closure_certificate.requested_by is 'INTERNAL: public id of who asked for it; pseudonymous';
comment on column tenancy.closure_certificate.requested_at is 'INTERNAL: when';
comment on column tenancy.closure_certificate.closed_at    is 'INTERNAL: when nothing of it worked any more, and destroying began';
comment on column tenancy.closure_certificate.progress     is 'INTERNAL: what was destroyed so far: counts, and fingerprints of keys';
comment on column tenancy.closure_certificate.recipients   is 'SECRET: addresses of its last Admins, sealed by the envelope of the installation; gone once their mails are queued';
comment on column tenancy.closure_certificate.jws          is 'INTERNAL: the certificate (RFC 7515); null until everything is destroyed';
comment on column tenancy.closure_certificate.issued_at    is 'INTERNAL: when it was signed';

-- The key that signs certificates. It never rotates: a certificate must be believed for as long as somebody keeps it.
create table tenancy.certificate_key (
  thumbprint text        not null primary key,
  public_jwk jsonb       not null,
  sealed     bytea       not null,
  created_at timestamptz not null default now()
);
comment on column tenancy.certificate_key.thumbprint is 'PUBLIC: of the public key (RFC 7638); `kid` of the certificates';
comment on column tenancy.certificate_key.public_jwk is 'PUBLIC: the public key (RFC 7517)';
comment on column tenancy.certificate_key.sealed     is 'SECRET: the private key, sealed by the envelope of the installation';
comment on column tenancy.certificate_key.created_at is 'INTERNAL: when it was made';

create table tenancy.tenant_export (
  tenant_id   uuid        not null references tenancy.tenant (tenant_id),
  id          uuid        not null,
  status      text        not null check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  has_audit   boolean     not null default true,
  checkpoint  jsonb       not null default '{}',
  progress    real        not null default 0 check (progress between 0 and 1),
  rows        bigint      not null default 0,
  bytes       bigint      not null default 0,
  created_by  text        not null,
  created_at  timestamptz not null default now(),
  finished_at timestamptz,
  expires_at  timestamptz,
  primary key (tenant_id, id),
  check ((finished_at is not null) = (status in ('SUCCEEDED', 'FAILED'))),
  check ((expires_at is not null) = (status = 'SUCCEEDED'))
);
create unique index tenant_export_at_once on tenancy.tenant_export (tenant_id) where status in ('QUEUED', 'RUNNING');
comment on column tenancy.tenant_export.tenant_id   is 'INTERNAL: the tenant';
comment on column tenancy.tenant_export.id          is 'INTERNAL: UUIDv7';
comment on column tenancy.tenant_export.status      is 'INTERNAL: how far it is';
comment on column tenancy.tenant_export.has_audit   is 'INTERNAL: whether the audit log is in it';
comment on column tenancy.tenant_export.checkpoint  is 'INTERNAL: where the next part begins: a table, and the key of its last row written';
comment on column tenancy.tenant_export.progress    is 'INTERNAL: share that is done, 0 to 1';
comment on column tenancy.tenant_export.rows        is 'INTERNAL: rows written so far';
comment on column tenancy.tenant_export.bytes       is 'INTERNAL: bytes of the parts so far';
comment on column tenancy.tenant_export.created_by  is 'INTERNAL: public id of who asked for it';
comment on column tenancy.tenant_export.created_at  is 'INTERNAL: when';
comment on column tenancy.tenant_export.finished_at is 'INTERNAL: when it ended';
comment on column tenancy.tenant_export.expires_at  is 'INTERNAL: until when it can be fetched; null unless it succeeded';

-- The archive, in blobs that follow one another: each is a gzip member of whole tar entries.
create table tenancy.tenant_export_part (
  tenant_id uuid   not null,
  export_id uuid   not null,
  seq       int    not null check (seq >= 0),
  blob_id   uuid   not null,
  bytes     bigint not null check (bytes > 0),
  primary key (tenant_id, export_id, seq),
  foreign key (tenant_id, export_id) references tenancy.tenant_export (tenant_id, id)
);
comment on column tenancy.tenant_export_part.tenant_id is 'INTERNAL: the tenant';
comment on column tenancy.tenant_export_part.export_id is 'INTERNAL: the export';
comment on column tenancy.tenant_export_part.seq       is 'INTERNAL: position, from 0';
comment on column tenancy.tenant_export_part.blob_id   is 'INTERNAL: where its bytes are';
comment on column tenancy.tenant_export_part.bytes     is 'INTERNAL: length of the blob';

alter table tenancy.tenant_export      enable row level security;
alter table tenancy.tenant_export      force row level security;
alter table tenancy.tenant_export_part enable row level security;
alter table tenancy.tenant_export_part force row level security;
create policy tenant on tenancy.tenant_export      using (tenant_id = (select platform.current_tenant()));
create policy tenant on tenancy.tenant_export_part using (tenant_id = (select platform.current_tenant()));

grant select, insert on tenancy.tenant_export to bulkhead_tenancy;
grant update (status, checkpoint, progress, rows, bytes, finished_at, expires_at) on tenancy.tenant_export to bulkhead_tenancy;
grant select, insert on tenancy.tenant_export_part to bulkhead_tenancy;
-- For the operator's command: it shows certificates, and checks them with the public keys.
grant select (owner, slug, requested_by, requested_at, closed_at, jws, issued_at) on tenancy.closure_certificate to bulkhead_tenancy;
grant select (thumbprint, public_jwk, created_at) on tenancy.certificate_key to bulkhead_tenancy;

-- Whoever destroys must find the tenants whose day has come before it can work as one of them: ids, dates and the slug.
create policy closing on tenancy.tenant for select to bulkhead_destroyer using (closes_at is not null);
grant usage on schema platform, tenancy to bulkhead_destroyer;
grant select (tenant_id, slug, status, closes_at, closed_at, close_requested_by, close_requested_at) on tenancy.tenant to bulkhead_destroyer;
grant update (name, status, suspended_reason, closed_at, close_reason, close_requested_by) on tenancy.tenant to bulkhead_destroyer;
grant select, insert on tenancy.closure_certificate, tenancy.certificate_key to bulkhead_destroyer;
grant update (progress, recipients, jws, issued_at) on tenancy.closure_certificate to bulkhead_destroyer;
grant insert on platform.outbox, platform.audit_event to bulkhead_destroyer;
grant select (type) on platform.outbox to bulkhead_destroyer;
grant select (leaf) on platform.audit_event to bulkhead_destroyer;
grant select (bytes) on platform.blob to bulkhead_destroyer;
-- The job of a closing, and the mails with its certificate, are the installation's.
grant select (tenant_id, id, kind, key) on platform.job to bulkhead_destroyer;
grant insert (tenant_id, id, kind, key, run_after, requested_by, request_id) on platform.job to bulkhead_destroyer;
grant insert on platform.job_payload to bulkhead_destroyer;
-- Fingerprints of the keys, as backups hold them.
grant select on platform.tenant_key, platform.data_key to bulkhead_destroyer;
