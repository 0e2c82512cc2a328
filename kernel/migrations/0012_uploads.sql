-- Uploads that resume (docs/adr/0047): a blob that is put together of other blobs, and how far each upload is.

alter table platform.blob
  drop constraint blob_format_check,
  drop constraint blob_format_key,
  drop constraint blob_plain_in_postgres,
  add constraint blob_format_check check (format in (0, 1, 2)),
  add constraint blob_format_key check (case format
    when 0 then sealed_key is null
    when 1 then sealed_key is not null
    else (sealed_key is not null) = (bytes is not null) end),
  add constraint blob_plain_in_postgres check (format = 1 or store = 'postgres');
comment on column platform.blob.format     is 'INTERNAL: 0 plain chunks of older versions, 1 chunks sealed by AES-256-GCM, 2 the parts in platform.blob_part';
comment on column platform.blob.sealed_key is 'SECRET: content key, sealed by the tenant''s envelope; of format 2, once it is whole, the digest of its list of parts, sealed alike';

create table platform.blob_part (
  tenant_id uuid   not null,
  blob_id   uuid   not null,
  seq       int    not null check (seq >= 0),
  part_id   uuid   not null,
  bytes     bigint not null check (bytes > 0),
  primary key (tenant_id, blob_id, seq),
  unique (tenant_id, part_id),
  -- Not "on delete cascade": a process of the older version would take the whole for a blob without chunks, and leave its
  -- parts behind for good. So it cannot.
  foreign key (tenant_id, blob_id) references platform.blob (tenant_id, id),
  foreign key (tenant_id, part_id) references platform.blob (tenant_id, id) on delete cascade
);
comment on column platform.blob_part.tenant_id is 'INTERNAL: owner';
comment on column platform.blob_part.blob_id   is 'INTERNAL: the whole, a blob of format 2';
comment on column platform.blob_part.seq       is 'INTERNAL: position among its parts, from 0';
comment on column platform.blob_part.part_id   is 'INTERNAL: the part, a blob of format 1';
comment on column platform.blob_part.bytes     is 'INTERNAL: length of the part';

-- The upload's id is that of the blob which it becomes. There is no foreign key, since the row outlives the blob by days: an
-- upload that is gone is told from one that never was.
create table platform.upload (
  tenant_id  uuid        not null,
  blob_id    uuid        not null,
  length     bigint      check (length >= 0),
  at_byte    bigint      not null default 0 check (at_byte >= 0),
  parts      int         not null default 0 check (parts >= 0),
  state      bytea,
  metadata   text,
  created_by text        not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, blob_id),
  check (at_byte <= length)
);
comment on column platform.upload.tenant_id  is 'INTERNAL: owner';
comment on column platform.upload.blob_id    is 'INTERNAL: id of the upload and of the blob that it becomes';
comment on column platform.upload.length     is 'INTERNAL: announced length in bytes; null until it is announced';
comment on column platform.upload.at_byte    is 'INTERNAL: bytes that are kept; moved only from the value that was read, so that of two writers one goes on';
comment on column platform.upload.parts      is 'INTERNAL: how many parts they are in';
comment on column platform.upload.state      is 'SECRET: SHA-256 over these bytes, so far as it is computed; holds the last bytes themselves, so it is sealed by the tenant''s envelope';
comment on column platform.upload.metadata   is 'PERSONAL: Upload-Metadata as its client sent it, such as the name of a file';
comment on column platform.upload.created_by is 'INTERNAL: public id of whose upload it is';
comment on column platform.upload.created_at is 'INTERNAL: when it began';
create index upload_age on platform.upload (created_at);

alter table platform.blob_part enable row level security;
alter table platform.blob_part force row level security;
alter table platform.upload    enable row level security;
alter table platform.upload    force row level security;
create policy tenant on platform.blob_part using (tenant_id = (select platform.current_tenant()));
create policy tenant on platform.upload    using (tenant_id = (select platform.current_tenant()));

-- Uploads are written at the edge; whoever reads a blob reads its parts.
grant update (sealed_key) on platform.blob to bulkhead_gateway;
grant select, insert on platform.blob_part, platform.upload to bulkhead_gateway;
grant update (length, at_byte, parts, state) on platform.upload to bulkhead_gateway;
grant select on platform.blob_part to bulkhead_data, bulkhead_worker;
grant select (tenant_id, blob_id, length, at_byte, created_by) on platform.upload to bulkhead_data;
grant select (format) on platform.blob to bulkhead_worker;
-- What goes with a tenant is counted, and a whole has the bytes of its parts.
grant select (format) on platform.blob to bulkhead_destroyer;

-- What is told of uploads that are gone means nothing after a week; the sweeper removes it in all tenants.
create policy expired on platform.upload for select to bulkhead_worker using (created_at < now() - interval '8 days');
create policy expired_deletion on platform.upload for delete to bulkhead_worker using (created_at < now() - interval '8 days');
grant select (tenant_id, blob_id, created_at), delete on platform.upload to bulkhead_worker;

-- As of 0009; the bytes of a whole are counted once, as those of its parts and when these are there.
create or replace function platform.count_blob_bytes() returns trigger language plpgsql as $$
declare one record;
begin
  -- A tenant that is destroyed has no counts any more.
  if current_user = 'bulkhead_destroyer' then return null; end if;
  for one in execute
    case tg_op
      when 'INSERT' then 'select tenant_id, sum(coalesce(bytes, 0))::bigint as delta from came where format <> 2 group by tenant_id'
      when 'DELETE' then 'select tenant_id, -sum(coalesce(bytes, 0))::bigint as delta from gone where format <> 2 group by tenant_id'
      else 'select tenant_id, sum(delta)::bigint as delta from (
              select tenant_id, coalesce(bytes, 0) as delta from came where format <> 2 union all
              select tenant_id, -coalesce(bytes, 0) from gone where format <> 2) as changed group by tenant_id' end
  loop
    perform platform.count_stored(one.tenant_id, 'bytes', one.delta);
  end loop;
  return null;
end $$;
