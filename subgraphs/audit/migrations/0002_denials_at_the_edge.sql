-- Refusals happen at the gateway, which may be a process of its own: it records them itself, as it stores uploads itself,
-- and so a refusal needs no call to another process. It may append to the log, never read or change it.

grant insert on platform.audit_event to bulkhead_gateway;
grant usage on schema audit to bulkhead_gateway;
grant select, insert, delete on audit.anonymous_failure to bulkhead_gateway;
grant update (count) on audit.anonymous_failure to bulkhead_gateway;
revoke insert, delete on audit.anonymous_failure from bulkhead_audit;
revoke update (count) on audit.anonymous_failure from bulkhead_audit;
