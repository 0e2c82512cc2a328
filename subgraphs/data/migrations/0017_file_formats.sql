-- Files of more formats than CSV, packed, and in other encodings than UTF-8: how an import was told to read its file, or
-- found out. What is null nobody has said, and the file has not been opened yet.

alter table data.import
  add column format      text check (format in ('CSV', 'JSON', 'NDJSON', 'XML')),
  add column encoding    text check (encoding in ('UTF_8', 'UTF_16LE', 'UTF_16BE', 'WINDOWS_1252')),
  add column compression text check (compression in ('NONE', 'GZIP')),
  add column delimiter   text check (delimiter in ('COMMA', 'SEMICOLON', 'TAB', 'PIPE')),
  add column items       text check (octet_length(items) <= 1000),
  add column formulas    text not null default 'GUARDED' check (formulas in ('GUARDED', 'VERBATIM')),
  add column at_state    text check (octet_length(at_state) <= 4096);
comment on column data.import.format      is 'INTERNAL: what the file is';
comment on column data.import.encoding    is 'INTERNAL: how its text is written';
comment on column data.import.compression is 'INTERNAL: whether it is packed';
comment on column data.import.delimiter   is 'INTERNAL: what stands between the fields of CSV';
comment on column data.import.items       is 'INTERNAL: where the records lie in a tree, as it was said';
comment on column data.import.formulas    is 'INTERNAL: GUARDED takes the apostrophe off that exports put before what looks like a formula';
comment on column data.import.at_byte     is 'INTERNAL: where in the unpacked text as UTF-8 the next batch begins; 0 before the first record was read';
comment on column data.import.at_state    is 'PERSONAL: what the reader of a tree must know to go on there; names of elements found in the file';
-- Every import there has been so far.
update data.import set format = 'CSV', encoding = 'UTF_8', compression = 'NONE', delimiter = 'COMMA', formulas = 'VERBATIM';
grant update (format, encoding, compression, delimiter, at_state) on data.import to bulkhead_data;

alter table data.import_rejection
  add column path  text,
  add column field text;
comment on column data.import_rejection.column_name is 'INTERNAL: column of CSV to blame';
comment on column data.import_rejection.path        is 'PERSONAL: where it stands in a file that is a tree; names found in the file';
comment on column data.import_rejection.field       is 'PERSONAL: field of the collection to blame, as a JSON Pointer; a name that the collection does not know is the file''s';
