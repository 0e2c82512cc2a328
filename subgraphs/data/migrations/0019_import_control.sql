-- Imports that are paused, resumed and cancelled.

alter table data.import
  -- Each time an import is made to go on it gets another job; the jobs before it have nothing to do any more.
  add column run int not null default 0 check (run >= 0),
  drop constraint import_status_check,
  add constraint import_status_check
    check (status in ('QUEUED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  drop constraint import_check,
  add constraint import_end_check check ((finished_at is not null) = (status in ('SUCCEEDED', 'FAILED', 'CANCELLED')));
comment on column data.import.run is 'INTERNAL: how often it was made to go on; a job of an earlier run does nothing';
grant update (run) on data.import to bulkhead_data;
