-- bulkhead_worker does the kernel's own work behind the scenes, for every tenant: it hands events to consumers, keeps
-- the ledger of jobs and sweeps what has expired. What it may touch is granted beside each table.
grant usage on schema platform to bulkhead_worker;
grant execute on function platform.current_tenant() to bulkhead_worker;

-- A process that does not migrate waits until another has: the role that every process has may look.
grant select on platform.migration to bulkhead_relay;
