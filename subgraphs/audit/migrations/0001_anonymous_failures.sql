-- The log itself is platform.audit_event, where every room appends in its own transactions; this room reads it.

create schema audit;
grant usage on schema audit to bulkhead_audit;

-- Failures of nobody in particular: a wrong key, no key. They belong to no tenant, so there is no tenant_id. One line
-- per network, minute and reason, so that an attacker's flood costs a line and not a disk.
create table audit.anonymous_failure (
  prefix text        not null,
  minute timestamptz not null,
  reason text        not null,
  count  bigint      not null check (count > 0),
  primary key (minute, prefix, reason)
);
comment on column audit.anonymous_failure.prefix is 'PERSONAL: network the requests came from, /24 or /48; kept 30 days';
comment on column audit.anonymous_failure.minute is 'INTERNAL: minute in which they came';
comment on column audit.anonymous_failure.reason is 'INTERNAL: why they were refused';
comment on column audit.anonymous_failure.count  is 'INTERNAL: how many';

grant select, insert, delete on audit.anonymous_failure to bulkhead_audit;
grant update (count) on audit.anonymous_failure to bulkhead_audit;
