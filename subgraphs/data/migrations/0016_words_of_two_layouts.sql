-- While a collection is migrated to a schema with other searchable texts, its records have two rows of words: those of the
-- layout in force, which searches read, and those of the next one (docs/adr/0039). So no search finds a record by a field
-- that is not searchable yet, nor misses one for a moment when the layouts change places.

alter table data.record_text drop constraint record_text_slot_check;
alter table data.record_text add constraint record_text_slot_check check (slot between -1 and 8);
alter table data.record_text drop constraint record_text_check;
alter table data.record_text add constraint record_text_check
  check (case when slot <= 0 then words is not null and body is null and grams is null
    else words is null and body is not null and grams is not null end);
comment on column data.record_text.slot is 'INTERNAL: which field, by the number its collection gave it; 0 or -1 for the words of all, as its layout says';

drop index data.record_text_words;
create index record_text_words on data.record_text using gin (words) with (fastupdate = off) where slot <= 0;
comment on index data.record_text_words is 'The records that hold words: search. Read by data.find_texts alone.';

-- As before, but that words are looked for in the row that `slot` says.
create or replace function data.find_texts(collection uuid, slot smallint, pattern text, grams int[], words tsquery, most int)
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
      where one.words @@ (scope && find_texts.words) and one.slot = find_texts.slot and one.slot <= 0
        and (one.tenant_id = tenant) is true and one.collection_id = find_texts.collection
      limit bound + 1;
  end if;
  get diagnostics found_rows = row_count;
  if found_rows > bound then
    raise exception 'more than % records found', bound using errcode = 'BHS01', hint = bound::text;
  end if;
end $$;
