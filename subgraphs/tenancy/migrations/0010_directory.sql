-- The directory of tenants, as operators look through it, costs the same with a hundred tenants and with a hundred thousand:
-- each way to filter it has an index in the order of the list.

create index tenant_status on tenancy.tenant (status, tenant_id);
create index tenant_of_plan on tenancy.tenant (plan, tenant_id);

-- Every three letters in a row of a text. Of ours and not of pg_trgm: not every server has that, its functions would belong
-- to a superuser, and everybody might call them.
create function tenancy.trigrams(of_text text) returns text[]
  language sql immutable strict parallel safe
  return array(select distinct substr(of_text, at, 3) from generate_series(1, length(of_text) - 2) as at);
-- Those side by side, and the last: enough to look a text up by, and a third of the index to be read.
create function tenancy.covering_trigrams(of_text text) returns text[]
  language sql immutable strict parallel safe
  return array(select distinct substr(of_text, least(at, length(of_text) - 2), 3)
               from generate_series(1, length(of_text), 3) as at where length(of_text) > 2);
revoke execute on function tenancy.trigrams(text), tenancy.covering_trigrams(text) from public;
-- Whoever writes a row writes its index; operators search.
grant execute on function tenancy.trigrams(text) to bulkhead_tenancy, bulkhead_operator, bulkhead_destroyer;
grant execute on function tenancy.covering_trigrams(text) to bulkhead_operator;

-- What has all the trigrams of a text is looked at, and little else has. Written at once, since a search reads all that is
-- pending, and tenants are made seldom.
create index tenant_text on tenancy.tenant using gin (tenancy.trigrams(slug || ' ' || lower(name))) with (fastupdate = off);
