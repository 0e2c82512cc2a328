-- A record that an import has changed, and that somebody then gave the key of a later row, is changed by it once more: what
-- it is put back to is what they made of it.
grant update (version) on data.import_change to bulkhead_data;
