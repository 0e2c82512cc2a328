-- Texts that can be searched: copies of the fields that a schema marks `x-searchable`, prepared for two indexes that
-- row-level security would keep from being used, as neither @> of arrays nor @@ is leakproof (docs/adr/0042).

create table data.record_text (
  tenant_id     uuid     not null,
  record_id     uuid     not null,
  collection_id uuid     not null,
  slot          smallint not null check (slot between 0 and 8),
  body          text     collate "C",
  grams         int[],
  words         tsvector,
  primary key (tenant_id, record_id, slot),
  foreign key (tenant_id, record_id) references data.record (tenant_id, id) on delete cascade,
  -- Slot 0 holds the words of all fields, so that a search finds a record whose words stand in several of them.
  check (case slot when 0 then words is not null and body is null and grams is null
    else words is null and body is not null and grams is not null end)
);
comment on column data.record_text.tenant_id     is 'INTERNAL: owner';
comment on column data.record_text.record_id     is 'INTERNAL: the record whose texts these are';
comment on column data.record_text.collection_id is 'INTERNAL: its collection';
comment on column data.record_text.slot          is 'INTERNAL: which field, by the number its collection gave it; 0 for the words of all';
comment on column data.record_text.body          is 'PERSONAL: copy of the field, without upper and lower case';
comment on column data.record_text.grams         is 'PERSONAL: hashes of what each three characters of it are, and one that stands for the field';
comment on column data.record_text.words         is 'PERSONAL: stems of its words, each field''s in its language, and one that stands for the collection';

-- Without a pending list: whoever would have to clear that away writes for longer than a transaction may.
create index record_text_grams on data.record_text using gin (grams) with (fastupdate = off) where slot > 0;
create index record_text_words on data.record_text using gin (words) with (fastupdate = off) where slot = 0;

-- Not forced: the function below belongs to the table's owner, and reads it without the barrier that would keep it from
-- the indexes. Everybody else is behind the policy.
alter table data.record_text enable row level security;
create policy tenant on data.record_text using (tenant_id = (select platform.current_tenant()));
grant select, insert, delete on data.record_text to bulkhead_data;
grant update (body, grams, words) on data.record_text to bulkhead_data;

-- The word that stands for a collection: no text has it, since the parser of words knows no colon at the beginning of one.
create function data.collection_word(collection uuid) returns text
  language sql immutable parallel safe set search_path = ''
  return ':' || collection::text;
revoke execute on function data.collection_word(uuid) from public;
grant execute on function data.collection_word(uuid) to bulkhead_data;

-- What a search asks for, as [[{"text": "…", "not": false}, …], …]: any of the groups, of a group all. A term is met when
-- it is in one of the languages, and ignored when one of them ignores it, as all do with `the` or `die`. Null when nothing
-- is left.
create function data.words_query(languages text[], terms jsonb) returns tsquery
  language plpgsql stable parallel safe set search_path = ''
as $$
declare
  alternatives jsonb;
  term jsonb;
  language text;
  wanted tsquery;
  stem tsquery;
  every tsquery;
  asked tsquery;
begin
  for alternatives in select value from jsonb_array_elements(terms) loop
    every := null;
    for term in select value from jsonb_array_elements(alternatives) loop
      wanted := null;
      foreach language in array languages loop
        stem := phraseto_tsquery(language::regconfig, term ->> 'text');
        wanted := case when numnode(stem) = 0 then stem when wanted is null then stem else wanted || stem end;
        exit when numnode(wanted) = 0;
      end loop;
      continue when wanted is null or numnode(wanted) = 0;
      if (term ->> 'not')::boolean then wanted := !! wanted; end if;
      every := case when every is null then wanted else every && wanted end;
    end loop;
    continue when every is null;
    asked := case when asked is null then every else asked || every end;
  end loop;
  return asked;
end $$;
revoke execute on function data.words_query(text[], jsonb) from public;
grant execute on function data.words_query(text[], jsonb) to bulkhead_data;

-- The one way to the two indexes. It adds the tenant itself and knows none but the transaction's; without one it finds
-- nothing. Of the caller it takes values, and no SQL. Either records whose field `slot` holds `pattern` (with the grams of
-- that), or those whose words meet `words`, the better the smaller their distance. More than `most`: SQLSTATE BHS01.
-- `is true` keeps the planner from reading all of a tenant by the primary key, which it takes for small until it is analysed.
create function data.find_texts(collection uuid, slot smallint, pattern text, grams int[], words tsquery, most int)
  returns table (record_id uuid, distance float8)
  language plpgsql stable security definer rows 50
  set search_path = '' set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  tenant constant uuid := platform.current_tenant();
  bound constant int := least(most, 10000);
  scope constant tsquery := ('''' || data.collection_word(collection) || '''')::tsquery;
  found_rows int;
begin
  if tenant is null then return; end if;
  if cardinality(find_texts.grams) > 1 then
    return query
      select one.record_id, 0::float8 from data.record_text as one
      where one.grams @> find_texts.grams and one.slot = find_texts.slot and one.slot > 0
        and (one.tenant_id = tenant) is true and one.collection_id = find_texts.collection
        and strpos(one.body, find_texts.pattern) > 0
      limit bound + 1;
  elsif find_texts.words is not null then
    return query
      select one.record_id, -ts_rank(one.words, find_texts.words, 1)::float8 from data.record_text as one
      where one.words @@ (scope && find_texts.words) and one.slot = 0
        and (one.tenant_id = tenant) is true and one.collection_id = find_texts.collection
      limit bound + 1;
  end if;
  get diagnostics found_rows = row_count;
  if found_rows > bound then
    raise exception 'more than % records found', bound using errcode = 'BHS01', hint = bound::text;
  end if;
end $$;
revoke execute on function data.find_texts(uuid, smallint, text, int[], tsquery, int) from public;
grant execute on function data.find_texts(uuid, smallint, text, int[], tsquery, int) to bulkhead_data;
