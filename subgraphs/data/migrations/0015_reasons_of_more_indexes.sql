-- Why each of these indexes is there: docs/data-model.md is made of this.

comment on index data.collection_migration_pkey    is 'A migration by its id: its job goes on from it.';
comment on index data.collection_migration_running is 'A collection has at most one migration under way.';
comment on index data.collection_migration_order   is 'The migrations of a collection in the order of their creation, a page at a time.';
comment on index data.migration_failure_pkey       is 'The records that a migration found wrong, a page at a time; each told once, however often it is looked at.';
comment on index data.staged_key_pkey              is 'A value that must be unique, among those that an import or a migration has seen: the second one is found.';
comment on index data.record_version_pkey          is 'The versions of a record in their order, and one of them by its number.';
comment on index data.record_version_age           is 'Versions whose time is over, the oldest first.';
comment on index data.deleted_record_pkey          is 'A deleted record by its id: to restore it, or to purge it.';
comment on index data.deleted_record_order         is 'The deleted records of a collection in the order of their deletion, a page at a time.';
comment on index data.deleted_record_age           is 'Deleted records whose time is over, the oldest first.';
comment on index data.bulk_change_pkey             is 'A bulk change by its id, and a tenant''s bulk changes in the order of their creation.';
comment on index data.bulk_failure_pkey            is 'The records that a bulk change left as they are, a page at a time.';
