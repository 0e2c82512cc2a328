-- What instances of the gateway tell each other of rate limits. Unlogged: it is worth a few seconds, is written often,
-- and an instance that finds it empty after a crash goes on with what it knows itself.
create unlogged table platform.rate_limit (
  key    uuid             primary key,
  tat    double precision not null check (tat < 'infinity'),
  charge double precision not null check (charge >= 0 and charge < 'infinity')
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
comment on column platform.rate_limit.key    is 'INTERNAL: keyed hash of a budget and of the address prefix, key, user, tenant or operation it is for';
comment on column platform.rate_limit.tat    is 'INTERNAL: theoretical arrival time of GCRA, in milliseconds since 1970: when the budget is whole again';
comment on column platform.rate_limit.charge is 'INTERNAL: what was charged last, in milliseconds; an upsert can only add what is in a column';

grant select, insert, update, delete on platform.rate_limit to bulkhead_gateway;
