-- Webhooks are the data room's, so it is by its role that whoever makes a delivery counts it, as the gateway counts requests.
grant select, insert, update on platform.usage_month, platform.usage_day to bulkhead_data;
-- With a rate the meter reads how many sockets are open, and forgets those of processes that are gone.
grant select, delete on platform.usage_gauge to bulkhead_data;
