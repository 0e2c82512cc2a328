-- Fields without a slot are compared where they stand, in the JSON, while their collection is small (docs/adr/0041). Each
-- function answers a property as its slot would hold it (docs/adr/0009): of another type, null or missing is the least value.

create function data.text_of(data jsonb, name text) returns text language sql immutable parallel safe
return case when jsonb_typeof(data -> name) = 'string' then 'v' || (data ->> name) else '' end;

create function data.number_of(data jsonb, name text) returns float8 language sql immutable parallel safe
return case when jsonb_typeof(data -> name) = 'number' then (data ->> name)::float8 else '-Infinity'::float8 end;

create function data.truth_of(data jsonb, name text) returns float8 language sql immutable parallel safe
return case data -> name when 'true'::jsonb then 1::float8 when 'false'::jsonb then 0::float8 else '-Infinity'::float8 end;

-- Milliseconds since 1970 of an RFC 3339 text, computed as the room does (json-schema/formats.ts), to the last bit of its
-- fraction. Not a cast to timestamptz: that refuses the year 0 and rounds to microseconds.
create function data.instant_of(data jsonb, name text) returns float8 language plpgsql immutable parallel safe as $$
declare
  found text[] := regexp_match(data ->> name,
    '^(\d{4})-(\d\d)-(\d\d)\D(\d\d):(\d\d):(\d\d)(\.\d+)?(?:[zZ]|([+-])(\d\d)(?::?(\d\d))?)$');
  month int;
  years int;
  days int;
  minutes int;
begin
  if found is null or jsonb_typeof(data -> name) <> 'string' then return '-Infinity'; end if;
  month := found[2]::int;
  -- Days of the proleptic Gregorian calendar, years counted from March so that a leap day is the last of its year.
  years := found[1]::int - case when month <= 2 then 1 else 0 end;
  days := 365 * years + floor(years / 4.0) - floor(years / 100.0) + floor(years / 400.0)
    + (153 * ((month + 9) % 12) + 2) / 5 + found[3]::int - 719469;
  minutes := (coalesce(found[9], '0')::int * 60 + coalesce(found[10], '0')::int) * case found[8] when '-' then -1 else 1 end;
  return ((days * 86400::float8 + found[4]::int * 3600 + found[5]::int * 60 + found[6]::int) * 1000) - minutes * 60000::float8
    + ('0' || coalesce(found[7], ''))::float8 * 1000;
end $$;

revoke execute on function data.text_of, data.number_of, data.truth_of, data.instant_of from public;
grant execute on function data.text_of, data.number_of, data.truth_of, data.instant_of to bulkhead_data;
