-- The gateway counts requests, sockets and uploads, so it is the one that finds a quota used to 80 or 100 percent: note_quota
-- writes the event as whoever calls it. It may append this event and no other, which would be believed by every consumer.
grant insert (tenant_id, type, version, subject, payload) on platform.outbox to bulkhead_gateway;
create policy gateway_tells on platform.outbox as restrictive for insert to bulkhead_gateway
  with check (type = 'quota.reached');
