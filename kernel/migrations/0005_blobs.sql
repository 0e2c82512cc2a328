-- Blobs are encrypted, may lie in object storage, and expire unless something takes them into use.

alter table platform.blob
  -- 0 is what an older version writes, also while it still runs beside a newer one: plain chunks in platform.blob_chunk.
  add column format     smallint not null default 0 check (format in (0, 1)),
  add column store      text     not null default 'postgres' check (store in ('postgres', 's3')),
  add column sealed_key bytea,
  add column expires_at timestamptz,
  add constraint blob_format_key check ((format = 1) = (sealed_key is not null)),
  add constraint blob_plain_in_postgres check (format = 1 or store = 'postgres');
comment on column platform.blob.format     is 'INTERNAL: 0 plain chunks of older versions, 1 chunks sealed by AES-256-GCM';
comment on column platform.blob.store      is 'INTERNAL: where the chunks are: postgres in platform.blob_chunk, s3 in the object <tenant_id>/<id>';
comment on column platform.blob.sealed_key is 'SECRET: content key, sealed by the tenant''s envelope';
comment on column platform.blob.expires_at is 'INTERNAL: nobody finds it from then on, and the sweeper removes it; null: it is in use';
comment on column platform.blob_chunk.content is 'PERSONAL: uploaded bytes; sealed where the blob''s format is 1';

-- Uploads that had not ended when this ran, and whatever an older version running beside a newer one still stores: it sets
-- no expiry, and clears none. A week is longer than any such import waits for its turn.
-- The owner sees no row of a table whose row-level security is forced, so it is lifted for this one statement.
alter table platform.blob no force row level security;
update platform.blob set expires_at = now() + interval '1 day' where bytes is null;
alter table platform.blob force row level security;
alter table platform.blob alter column expires_at set default now() + interval '7 days';

create index blob_expiry on platform.blob (expires_at) where expires_at is not null;

grant update (expires_at) on platform.blob to bulkhead_gateway, bulkhead_data;

-- The sweeper must find what has expired in all tenants before it can work as one of them. It sees ids and dates, no
-- digest, no key and no content; removing stays under the policy "tenant".
create policy sweeper on platform.blob for select to bulkhead_worker using (true);
grant select (tenant_id, id, bytes, store, expires_at), delete on platform.blob to bulkhead_worker;
grant select (tenant_id, blob_id, seq), delete on platform.blob_chunk to bulkhead_worker;
