-- Rows that an import rejected are kept for as long as their tenant says, and then removed.
grant delete on data.import_rejection to bulkhead_data;
