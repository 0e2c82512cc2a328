-- The relay hands every committed event to every consumer. One process leads; these tables say which, how far each
-- consumer has come, whose events wait because a consumer failed on them, and what has been deleted.

create table platform.relay_leader (
  only_row boolean     primary key default true check (only_row),
  fence    bigint      not null default 0,
  holder   text        not null default '',
  since    timestamptz not null default now()
);
insert into platform.relay_leader default values;
comment on column platform.relay_leader.only_row is 'INTERNAL: there is one leader';
comment on column platform.relay_leader.fence    is 'INTERNAL: counts leaders; who holds an older number may change nothing';
comment on column platform.relay_leader.holder   is 'INTERNAL: name of the process that leads, or led last';
comment on column platform.relay_leader.since    is 'INTERNAL: when it took over';

create table platform.relay_consumer (
  consumer text        primary key,
  fence    bigint      not null,
  xid      xid8        not null default '0',
  id       bigint      not null default 0,
  moved_at timestamptz not null default now()
);
comment on column platform.relay_consumer.consumer is 'INTERNAL: name of the consumer';
comment on column platform.relay_consumer.fence    is 'INTERNAL: the leader that may move the position';
comment on column platform.relay_consumer.xid      is 'INTERNAL: position: transaction of the last event handed over or parked';
comment on column platform.relay_consumer.id       is 'INTERNAL: position: number of that event within its transaction';
comment on column platform.relay_consumer.moved_at is 'INTERNAL: when the position last moved';

-- One row for a tenant a consumer failed on, however many of its events wait: they are the tenant's events from the row's
-- position up to the consumer's, so they keep their order and cost nothing more.
create table platform.relay_parked (
  tenant_id       uuid        not null,
  consumer        text        not null references platform.relay_consumer (consumer) on delete cascade,
  xid             xid8        not null,
  id              bigint      not null,
  attempts        int         not null,
  next_attempt_at timestamptz not null,
  error           text        not null check (length(error) <= 300),
  parked_at       timestamptz not null default now(),
  primary key (tenant_id, consumer)
);
-- Deleting a consumer looks for its rows.
create index relay_parked_consumer on platform.relay_parked (consumer);
comment on column platform.relay_parked.tenant_id       is 'INTERNAL: whose events wait';
comment on column platform.relay_parked.consumer        is 'INTERNAL: the consumer that failed on them';
comment on column platform.relay_parked.xid             is 'INTERNAL: the first event that waits: its transaction';
comment on column platform.relay_parked.id              is 'INTERNAL: the first event that waits: its number';
comment on column platform.relay_parked.attempts        is 'INTERNAL: how often the first event has failed in a row';
comment on column platform.relay_parked.next_attempt_at is 'INTERNAL: when it is tried again';
comment on column platform.relay_parked.error           is 'INTERNAL: why it failed last; no values, secrets cut out';
comment on column platform.relay_parked.parked_at       is 'INTERNAL: when the tenant began to wait';

-- Events at or before the floor may have been deleted. It moves in the transaction that deletes.
create table platform.outbox_floor (
  only_row boolean primary key default true check (only_row),
  xid      xid8    not null default '0',
  id       bigint  not null default 0
);
insert into platform.outbox_floor default values;
comment on column platform.outbox_floor.only_row is 'INTERNAL: there is one floor';
comment on column platform.outbox_floor.xid      is 'INTERNAL: transaction of the last event that was deleted';
comment on column platform.outbox_floor.id       is 'INTERNAL: number of that event within its transaction';

alter table platform.relay_parked enable row level security;
alter table platform.relay_parked force row level security;
create policy tenant on platform.relay_parked using (tenant_id = (select platform.current_tenant()));
create policy worker on platform.relay_parked to bulkhead_worker using (true);
create policy worker_reads   on platform.outbox for select to bulkhead_worker using (true);
-- A day is the shortest time that events can be set to be kept: nothing younger can be deleted, whatever went wrong.
create policy worker_deletes on platform.outbox for delete to bulkhead_worker using (occurred_at < now() - interval '1 day');

grant select, delete on platform.outbox to bulkhead_worker;
grant select on platform.cursor_epoch to bulkhead_worker;
grant select on platform.relay_leader, platform.outbox_floor to bulkhead_worker;
grant update (fence, holder, since) on platform.relay_leader to bulkhead_worker;
grant update (xid, id) on platform.outbox_floor to bulkhead_worker;
grant select, insert, delete on platform.relay_consumer, platform.relay_parked to bulkhead_worker;
grant update (fence, xid, id, moved_at) on platform.relay_consumer to bulkhead_worker;
grant update (xid, id, attempts, next_attempt_at, error) on platform.relay_parked to bulkhead_worker;
grant select on platform.outbox_floor to bulkhead_relay;
