-- How much of an import is done and how fast it goes, and files beyond 2 GiB.

alter table data.import
  alter column bytes type bigint,
  add column progress      float8      not null default 0 check (progress between 0 and 1),
  add column moved_at      timestamptz,
  add column told_at       timestamptz,
  add column pace_from     timestamptz,
  add column pace_row      int         not null default 0,
  add column pace_progress float8      not null default 0;
comment on column data.import.progress      is 'INTERNAL: share of its work that is done; stays where it was while it is taken back';
comment on column data.import.moved_at      is 'INTERNAL: when its checkpoint moved last';
comment on column data.import.told_at       is 'INTERNAL: when an event told last how far it is';
comment on column data.import.pace_from     is 'INTERNAL: since when its pace is measured: the first checkpoint of its phase, or after it was resumed';
comment on column data.import.pace_row      is 'INTERNAL: number of the row before which it was then';
comment on column data.import.pace_progress is 'INTERNAL: share of its work that was done then';
grant update (progress, moved_at, told_at, pace_from, pace_row, pace_progress) on data.import to bulkhead_data;

-- The owner sees no row of a table whose row-level security is forced, so it is lifted for this.
alter table data.import no force row level security;
update data.import set progress = 1 where status = 'SUCCEEDED';
alter table data.import force row level security;
