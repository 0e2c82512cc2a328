-- Texts that are not marked `x-searchable` are looked through where they stand, while their collection is small (docs/adr/0041).
-- As the room folds texts (records/fold.ts), but for the few letters whose case Unicode learnt of lately or writes as two.
create function data.fold_text(text text) returns text language sql immutable parallel safe set search_path = ''
return replace(lower(translate(normalize(text, NFC), 'Σς', 'σσ') collate "pg_c_utf8"), 'ß', 'ss');
revoke execute on function data.fold_text(text) from public;
grant execute on function data.fold_text(text) to bulkhead_data;
