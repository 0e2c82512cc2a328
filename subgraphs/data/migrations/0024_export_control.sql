-- Exports that are paused, resumed and followed: as imports, in 0019 and 0022.

alter table data.export
  -- Each time an export is made to go on it gets another job; the jobs before it have nothing to do any more.
  add column run             int         not null default 0 check (run >= 0),
  add column progress        float8      not null default 0 check (progress between 0 and 1),
  add column records_reached int         not null default 0,
  add column moved_at        timestamptz,
  add column told_at         timestamptz,
  add column pace_from       timestamptz,
  add column pace_records    int         not null default 0,
  add column pace_progress   float8      not null default 0,
  drop constraint export_status_check,
  add constraint export_status_check
    check (status in ('QUEUED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  drop constraint export_check,
  add constraint export_end_check check ((finished_at is not null) = (status in ('SUCCEEDED', 'FAILED', 'CANCELLED')));
comment on column data.export.step            is 'INTERNAL: committed steps: parts, and each time it was paused or resumed; fences off a second runner';
comment on column data.export.run             is 'INTERNAL: how often it was made to go on; a job of an earlier run does nothing';
comment on column data.export.progress        is 'INTERNAL: share of the records that is written; never falls';
comment on column data.export.records_reached is 'INTERNAL: records written so far, in the part that is being written too';
comment on column data.export.moved_at        is 'INTERNAL: when it came as far';
comment on column data.export.told_at         is 'INTERNAL: when an event told last how far it is';
comment on column data.export.pace_from       is 'INTERNAL: since when its pace is measured: from its first records on, or those after it was resumed';
comment on column data.export.pace_records    is 'INTERNAL: records that were written then';
comment on column data.export.pace_progress   is 'INTERNAL: share of the records that was written then';
comment on column data.export_part.seq        is 'INTERNAL: place of the part among the others: the step that it was committed with';
grant update (run, progress, records_reached, moved_at, told_at, pace_from, pace_records, pace_progress) on data.export to bulkhead_data;

-- The owner sees no row of a table whose row-level security is forced, so it is lifted for this.
alter table data.export no force row level security;
update data.export set progress = 1 where status = 'SUCCEEDED';
alter table data.export force row level security;
