// Made by `npm run generate` from the subgraph's schema.graphql; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { BulkNode } from '../bulk/bulk-node.ts';
import type { ExportNode } from '../exports/export-node.ts';
import type { CollectionNode } from '../collections/collection-node.ts';
import type { DeletedNode } from '../history/deleted-node.ts';
import type { MigrationNode } from '../evolution/migration-node.ts';
import type { ImportNode } from '../imports/import-node.ts';
import type { RecordNode } from '../records/record-node.ts';
import type { RecordChange } from '../changes/record-change.ts';
import type { DataContext } from '../context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as RFC 3339 text in UTC, with up to six digits of a second, e.g. `2026-11-22T11:51:35.123456Z`. */
  DateTime: { input: string; output: string; }
  /** Any JSON value (RFC 8259). */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** How sensitive a value is. */
export type GraphQLDataClass =
  /** Anyone may see it. */
  | 'PUBLIC'
  /** Of the tenant, not about a person. */
  | 'INTERNAL'
  /** About a person (GDPR Art. 4(1)). */
  | 'PERSONAL'
  /** About a person's health (GDPR Art. 4(15), HIPAA). */
  | 'HEALTH'
  /** Gives access; shown at most once. */
  | 'SECRET';

/** Where a page stands in its list (Relay Cursor Connections Specification, section 5). */
export type GraphQLPageInfo = {
  readonly __typename?: 'PageInfo';
  /** Whether more follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether more precede. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first node; null on an empty page. */
  readonly startCursor: Maybe<Scalars['String']['output']>;
  /** Cursor of the last node; null on an empty page. */
  readonly endCursor: Maybe<Scalars['String']['output']>;
};

export type GraphQLQuery = {
  readonly __typename?: 'Query';
  /** The tenant's collections, by name; up to 10,000. Paged as `records`. Errors: INVALID_CURSOR, BAD_USER_INPUT. */
  readonly collections: GraphQLCollectionConnection;
  /** One collection by name. Errors: NOT_FOUND. */
  readonly collection: GraphQLCollection;
  /** One migration of a collection by id. Errors: NOT_FOUND. */
  readonly collectionMigration: GraphQLCollectionMigration;
  /** Migrations of a collection, oldest first. Paged as `records`. Errors: NOT_FOUND, INVALID_CURSOR. */
  readonly collectionMigrations: GraphQLCollectionMigrationConnection;
  /** One record by id. Errors: NOT_FOUND. */
  readonly record: GraphQLRecord;
  /**
   * Records of a collection. Without `sort`: in the order of their creation. All conditions of `filter` must hold. Any
   * property of one scalar type can be filtered and sorted by while the collection has at most 10,000 records (unless the
   * installation says otherwise); beyond that an index must serve it: `x-indexed` at a property, `x-indexes` for an order by
   * several. `search` finds words in all fields marked `x-searchable`, each in its language: all of them, "words that follow each
   * other", `or`, and a minus before what must not be there; up to 1,000 characters and 32 words; without `sort` the best fit comes
   * first. Forward by `first`/`after`, backward by `last`/`before`; 1 to 500, default 50. Errors: NOT_FOUND, FIELD_UNKNOWN,
   * INDEX_REQUIRED, SEARCH_TOO_SHORT, SEARCH_TOO_BROAD (more than 10,000 found), INVALID_CURSOR, BAD_USER_INPUT.
   */
  readonly records: GraphQLRecordConnection;
  /**
   * Figures over records of a collection, one answer for each group of equal keys; without `groupBy` one for all of them. `filter`
   * is as of `records`, and so is what needs an index: beyond 10,000 records every field that is grouped or measured must be
   * `x-indexed`. Without `orderBy`: by the keys, what is missing first. Errors: NOT_FOUND, FIELD_UNKNOWN, INDEX_REQUIRED,
   * BAD_USER_INPUT (also when a sum is beyond what a number can hold).
   */
  readonly recordAggregate: GraphQLRecordAggregate;
  /**
   * One change by the cursor `recordChanged` gave it, as long as it is kept, and as whoever gave the same `filter` saw it; an
   * imported row as it is now, what a snapshot delivered while it is still so. Errors: NOT_FOUND, FIELD_UNKNOWN,
   * BAD_USER_INPUT, INVALID_CURSOR, CURSOR_EXPIRED.
   */
  readonly recordChange: GraphQLRecordChange;
  /** One deleted record by the id it had, for as long as it is kept. Errors: NOT_FOUND. */
  readonly deletedRecord: GraphQLDeletedRecord;
  /**
   * What a record was and is, living or deleted, newest first, its latest version among them. Paged as `records`. Errors:
   * NOT_FOUND.
   */
  readonly recordVersions: GraphQLRecordVersionConnection;
  /**
   * Deleted records of a collection, the last deleted first. They are kept for as many days as the setting
   * `retention.deletedRecordDays` says, and then purged with all their versions. Paged as `records`. Errors: NOT_FOUND.
   */
  readonly deletedRecords: GraphQLDeletedRecordConnection;
  /** Exports, newest first. Paged as `records`. */
  readonly exports: GraphQLExportConnection;
  /** One export by id. Errors: NOT_FOUND. */
  readonly export: GraphQLExport;
  /**
   * An export as it is now, for a cursor of the news that `exportChanged` had of it. Errors: NOT_FOUND, INVALID_CURSOR,
   * CURSOR_EXPIRED.
   */
  readonly exportChange: GraphQLExport;
  /** Changes of many records, newest first. Paged as `records`. */
  readonly bulkChanges: GraphQLBulkChangeConnection;
  /** One change of many records by id. Errors: NOT_FOUND. */
  readonly bulkChange: GraphQLBulkChange;
  /** Imports, oldest first. Paged as `records`. */
  readonly imports: GraphQLImportConnection;
  /** One import by id. Errors: NOT_FOUND. */
  readonly import: GraphQLImport;
  /**
   * An import as it is now, for a cursor of the news that `importChanged` had of it. Errors: NOT_FOUND, INVALID_CURSOR,
   * CURSOR_EXPIRED.
   */
  readonly importChange: GraphQLImport;
  /**
   * What an import would be started with, before its file is sent: refuses what `createImport` refuses whatever the file, and
   * needs `import:create` as that does. Errors: NOT_FOUND (collection, profile), FORBIDDEN, CONFLICT (the idempotency key belongs
   * to another request: IDEMPOTENCY_KEY_REUSED), QUOTA_EXCEEDED, BAD_USER_INPUT.
   */
  readonly importOptions: GraphQLImportOptions;
  /** A collection's import profiles, by name: at most 100. Errors: NOT_FOUND (collection). */
  readonly importProfiles: ReadonlyArray<GraphQLImportProfile>;
  /** One import profile of a collection by its name. Errors: NOT_FOUND. */
  readonly importProfile: GraphQLImportProfile;
};


export type GraphQLQueryCollectionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryCollectionArgs = {
  name: Scalars['String']['input'];
};


export type GraphQLQueryCollectionMigrationArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryCollectionMigrationsArgs = {
  collection: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryRecordArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryRecordsArgs = {
  collection: Scalars['String']['input'];
  search?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  sort?: InputMaybe<ReadonlyArray<GraphQLRecordSort>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryRecordAggregateArgs = {
  collection: Scalars['String']['input'];
  filter?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  groupBy?: InputMaybe<ReadonlyArray<GraphQLRecordGroupBy>>;
  measures: ReadonlyArray<GraphQLRecordMeasure>;
  orderBy?: InputMaybe<ReadonlyArray<GraphQLRecordAggregateOrder>>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type GraphQLQueryRecordChangeArgs = {
  collection: Scalars['String']['input'];
  cursor: Scalars['String']['input'];
  filter?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
};


export type GraphQLQueryDeletedRecordArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryRecordVersionsArgs = {
  id: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryDeletedRecordsArgs = {
  collection: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryExportsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryExportArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryExportChangeArgs = {
  id: Scalars['ID']['input'];
  cursor: Scalars['String']['input'];
};


export type GraphQLQueryBulkChangesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryBulkChangeArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryImportsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryImportArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryImportChangeArgs = {
  id: Scalars['ID']['input'];
  cursor: Scalars['String']['input'];
};


export type GraphQLQueryImportOptionsArgs = {
  input: GraphQLImportOptionsInput;
};


export type GraphQLQueryImportProfilesArgs = {
  collection: Scalars['String']['input'];
};


export type GraphQLQueryImportProfileArgs = {
  collection: Scalars['String']['input'];
  name: Scalars['String']['input'];
};

export type GraphQLMutation = {
  readonly __typename?: 'Mutation';
  /**
   * Defines a collection by a JSON Schema (2020-12) of its records. `pattern` runs in linear time (RE2 syntax); `$ref`
   * stays inside the schema; a property marked `"x-indexed": true` can be filtered and sorted by. Errors: INVALID_SCHEMA,
   * CONFLICT (the name is taken), BAD_USER_INPUT.
   */
  readonly defineCollection: GraphQLDefineCollectionPayload;
  /**
   * Gives a collection another schema. What no record can contradict is in force at once, and so is anything while there is
   * no record. Else a migration is started: it checks every record, and when all are right puts the schema in force for all of
   * them at one moment; new indexes alone need no `mapping`. Errors: NOT_FOUND, VERSION_MISMATCH, INVALID_SCHEMA,
   * INCOMPATIBLE_SCHEMA (give a `mapping`), CONFLICT (a migration is running), BAD_USER_INPUT.
   */
  readonly updateCollection: GraphQLUpdateCollectionPayload;
  /**
   * Ends a migration before its schema is in force; nothing has changed then. Errors: NOT_FOUND, CONFLICT (it has ended, or
   * its schema is in force).
   */
  readonly cancelCollectionMigration: GraphQLCancelCollectionMigrationPayload;
  /** Adds a record. Errors: NOT_FOUND (no such collection), INVALID_RECORD. */
  readonly createRecord: GraphQLCreateRecordPayload;
  /** Replaces a record's data if it still has the version you read. Errors: NOT_FOUND, VERSION_MISMATCH, INVALID_RECORD. */
  readonly updateRecord: GraphQLUpdateRecordPayload;
  /**
   * Deletes a record; with `version`, only if it still has it. It can be restored for as long as `retention.deletedRecordDays`
   * says. Errors: NOT_FOUND, VERSION_MISMATCH.
   */
  readonly deleteRecord: GraphQLDeleteRecordPayload;
  /**
   * Brings a deleted record back under its id, or gives a living one the data of an older version; its next version, in
   * either case. That data must fit the schema as it is today. Errors: NOT_FOUND, VERSION_MISMATCH, INVALID_RECORD, CONFLICT
   * (another record has the value of a unique field), QUOTA_EXCEEDED, BAD_USER_INPUT (`NO_SUCH_VERSION`).
   */
  readonly restoreRecord: GraphQLRestoreRecordPayload;
  /**
   * Removes a deleted record and all its versions for good, without waiting for `retention.deletedRecordDays`. Events that
   * told of it are kept for seven days. Errors: NOT_FOUND, CONFLICT (it is not deleted).
   */
  readonly purgeRecord: GraphQLPurgeRecordPayload;
  /**
   * Changes every record of a collection that matches, in the background: `set` is a merge patch (RFC 7396) of the record.
   * Records made after this was asked for are not touched; one that would no longer fit the schema stays as it was and is
   * among the failures. Each that changes has its version and its event, as by `updateRecord`. Errors: NOT_FOUND,
   * FIELD_UNKNOWN, INDEX_REQUIRED, BAD_USER_INPUT (`FILTER_REQUIRED` without a condition or `all`).
   */
  readonly updateRecords: GraphQLUpdateRecordsPayload;
  /**
   * Deletes every record of a collection that matches, in the background; each can be restored as after `deleteRecord`.
   * Records made after this was asked for are not touched. Errors: as of `updateRecords`.
   */
  readonly deleteRecords: GraphQLDeleteRecordsPayload;
  /**
   * Ends a change of many records at once; what was changed by then stays. Of one that was cancelled already nothing
   * changes. Errors: NOT_FOUND, CONFLICT (it has ended).
   */
  readonly cancelBulkChange: GraphQLCancelBulkChangePayload;
  /**
   * Writes the records of a collection, or those that match a filter, into a file, in the background. In it are the records that
   * there were when this was asked for, in the order of their creation, each as it was when its part was written. Needs
   * `record:read` besides. Errors: NOT_FOUND, FIELD_UNKNOWN, BAD_USER_INPUT, INDEX_REQUIRED (as of `records`).
   */
  readonly createExport: GraphQLCreateExportPayload;
  /**
   * Pauses an export within about a second: it keeps its place and the parts of its file that are written until somebody
   * resumes or cancels it, however long that takes. A paused one stays as it is. Errors: NOT_FOUND, CONFLICT (it has ended).
   */
  readonly pauseExport: GraphQLPauseExportPayload;
  /**
   * Lets a paused export go on behind its last part, with records as they are by then; one that goes on already is left alone.
   * Errors: NOT_FOUND, CONFLICT (it has ended).
   */
  readonly resumeExport: GraphQLResumeExportPayload;
  /**
   * Ends an export at once; its file is given to nobody. Of one that was cancelled already nothing changes. Errors: NOT_FOUND,
   * CONFLICT (it has ended).
   */
  readonly cancelExport: GraphQLCancelExportPayload;
  /**
   * Deletes the file of an export before its time: nobody begins to fetch it any more, by a credential or by a link, and
   * downloads by links break off. It is EXPIRED then. One without a file stays as it is. Errors: NOT_FOUND, CONFLICT (it has
   * not ended).
   */
  readonly deleteExport: GraphQLDeleteExportPayload;
  /**
   * Makes an address that gives the file of an export to whoever has it, without a credential, until it expires: after
   * `expiresIn`, with the file, or when whoever made it may not read the records any more, whichever comes first. Needs
   * `record:read` besides. Errors: NOT_FOUND, CONFLICT (it has no file that could be fetched), BAD_USER_INPUT (OUT_OF_RANGE).
   */
  readonly createExportLink: GraphQLCreateExportLinkPayload;
  /**
   * Starts the import of an uploaded file: CSV, NDJSON, JSON or XML, as it is or packed with gzip. The upload comes from the
   * same tenant, a resumable one (`/v1/uploads`) from the caller, and is used once. `POST /v1/collections/{name}/imports`
   * uploads and starts in one call. UPSERT needs `records:update` too, REPLACE also `records:delete`. Errors: NOT_FOUND
   * (collection, profile or upload), UPLOAD_EXPIRED, FORBIDDEN, CONFLICT (the upload belongs to an import already: UPLOAD_USED; not all of it has come:
   * UPLOAD_UNFINISHED; or the idempotency key to another request: IDEMPOTENCY_KEY_REUSED), QUOTA_EXCEEDED (CREATE when the
   * plan's records or bytes are used up), BAD_USER_INPUT (options that do not go together, KEY_REQUIRED, KEY_NOT_UNIQUE, KEY_NOT_USED, INVALID_KEY).
   */
  readonly createImport: GraphQLCreateImportPayload;
  /**
   * Makes an import profile, or replaces the one of that name; imports that run keep what it said when they were started.
   * Errors: NOT_FOUND (collection), BAD_USER_INPUT (see `fields`), VERSION_MISMATCH, CONFLICT (there are 100 already).
   */
  readonly saveImportProfile: GraphQLSaveImportProfilePayload;
  /** Deletes an import profile; imports that run go on. Errors: NOT_FOUND. */
  readonly deleteImportProfile: GraphQLDeleteImportProfilePayload;
  /**
   * Pauses an import between two of its batches, within about a second: it keeps its file, its place and what it has stored
   * until somebody resumes or cancels it, however long that takes. A paused one stays as it is. Errors: NOT_FOUND, CONFLICT (it
   * has ended, or is being taken back).
   */
  readonly pauseImport: GraphQLPauseImportPayload;
  /**
   * Lets a paused import go on where it stopped; one that goes on already is left alone. Errors: NOT_FOUND, CONFLICT (it has
   * ended).
   */
  readonly resumeImport: GraphQLResumeImportPayload;
  /**
   * Stops an import for good; it is CANCELLED as soon as a worker has ended it. With STRICT all it has stored is taken back
   * first, with PARTIAL it stays. Of one that was cancelled already nothing changes. Errors: NOT_FOUND, CONFLICT (it has ended,
   * or is being taken back).
   */
  readonly cancelImport: GraphQLCancelImportPayload;
};


export type GraphQLMutationDefineCollectionArgs = {
  input: GraphQLDefineCollectionInput;
};


export type GraphQLMutationUpdateCollectionArgs = {
  input: GraphQLUpdateCollectionInput;
};


export type GraphQLMutationCancelCollectionMigrationArgs = {
  input: GraphQLCancelCollectionMigrationInput;
};


export type GraphQLMutationCreateRecordArgs = {
  input: GraphQLCreateRecordInput;
};


export type GraphQLMutationUpdateRecordArgs = {
  input: GraphQLUpdateRecordInput;
};


export type GraphQLMutationDeleteRecordArgs = {
  input: GraphQLDeleteRecordInput;
};


export type GraphQLMutationRestoreRecordArgs = {
  input: GraphQLRestoreRecordInput;
};


export type GraphQLMutationPurgeRecordArgs = {
  input: GraphQLPurgeRecordInput;
};


export type GraphQLMutationUpdateRecordsArgs = {
  input: GraphQLUpdateRecordsInput;
};


export type GraphQLMutationDeleteRecordsArgs = {
  input: GraphQLDeleteRecordsInput;
};


export type GraphQLMutationCancelBulkChangeArgs = {
  input: GraphQLCancelBulkChangeInput;
};


export type GraphQLMutationCreateExportArgs = {
  input: GraphQLCreateExportInput;
};


export type GraphQLMutationPauseExportArgs = {
  input: GraphQLPauseExportInput;
};


export type GraphQLMutationResumeExportArgs = {
  input: GraphQLResumeExportInput;
};


export type GraphQLMutationCancelExportArgs = {
  input: GraphQLCancelExportInput;
};


export type GraphQLMutationDeleteExportArgs = {
  input: GraphQLDeleteExportInput;
};


export type GraphQLMutationCreateExportLinkArgs = {
  input: GraphQLCreateExportLinkInput;
};


export type GraphQLMutationCreateImportArgs = {
  input: GraphQLCreateImportInput;
};


export type GraphQLMutationSaveImportProfileArgs = {
  input: GraphQLSaveImportProfileInput;
};


export type GraphQLMutationDeleteImportProfileArgs = {
  input: GraphQLDeleteImportProfileInput;
};


export type GraphQLMutationPauseImportArgs = {
  input: GraphQLPauseImportInput;
};


export type GraphQLMutationResumeImportArgs = {
  input: GraphQLResumeImportInput;
};


export type GraphQLMutationCancelImportArgs = {
  input: GraphQLCancelImportInput;
};

export type GraphQLSubscription = {
  readonly __typename?: 'Subscription';
  /**
   * Every change of a collection's records in commit order. Each carries a cursor; give the last one you have seen as
   * `after` and go on with nothing lost and nothing repeated. Imported records arrive one by one. With `filter` (all of up
   * to 20 conditions, as in `records`) only changes of records that match it now or did before. With `snapshot` the matching
   * records come first, in the order of their ids, then SNAPSHOT_END, then changes: together each state once. After a broken
   * snapshot `after` goes on in its middle; a record that changed meanwhile may then come once more, so keep the higher
   * `version`. `after` counts for more than `snapshot`. Errors: NOT_FOUND, FIELD_UNKNOWN, BAD_USER_INPUT, INVALID_CURSOR
   * (also one of a snapshot with another filter), CURSOR_EXPIRED (subscribe again with `snapshot`, without `after`).
   */
  readonly recordChanged: GraphQLRecordChange;
  /**
   * An import as it is by then: at once, about every second while it goes on, when it is paused, resumed or cancelled, and when
   * it has ended, with which the subscription completes. After a broken connection subscribe again. Errors: NOT_FOUND.
   */
  readonly importChanged: GraphQLImport;
  /**
   * An export as it is by then: at once, about every second while it goes on, when it is paused or resumed, and when it has
   * ended, with which the subscription completes. After a broken connection subscribe again. Errors: NOT_FOUND.
   */
  readonly exportChanged: GraphQLExport;
};


export type GraphQLSubscriptionRecordChangedArgs = {
  collection: Scalars['String']['input'];
  filter?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  after?: InputMaybe<Scalars['String']['input']>;
  snapshot?: InputMaybe<Scalars['Boolean']['input']>;
};


export type GraphQLSubscriptionImportChangedArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLSubscriptionExportChangedArgs = {
  id: Scalars['ID']['input'];
};

/** A set of records of one shape. */
export type GraphQLCollection = {
  readonly __typename?: 'Collection';
  /** `col_…` */
  readonly id: Scalars['ID']['output'];
  /** Unique in the tenant: 1 to 63 lower-case letters, digits and underscores, a letter first. */
  readonly name: Scalars['String']['output'];
  /** Number of its schema: 1 when defined, one more at each change. */
  readonly version: Scalars['Int']['output'];
  /** The JSON Schema of its records. */
  readonly schema: Scalars['JSON']['output'];
  /** Fields that can be filtered and sorted by however many records there are: those marked `x-indexed` or `x-unique`. */
  readonly indexedFields: ReadonlyArray<Scalars['String']['output']>;
  /** The properties of its records, in the order of the schema. */
  readonly fields: ReadonlyArray<GraphQLCollectionField>;
  /**
   * How long its records are kept (`x-retention` at the top of its schema): an ISO 8601 duration of whole days, P1D to P36500D,
   * counted from the creation of each. Within two days after that they are deleted. Null when they are kept until somebody
   * deletes them.
   */
  readonly retention: Maybe<Scalars['String']['output']>;
  /** When it was defined. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The versions of its schema, oldest first. Paged as `records`. */
  readonly versions: GraphQLCollectionVersionConnection;
};


/** A set of records of one shape. */
export type GraphQLCollectionVersionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** A property of a collection's records, and what its schema says of it. */
export type GraphQLCollectionField = {
  readonly __typename?: 'CollectionField';
  /** Name of the property. */
  readonly name: Scalars['String']['output'];
  /** Its JSON types; empty when the schema names none. */
  readonly types: ReadonlyArray<Scalars['String']['output']>;
  /** Whether every record has it. */
  readonly required: Scalars['Boolean']['output'];
  /** Whether it can be filtered and sorted by, however many records there are. */
  readonly indexed: Scalars['Boolean']['output'];
  /** Whether no two records have the same value. */
  readonly unique: Scalars['Boolean']['output'];
  /** Whether its words can be searched. */
  readonly searchable: Scalars['Boolean']['output'];
  /** What it says of a person; null when the schema says nothing of that. */
  readonly personal: Maybe<GraphQLPersonalData>;
  /**
   * How long it is kept (`x-retention`): an ISO 8601 duration of whole days, P1D to P36500D, counted from the creation of its
   * record. Within two days after that it is removed from the record and its history. Null when it is kept as long as the record.
   */
  readonly retention: Maybe<Scalars['String']['output']>;
};

/** What a value says of a person, and what for it is kept (`x-personal`). */
export type GraphQLPersonalData = {
  readonly __typename?: 'PersonalData';
  /** What it says of a person. */
  readonly kind: GraphQLPersonalKind;
  /** What it is kept for: 1 to 200 characters. */
  readonly purpose: Scalars['String']['output'];
};

/** What a value says of a person. */
export type GraphQLPersonalKind =
  /** A name. */
  | 'NAME'
  /** How to reach them. */
  | 'CONTACT'
  /** A number or name that stands for them. */
  | 'IDENTIFIER'
  /** Where they are or were. */
  | 'LOCATION'
  /** Their money. */
  | 'FINANCIAL'
  /** What they do. */
  | 'BEHAVIOUR'
  /** Anything else. */
  | 'OTHER'
  /** Their body, such as a fingerprint (GDPR Art. 9). */
  | 'BIOMETRIC'
  /** Their health (GDPR Art. 9). */
  | 'HEALTH'
  /** Another special category (GDPR Art. 9), such as belief or origin. */
  | 'SENSITIVE';

/** A version of a collection's schema. */
export type GraphQLCollectionVersion = {
  readonly __typename?: 'CollectionVersion';
  /** 1 when the collection was defined, one more at each change. */
  readonly version: Scalars['Int']['output'];
  /** JSON Schema of the records of that version. */
  readonly schema: Scalars['JSON']['output'];
  /** Since when it was in force. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who asked for it. */
  readonly createdBy: GraphQLActor;
};

/** How much of a change a difference is. */
export type GraphQLSchemaChangeKind =
  /** Every record that is right by the old schema is right by the new one. */
  | 'COMPATIBLE'
  /** What is indexed, unique or searchable: records are gone through once. */
  | 'INDEX'
  /** Records may contradict it, or it cannot be told that none does. */
  | 'INCOMPATIBLE';

/** A difference between two versions of a schema. */
export type GraphQLSchemaChange = {
  readonly __typename?: 'SchemaChange';
  /** JSON Pointer of the place in the schema. */
  readonly path: Scalars['String']['output'];
  /** How much of a change it is. */
  readonly kind: GraphQLSchemaChangeKind;
  /** What it means for records. */
  readonly message: Scalars['String']['output'];
};

/** How far a migration is. */
export type GraphQLCollectionMigrationState =
  /** Every record is checked by the new schema, which is not in force yet. */
  | 'CHECKING'
  /** A dry run ended, and every record would be right. */
  | 'CHECKED'
  /** The new schema is in force, and records are stored as they are read already. */
  | 'BACKFILLING'
  /** Done. */
  | 'SUCCEEDED'
  /** Records would not be right: see `failures`. Nothing has changed. */
  | 'FAILED'
  /** It was cancelled. Nothing has changed. */
  | 'CANCELLED';

/** A collection on its way to another schema. */
export type GraphQLCollectionMigration = {
  readonly __typename?: 'CollectionMigration';
  /** `mig_…` */
  readonly id: Scalars['ID']['output'];
  /** Name of the collection. */
  readonly collection: Scalars['String']['output'];
  /** Version of the schema that it begins at. */
  readonly fromVersion: Scalars['Int']['output'];
  /** Whether it only checks. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** How far it is; how it ends is said as soon as that is known. */
  readonly state: GraphQLCollectionMigrationState;
  /** Records at its start; null until they were counted. */
  readonly recordsTotal: Maybe<Scalars['Int']['output']>;
  /** Records checked so far. */
  readonly recordsChecked: Scalars['Int']['output'];
  /** Records found wrong so far. */
  readonly recordsFailed: Scalars['Int']['output'];
  /** Records stored in their new form so far; they are read in it from the moment the schema is in force. */
  readonly recordsMoved: Scalars['Int']['output'];
  /** Every record that would not be right, in the order of their creation. Paged as `records`. */
  readonly failures: GraphQLMigrationFailureConnection;
  /** Who asked for it. */
  readonly createdBy: GraphQLActor;
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When nothing of it was left to do; null until then. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};


/** A collection on its way to another schema. */
export type GraphQLCollectionMigrationFailuresArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** A record that would not be right by the new schema, and the first thing wrong with it. */
export type GraphQLMigrationFailure = {
  readonly __typename?: 'MigrationFailure';
  /** Id of the record. */
  readonly recordId: Scalars['ID']['output'];
  /** JSON Pointer of the place in the record, as the mapping leaves it. */
  readonly path: Scalars['String']['output'];
  /** What is wrong there: a code of INVALID_RECORD, NOT_CONVERTIBLE or VALUE_TAKEN (docs/errors.md). */
  readonly code: Scalars['String']['output'];
  /** What to do about it. */
  readonly message: Scalars['String']['output'];
};

/** What another type's value becomes. */
export type GraphQLFieldConversion =
  /** A text: numbers and booleans as JSON writes them. */
  | 'TEXT'
  /** A number, also of a text such as 3.14; true is 1. */
  | 'NUMBER'
  /** A whole number, also of a text such as 42; true is 1. */
  | 'INTEGER'
  /** A boolean, also of 0, 1, `true` and `false` as texts. */
  | 'BOOLEAN'
  /** An instant, also of a date (its midnight in UTC) and of milliseconds since 1970. */
  | 'DATE_TIME';

/** One piece of a tenant's data. */
export type GraphQLRecord = {
  readonly __typename?: 'Record';
  /** `rec_…` */
  readonly id: Scalars['ID']['output'];
  /** Name of its collection. */
  readonly collection: Scalars['String']['output'];
  /** Its fields, as the collection's schema allows. */
  readonly data: Scalars['JSON']['output'];
  /** 1 when created, one more at each change. */
  readonly version: Scalars['Int']['output'];
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Who created it. */
  readonly createdBy: GraphQLActor;
  /** Who last changed it. */
  readonly updatedBy: GraphQLActor;
  /** What it was and is, newest first, its latest version among them. Paged as `records`. */
  readonly versions: GraphQLRecordVersionConnection;
};


/** One piece of a tenant's data. */
export type GraphQLRecordVersionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** Who did something; identity owns the rest of it. */
export type GraphQLActor = {
  readonly __typename?: 'Actor';
  /** `usr_…`, `key_…` or `platform`. */
  readonly id: Scalars['ID']['output'];
};

/**
 * A condition: a `field` with exactly one operator, or exactly one of `and`, `or`, `not`. Up to 50 conditions, groups counted,
 * up to 8 deep. Values have the field's type. Texts compare by code point (`Z` before `a`), instants as points in time, `false`
 * before `true`. Logic has two values: a field that is missing or null is equal to null, and neither equal to, less nor greater
 * than anything else; `not` finds exactly what its condition does not, records without the field among them.
 */
export type GraphQLRecordFilter = {
  /** Name of a property of the collection's schema that has one type of string, integer, number or boolean. */
  readonly field?: InputMaybe<Scalars['String']['input']>;
  /** Equal to; null finds records without the field. */
  readonly equals?: InputMaybe<Scalars['JSON']['input']>;
  /** Not equal to; null finds records with the field, any other value also those without it. */
  readonly notEquals?: InputMaybe<Scalars['JSON']['input']>;
  /** Equal to one of up to 100; an empty list finds nothing. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['JSON']['input']>>;
  /** Equal to none of up to 100; finds records without the field too. An empty list finds everything. */
  readonly notIn?: InputMaybe<ReadonlyArray<Scalars['JSON']['input']>>;
  /** true: without the field, or with null in it; false: with a value. */
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** Less than. */
  readonly lessThan?: InputMaybe<Scalars['JSON']['input']>;
  /** Less than or equal to. */
  readonly lessThanOrEqual?: InputMaybe<Scalars['JSON']['input']>;
  /** Greater than. */
  readonly greaterThan?: InputMaybe<Scalars['JSON']['input']>;
  /** Greater than or equal to. */
  readonly greaterThanOrEqual?: InputMaybe<Scalars['JSON']['input']>;
  /** Begins with; text fields only. */
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
  /**
   * Has this text of 1 to 200 characters in it, in upper or lower case; text fields only. Fields marked `x-searchable` have an
   * index for it, from three characters on.
   */
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  /** All of these; an empty list finds everything. */
  readonly and?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  /** At least one of these; an empty list finds nothing. */
  readonly or?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  /** What this does not find. */
  readonly not?: InputMaybe<GraphQLRecordFilter>;
};

/**
 * An order by one field, texts by code point (those of a field without an index by their first 600 characters). Ascending:
 * records without the field first. Up to 4 fields, each for those that the ones before hold equal; what all hold equal comes
 * in the order of creation, turned round when the first field descends. So turning round every direction reverses the list.
 */
export type GraphQLRecordSort = {
  /** Name of a property of the collection's schema that has one type of string, integer, number or boolean. */
  readonly field: Scalars['String']['input'];
  /** Which way. */
  readonly direction: GraphQLSortDirection;
};

/** What records are grouped by: a field or a time, not both. */
export type GraphQLRecordGroupBy = {
  /** Name of a property of the collection's schema that has one type; long texts without an index group by their first 600 characters. */
  readonly field?: InputMaybe<Scalars['String']['input']>;
  /** In place of a field, an instant that every record has. */
  readonly time?: InputMaybe<GraphQLRecordTime>;
  /** Group instants by the part of the calendar they lie in; the key is where it begins. */
  readonly bucket?: InputMaybe<GraphQLTimeBucket>;
  /** IANA name of the time zone whose calendar it is, such as `Europe/Berlin`; default UTC. */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  /** Its name in `RecordGroup.key`, 1 to 100 characters; default: the field's, or `createdAt`, `updatedAt`. */
  readonly as?: InputMaybe<Scalars['String']['input']>;
};

/** An instant that the platform keeps of every record. */
export type GraphQLRecordTime =
  /** When it was created. */
  | 'CREATED_AT'
  /** When it last changed. */
  | 'UPDATED_AT';

/** A part of the calendar in some time zone. */
export type GraphQLTimeBucket =
  /** From one full hour on the clock to the next; an hour that the clock shows twice is two. */
  | 'HOUR'
  /** From midnight, or the first instant of a day without one. */
  | 'DAY'
  /** From Monday (ISO 8601). */
  | 'WEEK'
  /** From the first day of the month. */
  | 'MONTH'
  /** From January, April, July or October. */
  | 'QUARTER'
  /** From 1 January. */
  | 'YEAR';

/** A figure over the records of a group. Records without the field count for nothing but `COUNT` without one. */
export type GraphQLRecordMeasure = {
  /** Its name in `RecordGroup.values`, 1 to 100 characters, unlike those of groups and other measures. */
  readonly as: Scalars['String']['input'];
  /** What is computed. */
  readonly function: GraphQLAggregateFunction;
  /** Name of a property of the collection's schema that has one type. COUNT may leave it out. */
  readonly field?: InputMaybe<Scalars['String']['input']>;
  /** In place of a field, an instant that every record has. */
  readonly time?: InputMaybe<GraphQLRecordTime>;
};

/** How the values of a group become one. */
export type GraphQLAggregateFunction =
  /** How many records; with a field, how many that have it. */
  | 'COUNT'
  /** Sum of numbers; 0 of none. Floating-point (IEEE 754 double). */
  | 'SUM'
  /** Arithmetic mean of numbers; null of none. */
  | 'AVG'
  /** The least value; null of none. */
  | 'MIN'
  /** The greatest value; null of none. */
  | 'MAX'
  /** How many different values. */
  | 'DISTINCT';

/** An order of groups. What it leaves equal comes by the keys. */
export type GraphQLRecordAggregateOrder = {
  /** Name of a group or a measure. */
  readonly by: Scalars['String']['input'];
  /** Which way; what is missing comes first ascending, last descending. */
  readonly direction: GraphQLSortDirection;
};

/** Which way a list is ordered. */
export type GraphQLSortDirection =
  /** Smallest first. */
  | 'ASCENDING'
  /** Largest first. */
  | 'DESCENDING';

/** What happened to a record. */
export type GraphQLRecordChangeKind =
  /** It was created, by a mutation or an import. */
  | 'CREATED'
  /** Its data was replaced. With a filter it may be one that matches only since then: put it in place of what you have, or beside it. */
  | 'UPDATED'
  /** It was deleted. Comes whatever the filter says: a deleted record has nothing left to compare. */
  | 'DELETED'
  /** It no longer matches the filter; as far as the subscriber is concerned it is gone. */
  | 'LEFT'
  /** It was there when the snapshot was taken. */
  | 'SNAPSHOT'
  /** The snapshot is complete; what follows are changes. */
  | 'SNAPSHOT_END';

/** A change of a record. */
export type GraphQLRecordChange = {
  readonly __typename?: 'RecordChange';
  /** Resume from here. */
  readonly cursor: Scalars['String']['output'];
  /** What happened. */
  readonly kind: GraphQLRecordChangeKind;
  /** Id of the record; null for SNAPSHOT_END, which is about none. */
  readonly recordId: Maybe<Scalars['ID']['output']>;
  /** The record as this change left it; null for DELETED, LEFT and SNAPSHOT_END. */
  readonly record: Maybe<GraphQLRecord>;
};

/** How far an import is. */
export type GraphQLImportStatus =
  /** Its bytes are safe; it waits for its turn. */
  | 'QUEUED'
  /** Rows are being checked or stored, or what was stored is taken back. */
  | 'RUNNING'
  /** It waits for somebody to resume or cancel it. */
  | 'PAUSED'
  /** Done: see the counts. */
  | 'SUCCEEDED'
  /** Nothing more will happen: see `failure` and `rejections`. */
  | 'FAILED'
  /** Somebody stopped it for good: see `failure`. */
  | 'CANCELLED';

/** What a file of records is. */
export type GraphQLFileFormat =
  /** Fields between delimiters, a record on each line, and a first line that names the columns (RFC 4180). */
  | 'CSV'
  /** One JSON document (RFC 8259) that is an array of objects, or has one in it. */
  | 'JSON'
  /** A JSON object (RFC 8259) on each line. */
  | 'NDJSON'
  /** Elements of XML 1.0, without a document type. */
  | 'XML';

/** How the text of a file is written. */
export type GraphQLTextEncoding =
  /** The usual one. */
  | 'UTF_8'
  /** Two bytes a character, the lesser first: `Unicode` in programs for Windows. */
  | 'UTF_16LE'
  /** Two bytes a character, the greater first. */
  | 'UTF_16BE'
  /** One byte a character, western European; holds ISO 8859-1. */
  | 'WINDOWS_1252';

/** Whether a file is packed. */
export type GraphQLCompression =
  /** It is as it is. */
  | 'NONE'
  /** gzip (RFC 1952), one member or several. */
  | 'GZIP';

/** What stands between the fields of CSV. */
export type GraphQLDelimiter =
  /** , */
  | 'COMMA'
  /** ; */
  | 'SEMICOLON'
  /** The tab character. */
  | 'TAB'
  /** | */
  | 'PIPE';

/** What becomes of texts in CSV that a spreadsheet would run as a formula: those that begin with =, +, -, @, tab, CR or LF. */
export type GraphQLFormulas =
  /** They have an apostrophe before them: exports write it, imports take one off. */
  | 'GUARDED'
  /** Texts are left as they are. */
  | 'VERBATIM';

/** What an import does with its rows. */
export type GraphQLImportAction =
  /** Each row makes a record. */
  | 'CREATE'
  /**
   * A row makes a record if none has its key, and otherwise is written over the one that has: properties that the file has
   * replace the record's, others stay. A record that is so already does not change.
   */
  | 'UPSERT'
  /**
   * As UPSERT, but a record becomes exactly what its row is; and when all rows are stored, records that were there before and
   * whose key the file lacks are deleted, as by `deleteRecord`. In mode PARTIAL a rejected row keeps its record from that.
   */
  | 'REPLACE';

/** What to do when a row is wrong. */
export type GraphQLImportMode =
  /**
   * All rows are checked first; if one is wrong, none is stored. What goes wrong later (the plan is used up, a unique value is
   * taken meanwhile, somebody cancels) takes back what was stored by then; until that is done others can see it.
   */
  | 'STRICT'
  /** Right rows are stored, wrong ones reported. */
  | 'PARTIAL';

/** A file on its way into a collection. */
export type GraphQLImport = {
  readonly __typename?: 'Import';
  /** `imp_…` */
  readonly id: Scalars['ID']['output'];
  /** Name of the collection. */
  readonly collection: Scalars['String']['output'];
  /** How far it is. */
  readonly status: GraphQLImportStatus;
  /** What it does when a row is wrong. */
  readonly mode: GraphQLImportMode;
  /** What the file is, as it was said or found; null until it has been opened. */
  readonly format: Maybe<GraphQLFileFormat>;
  /** How its text is written, as it was said or found; null until it has been opened. */
  readonly encoding: Maybe<GraphQLTextEncoding>;
  /** Whether it is packed, as it was said or found; null until it has been opened. */
  readonly compression: Maybe<GraphQLCompression>;
  /** What stands between the fields of CSV, as it was said or found; null for other formats, and until it has been opened. */
  readonly delimiter: Maybe<GraphQLDelimiter>;
  /** Where in the document the records lie, as it was said. */
  readonly items: Maybe<Scalars['String']['output']>;
  /** What becomes of texts that look like formulas. */
  readonly formulas: GraphQLFormulas;
  /** What it does with its rows. */
  readonly action: GraphQLImportAction;
  /** Unique property that says which record a row is about; null for CREATE. */
  readonly key: Maybe<Scalars['String']['output']>;
  /** Name of the import profile that it was started with. */
  readonly profile: Maybe<Scalars['String']['output']>;
  /** Whether it only tells what it would do: then the counts of records are what would become of them. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** Length of the file in bytes, as it was uploaded, a whole number; a Float, since it may be more than an Int holds. */
  readonly bytes: Scalars['Float']['output'];
  /**
   * Share of its work that is done, from 0 to 1, as the bytes of the file say. Checking the file is one half and storing it the
   * other; a dry run is done when the file is checked. It never falls: while an import is taken back it stays.
   */
  readonly progress: Scalars['Float']['output'];
  /** Rows a second since it began to check, or to store; null when it does neither, and until that can be told. */
  readonly rowsPerSecond: Maybe<Scalars['Float']['output']>;
  /**
   * When it ends if it goes on as fast as it has stored so far, or checked in a dry run. Null until that can be told, for
   * REPLACE, which also deletes, and when it is not RUNNING.
   */
  readonly expectedEndAt: Maybe<Scalars['DateTime']['output']>;
  /** Rows read so far, without the header. */
  readonly rowsRead: Scalars['Int']['output'];
  /** Rows whose record is in the collection so far, made, changed or found to be so already. Falls while an import is taken back. */
  readonly rowsStored: Scalars['Int']['output'];
  /** Rows found wrong so far. */
  readonly rowsRejected: Scalars['Int']['output'];
  /** Records made so far. */
  readonly recordsCreated: Scalars['Int']['output'];
  /** Records written over so far. */
  readonly recordsUpdated: Scalars['Int']['output'];
  /** Rows that were as their record was already, so far. */
  readonly recordsUnchanged: Scalars['Int']['output'];
  /** Records deleted so far because the file lacks their key. */
  readonly recordsDeleted: Scalars['Int']['output'];
  /** Why the whole file was refused; null otherwise. */
  readonly failure: Maybe<GraphQLImportFailure>;
  /** Every rejected row, in the order of the file. Paged as `records`. */
  readonly rejections: GraphQLRejectionConnection;
  /** Who started it. */
  readonly createdBy: GraphQLActor;
  /** When it was started. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it ended; null until then. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};


/** A file on its way into a collection. */
export type GraphQLImportRejectionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** Why a file was refused as a whole. */
export type GraphQLImportFailure = {
  readonly __typename?: 'ImportFailure';
  /** One of the import codes of docs/errors.md, e.g. CSV_HEADER. */
  readonly code: Scalars['String']['output'];
  /** Line of the file, from 1; null when no line is to blame. */
  readonly line: Maybe<Scalars['Int']['output']>;
  /** What to do about it; names the columns it is about. */
  readonly message: Scalars['String']['output'];
};

/** A row that was not stored, and the first thing wrong with it. */
export type GraphQLRejection = {
  readonly __typename?: 'Rejection';
  /** Number of the row, from 1, without the header. */
  readonly row: Scalars['Int']['output'];
  /** Line of the file where the row begins, from 1, with the header. */
  readonly line: Scalars['Int']['output'];
  /** Name of the column of CSV, when one is to blame. */
  readonly column: Maybe<Scalars['String']['output']>;
  /**
   * Where in a file that is a tree it stands: JSON Pointer (`/17/address/city`; in NDJSON within the line, `/address/city`) or
   * path of elements (`/orders/order[18]/city`). Null for CSV, and in NDJSON when the whole line is to blame.
   */
  readonly path: Maybe<Scalars['String']['output']>;
  /** Field of the collection to blame, as a JSON Pointer into a record's data (`/address/city`); null when none is. */
  readonly field: Maybe<Scalars['String']['output']>;
  /** One of the row codes of docs/errors.md, e.g. VALUE_TYPE. */
  readonly code: Scalars['String']['output'];
  /** What to do about it. */
  readonly message: Scalars['String']['output'];
  /** The offending value, masked to its first and last character; null when none is to blame. */
  readonly value: Maybe<Scalars['String']['output']>;
};

/** How a kind of file becomes records of a collection, kept under a name. */
export type GraphQLImportProfile = {
  readonly __typename?: 'ImportProfile';
  /** 1 to 63 lower-case letters, digits and underscores; its own within the collection. */
  readonly name: Scalars['String']['output'];
  /** Name of the collection. */
  readonly collection: Scalars['String']['output'];
  /** What its files are; null: found out by looking. */
  readonly format: Maybe<GraphQLFileFormat>;
  /** How their text is written; null: found out by looking. */
  readonly encoding: Maybe<GraphQLTextEncoding>;
  /** What stands between the fields of CSV; null: found out from the header. */
  readonly delimiter: Maybe<GraphQLDelimiter>;
  /** Where the records lie in a tree: JSON Pointer to an array, or path of elements such as `/orders/order`; null: the document itself. */
  readonly items: Maybe<Scalars['String']['output']>;
  /** Whether apostrophes before what looks like a formula are taken off; null: as an import says. */
  readonly formulas: Maybe<GraphQLFormulas>;
  /** What to do when a row is wrong; null: as an import says. */
  readonly mode: Maybe<GraphQLImportMode>;
  /** Where fields get their values from that have another name in the file. All others keep their own. */
  readonly fields: ReadonlyArray<GraphQLImportProfileField>;
  /** What becomes of columns and fields of the file that no entry of `fields` names and the schema does not declare. */
  readonly others: GraphQLUnmappedFields;
  /** Rises with each change, from 1. */
  readonly version: Scalars['Int']['output'];
  /** Who made it. */
  readonly createdBy: GraphQLActor;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who changed it last. */
  readonly updatedBy: GraphQLActor;
  /** When it was changed last. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** Where a field of a collection gets its value from. */
export type GraphQLImportProfileField = {
  readonly __typename?: 'ImportProfileField';
  /** JSON Pointer (RFC 6901) into the record's data, e.g. `/address/city`. */
  readonly field: Scalars['String']['output'];
  /** Name of the column (CSV), or JSON Pointer or path of elements below the record, e.g. `/customer/name`; null for a constant. */
  readonly from: Maybe<Scalars['String']['output']>;
  /** The value of every record, when `from` is null. */
  readonly value: Maybe<Scalars['JSON']['output']>;
};

/** What becomes of columns and fields of a file that a profile does not name and the collection's schema does not declare. */
export type GraphQLUnmappedFields =
  /** They keep their own names, and the schema decides: nothing is lost unseen. Columns of CSV must be declared. */
  | 'KEEP'
  /** They are left out. */
  | 'IGNORE';

/** A page of records. */
export type GraphQLRecordConnection = {
  readonly __typename?: 'RecordConnection';
  /** How many records the filter finds, on all pages together. They are counted only when this is asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** The records with their cursors. */
  readonly edges: ReadonlyArray<GraphQLRecordEdge>;
  /** The records. */
  readonly nodes: ReadonlyArray<GraphQLRecord>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A record in a page. */
export type GraphQLRecordEdge = {
  readonly __typename?: 'RecordEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The record. */
  readonly node: GraphQLRecord;
};

/** Figures over records. */
export type GraphQLRecordAggregate = {
  readonly __typename?: 'RecordAggregate';
  /** One for each key, in the order asked for; without `groupBy` exactly one. */
  readonly groups: ReadonlyArray<GraphQLRecordGroup>;
  /** Whether there are more groups than were asked for. */
  readonly hasMore: Scalars['Boolean']['output'];
};

/** Figures over records with the same key. */
export type GraphQLRecordGroup = {
  readonly __typename?: 'RecordGroup';
  /** By name, the values the records share, as records have them; instants in UTC (RFC 3339). null: they lack the field. */
  readonly key: Scalars['JSON']['output'];
  /** By name, the measures. */
  readonly values: Scalars['JSON']['output'];
};

/** A page of imports. */
export type GraphQLImportConnection = {
  readonly __typename?: 'ImportConnection';
  /** The imports with their cursors. */
  readonly edges: ReadonlyArray<GraphQLImportEdge>;
  /** The imports. */
  readonly nodes: ReadonlyArray<GraphQLImport>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** An import in a page. */
export type GraphQLImportEdge = {
  readonly __typename?: 'ImportEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The import. */
  readonly node: GraphQLImport;
};

/** A page of rejected rows. */
export type GraphQLRejectionConnection = {
  readonly __typename?: 'RejectionConnection';
  /** The rejections with their cursors. */
  readonly edges: ReadonlyArray<GraphQLRejectionEdge>;
  /** The rejections. */
  readonly nodes: ReadonlyArray<GraphQLRejection>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A rejected row in a page. */
export type GraphQLRejectionEdge = {
  readonly __typename?: 'RejectionEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The rejection. */
  readonly node: GraphQLRejection;
};

/** Arguments of `defineCollection`. */
export type GraphQLDefineCollectionInput = {
  /** Unique in the tenant: 1 to 63 lower-case letters, digits and underscores, a letter first. */
  readonly name: Scalars['String']['input'];
  /** JSON Schema (2020-12) of type object, up to 64 KiB; up to 8 text and 8 other properties may be `x-indexed`. */
  readonly schema: Scalars['JSON']['input'];
};

/** Answer of `defineCollection`. */
export type GraphQLDefineCollectionPayload = {
  readonly __typename?: 'DefineCollectionPayload';
  /** The new collection. */
  readonly collection: GraphQLCollection;
};

/** A page of collections. */
export type GraphQLCollectionConnection = {
  readonly __typename?: 'CollectionConnection';
  /** The collections with their cursors. */
  readonly edges: ReadonlyArray<GraphQLCollectionEdge>;
  /** The collections. */
  readonly nodes: ReadonlyArray<GraphQLCollection>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** The collection in a page. */
export type GraphQLCollectionEdge = {
  readonly __typename?: 'CollectionEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The collection. */
  readonly node: GraphQLCollection;
};

/** A page of versions. */
export type GraphQLCollectionVersionConnection = {
  readonly __typename?: 'CollectionVersionConnection';
  /** The versions with their cursors. */
  readonly edges: ReadonlyArray<GraphQLCollectionVersionEdge>;
  /** The versions. */
  readonly nodes: ReadonlyArray<GraphQLCollectionVersion>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** The version in a page. */
export type GraphQLCollectionVersionEdge = {
  readonly __typename?: 'CollectionVersionEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The version. */
  readonly node: GraphQLCollectionVersion;
};

/** A page of migrations. */
export type GraphQLCollectionMigrationConnection = {
  readonly __typename?: 'CollectionMigrationConnection';
  /** The migrations with their cursors. */
  readonly edges: ReadonlyArray<GraphQLCollectionMigrationEdge>;
  /** The migrations. */
  readonly nodes: ReadonlyArray<GraphQLCollectionMigration>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** The migration in a page. */
export type GraphQLCollectionMigrationEdge = {
  readonly __typename?: 'CollectionMigrationEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The migration. */
  readonly node: GraphQLCollectionMigration;
};

/** A page of failures. */
export type GraphQLMigrationFailureConnection = {
  readonly __typename?: 'MigrationFailureConnection';
  /** The failures with their cursors. */
  readonly edges: ReadonlyArray<GraphQLMigrationFailureEdge>;
  /** The failures. */
  readonly nodes: ReadonlyArray<GraphQLMigrationFailure>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** The failure in a page. */
export type GraphQLMigrationFailureEdge = {
  readonly __typename?: 'MigrationFailureEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The failure. */
  readonly node: GraphQLMigrationFailure;
};

/** Arguments of `updateCollection`. */
export type GraphQLUpdateCollectionInput = {
  /** Name of the collection. */
  readonly name: Scalars['String']['input'];
  /** The version you read; the change is refused when the collection has moved on. */
  readonly version: Scalars['Int']['input'];
  /** The whole new JSON Schema, as for `defineCollection`. */
  readonly schema: Scalars['JSON']['input'];
  /** How records become right by it: up to 100 steps, one for each property. Empty: they stay as they are, and are checked. */
  readonly mapping?: InputMaybe<ReadonlyArray<GraphQLFieldMappingInput>>;
  /** Only check: answers what would change, and with records to look at a migration that reports which would be wrong. */
  readonly dryRun: Scalars['Boolean']['input'];
};

/** What becomes of one property of a record. All steps read the record as it was. */
export type GraphQLFieldMappingInput = {
  /** Name of a property of the record itself, 1 to 200 characters. */
  readonly field: Scalars['String']['input'];
  /** Take the value of this property, which then goes. */
  readonly from?: InputMaybe<Scalars['String']['input']>;
  /** What it is where there is no value. */
  readonly value?: InputMaybe<Scalars['JSON']['input']>;
  /** Take it away; no other argument then. */
  readonly remove: Scalars['Boolean']['input'];
  /** Make another type of the value. What cannot be made is a failure. */
  readonly convert?: InputMaybe<GraphQLFieldConversion>;
};

/** Answer of `updateCollection`. */
export type GraphQLUpdateCollectionPayload = {
  readonly __typename?: 'UpdateCollectionPayload';
  /** The collection as it is now; when a migration was started, it is as it was. */
  readonly collection: GraphQLCollection;
  /** The migration that was started; null when none is needed. */
  readonly migration: Maybe<GraphQLCollectionMigration>;
  /** Every difference between the old and the new schema. */
  readonly changes: ReadonlyArray<GraphQLSchemaChange>;
};

/** Arguments of `cancelCollectionMigration`. */
export type GraphQLCancelCollectionMigrationInput = {
  /** `mig_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `cancelCollectionMigration`. */
export type GraphQLCancelCollectionMigrationPayload = {
  readonly __typename?: 'CancelCollectionMigrationPayload';
  /** The migration, ended. */
  readonly migration: GraphQLCollectionMigration;
};

/** Arguments of `createRecord`. */
export type GraphQLCreateRecordInput = {
  /** Name of a collection. */
  readonly collection: Scalars['String']['input'];
  /** The record's fields, up to 1 MiB as JSON. */
  readonly data: Scalars['JSON']['input'];
};

/** Answer of `createRecord`. */
export type GraphQLCreateRecordPayload = {
  readonly __typename?: 'CreateRecordPayload';
  /** The new record. */
  readonly record: GraphQLRecord;
};

/** Arguments of `updateRecord`. */
export type GraphQLUpdateRecordInput = {
  /** `rec_…` */
  readonly id: Scalars['ID']['input'];
  /** The version you read; the update is refused when the record has moved on. */
  readonly version: Scalars['Int']['input'];
  /** All fields of the record, up to 1 MiB as JSON. */
  readonly data: Scalars['JSON']['input'];
};

/** Answer of `updateRecord`. */
export type GraphQLUpdateRecordPayload = {
  readonly __typename?: 'UpdateRecordPayload';
  /** The record as it now is. */
  readonly record: GraphQLRecord;
};

/** Arguments of `deleteRecord`. */
export type GraphQLDeleteRecordInput = {
  /** `rec_…` */
  readonly id: Scalars['ID']['input'];
  /** Delete only this version. */
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** Answer of `deleteRecord`. */
export type GraphQLDeleteRecordPayload = {
  readonly __typename?: 'DeleteRecordPayload';
  /** Id of the deleted record. */
  readonly id: Scalars['ID']['output'];
};

/** Arguments of `createImport`. */
export type GraphQLCreateImportInput = {
  /** Name of a collection. */
  readonly collection: Scalars['String']['input'];
  /** The uploaded file, `blob_…`. */
  readonly upload: Scalars['ID']['input'];
  /** Name of an import profile of the collection: what it says counts where nothing is said here. */
  readonly profile?: InputMaybe<Scalars['String']['input']>;
  /** What to do when a row is wrong. STRICT when neither this nor the profile says. */
  readonly mode?: InputMaybe<GraphQLImportMode>;
  /** What the file is; found by looking when left out. */
  readonly format?: InputMaybe<GraphQLFileFormat>;
  /**
   * How its text is written. When left out, a byte order mark or the bytes say whether it is UTF-16, and all else must be UTF-8:
   * an encoding of one byte a character is never guessed.
   */
  readonly encoding?: InputMaybe<GraphQLTextEncoding>;
  /** Whether it is packed; found by looking when left out. */
  readonly compression?: InputMaybe<GraphQLCompression>;
  /** What stands between the fields of CSV; when left out, whatever makes most properties of the first line. */
  readonly delimiter?: InputMaybe<GraphQLDelimiter>;
  /**
   * Where the records lie, up to 1,000 bytes: JSON Pointer to an array (`/data/orders`), or path of the elements of XML
   * (`/orders/order`). When left out, the JSON document is the array, or the children of the root element are the records.
   */
  readonly items?: InputMaybe<Scalars['String']['input']>;
  /** What becomes of texts in CSV that look like formulas. GUARDED when neither this nor the profile says. */
  readonly formulas?: InputMaybe<GraphQLFormulas>;
  /** What to do with the rows. */
  readonly action: GraphQLImportAction;
  /** For UPSERT and REPLACE: name of a property marked `x-unique`, which says which record a row is about. */
  readonly key?: InputMaybe<Scalars['String']['input']>;
  /** Only reads and checks the file, and counts what would become of records. Every wrong row is reported, and nothing stored. */
  readonly dryRun: Scalars['Boolean']['input'];
  /**
   * Whatever you make up for this import, 1 to 255 printable characters. The same request with the same key of the same
   * principal is answered with the import that the first one made, for as long as there is that import.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Arguments of `importOptions`: those of `createImport`, without the file. */
export type GraphQLImportOptionsInput = {
  /** Name of a collection. */
  readonly collection: Scalars['String']['input'];
  /** How many bytes the file will have, if that is known: QUOTA_EXCEEDED if the plan has no room for it. */
  readonly bytes?: InputMaybe<Scalars['Float']['input']>;
  /** Name of an import profile of the collection: what it says counts where nothing is said here. */
  readonly profile?: InputMaybe<Scalars['String']['input']>;
  /** What to do when a row is wrong. STRICT when neither this nor the profile says. */
  readonly mode?: InputMaybe<GraphQLImportMode>;
  /** What the file is; found by looking when left out. */
  readonly format?: InputMaybe<GraphQLFileFormat>;
  /**
   * How its text is written. When left out, a byte order mark or the bytes say whether it is UTF-16, and all else must be UTF-8:
   * an encoding of one byte a character is never guessed.
   */
  readonly encoding?: InputMaybe<GraphQLTextEncoding>;
  /** Whether it is packed; found by looking when left out. */
  readonly compression?: InputMaybe<GraphQLCompression>;
  /** What stands between the fields of CSV; when left out, whatever makes most properties of the first line. */
  readonly delimiter?: InputMaybe<GraphQLDelimiter>;
  /**
   * Where the records lie, up to 1,000 bytes: JSON Pointer to an array (`/data/orders`), or path of the elements of XML
   * (`/orders/order`). When left out, the JSON document is the array, or the children of the root element are the records.
   */
  readonly items?: InputMaybe<Scalars['String']['input']>;
  /** What becomes of texts in CSV that look like formulas. GUARDED when neither this nor the profile says. */
  readonly formulas?: InputMaybe<GraphQLFormulas>;
  /** What to do with the rows. */
  readonly action: GraphQLImportAction;
  /** For UPSERT and REPLACE: name of a property marked `x-unique`, which says which record a row is about. */
  readonly key?: InputMaybe<Scalars['String']['input']>;
  /** Only reads and checks the file, and counts what would become of records. Every wrong row is reported, and nothing stored. */
  readonly dryRun: Scalars['Boolean']['input'];
  /**
   * Whatever you make up for this import, 1 to 255 printable characters. The same request with the same key of the same
   * principal is answered with the import that the first one made, for as long as there is that import.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What an import would be started with: what is asked for, with what its profile adds. */
export type GraphQLImportOptions = {
  readonly __typename?: 'ImportOptions';
  /** Name of the collection. */
  readonly collection: Scalars['String']['output'];
  /** Name of the profile; null for none. */
  readonly profile: Maybe<Scalars['String']['output']>;
  /** What to do when a row is wrong. */
  readonly mode: GraphQLImportMode;
  /** What the file is; null: found by looking. */
  readonly format: Maybe<GraphQLFileFormat>;
  /** How its text is written; null: found by looking. */
  readonly encoding: Maybe<GraphQLTextEncoding>;
  /** Whether it is packed; null: found by looking. */
  readonly compression: Maybe<GraphQLCompression>;
  /** What stands between the fields of CSV; null: found by looking. */
  readonly delimiter: Maybe<GraphQLDelimiter>;
  /** Where the records lie; null: the document itself, or the children of its root. */
  readonly items: Maybe<Scalars['String']['output']>;
  /** What becomes of texts in CSV that look like formulas. */
  readonly formulas: GraphQLFormulas;
  /** What to do with the rows. */
  readonly action: GraphQLImportAction;
  /** Property that says which record a row is about; null for CREATE. */
  readonly key: Maybe<Scalars['String']['output']>;
  /** Whether it only reads and checks. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** How many bytes the plan has room for at the moment; null where it sets no limit, and for what was asked before. */
  readonly bytesLeft: Maybe<Scalars['Float']['output']>;
};

/** Arguments of `saveImportProfile`. */
export type GraphQLSaveImportProfileInput = {
  /** Name of a collection. */
  readonly collection: Scalars['String']['input'];
  /** 1 to 63 lower-case letters, digits and underscores, a letter first. */
  readonly name: Scalars['String']['input'];
  /** What its files are; null: found out by looking. */
  readonly format?: InputMaybe<GraphQLFileFormat>;
  /** How their text is written; null: found out by looking. */
  readonly encoding?: InputMaybe<GraphQLTextEncoding>;
  /** What stands between the fields of CSV; null: found out from the header. */
  readonly delimiter?: InputMaybe<GraphQLDelimiter>;
  /** Where the records lie in a tree: JSON Pointer to an array, or path of elements such as `/orders/order`; null: the document itself. */
  readonly items?: InputMaybe<Scalars['String']['input']>;
  /** Whether apostrophes before what looks like a formula are taken off; null: as an import says. */
  readonly formulas?: InputMaybe<GraphQLFormulas>;
  /** What to do when a row is wrong; null: as an import says. */
  readonly mode?: InputMaybe<GraphQLImportMode>;
  /** Where fields get their values from that have another name in the file: up to 1,000. All others keep their own. */
  readonly fields: ReadonlyArray<GraphQLImportProfileFieldInput>;
  /** What becomes of columns and fields of the file that no entry of `fields` names and the schema does not declare. */
  readonly others: GraphQLUnmappedFields;
  /** The version you read; 0 for a profile that must be new. Left out: whatever there is is replaced. */
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** Where a field gets its value from: give either `from` or `value`. */
export type GraphQLImportProfileFieldInput = {
  /** A property that the collection's schema declares, or its JSON Pointer (RFC 6901), e.g. `/address/city`. */
  readonly field: Scalars['String']['input'];
  /** Name of the column (CSV), or JSON Pointer or path of elements below the record, e.g. `/customer/name`; up to 500 characters. */
  readonly from?: InputMaybe<Scalars['String']['input']>;
  /** The same value for every record. */
  readonly value?: InputMaybe<Scalars['JSON']['input']>;
};

/** Answer of `saveImportProfile`. */
export type GraphQLSaveImportProfilePayload = {
  readonly __typename?: 'SaveImportProfilePayload';
  /** The profile as it is now. */
  readonly importProfile: GraphQLImportProfile;
};

/** Arguments of `deleteImportProfile`. */
export type GraphQLDeleteImportProfileInput = {
  /** Name of a collection. */
  readonly collection: Scalars['String']['input'];
  /** Name of the profile. */
  readonly name: Scalars['String']['input'];
};

/** Answer of `deleteImportProfile`. */
export type GraphQLDeleteImportProfilePayload = {
  readonly __typename?: 'DeleteImportProfilePayload';
  /** Name of the collection. */
  readonly collection: Scalars['String']['output'];
  /** Name that the profile had. */
  readonly name: Scalars['String']['output'];
};

/** Answer of `createImport`. */
export type GraphQLCreateImportPayload = {
  readonly __typename?: 'CreateImportPayload';
  /** The import, waiting for its turn. */
  readonly import: GraphQLImport;
};

/** How a version came to be. */
export type GraphQLRecordVersionKind =
  /** The record was created, by a mutation or an import. */
  | 'CREATED'
  /** Its data was replaced. */
  | 'UPDATED'
  /** The data of an older version was brought back. */
  | 'RESTORED'
  /** The record was deleted. */
  | 'DELETED';

/** What a record was at some time. */
export type GraphQLRecordVersion = {
  readonly __typename?: 'RecordVersion';
  /** 1 for the first, one more at each change; a deletion is one, too. */
  readonly version: Scalars['Int']['output'];
  /** How it came to be. */
  readonly kind: GraphQLRecordVersionKind;
  /** The record's fields at that time; null for a deletion. */
  readonly data: Maybe<Scalars['JSON']['output']>;
  /** The version whose data this one brought back; null otherwise. */
  readonly restoredFrom: Maybe<Scalars['Int']['output']>;
  /** What it changed in the version before that has data; null when there is none, or it is not kept any more. */
  readonly changes: Maybe<ReadonlyArray<GraphQLFieldChange>>;
  /** When it came to be. */
  readonly writtenAt: Scalars['DateTime']['output'];
  /** Who made it. */
  readonly writtenBy: GraphQLActor;
};

/** A place where two versions of a record differ. */
export type GraphQLFieldChange = {
  readonly __typename?: 'FieldChange';
  /** JSON Pointer (RFC 6901) into the record, e.g. `/address/city`. A list is one value. */
  readonly path: Scalars['String']['output'];
  /** What was there; null when nothing was. */
  readonly before: Maybe<Scalars['JSON']['output']>;
  /** What is there; null when nothing is. */
  readonly after: Maybe<Scalars['JSON']['output']>;
};

/** A page of versions. */
export type GraphQLRecordVersionConnection = {
  readonly __typename?: 'RecordVersionConnection';
  /** The versions with their cursors. */
  readonly edges: ReadonlyArray<GraphQLRecordVersionEdge>;
  /** The versions. */
  readonly nodes: ReadonlyArray<GraphQLRecordVersion>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A version in a page. */
export type GraphQLRecordVersionEdge = {
  readonly __typename?: 'RecordVersionEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The version. */
  readonly node: GraphQLRecordVersion;
};

/** A record that was deleted and can be restored. */
export type GraphQLDeletedRecord = {
  readonly __typename?: 'DeletedRecord';
  /** `rec_…`: the id that it had, and has again when it is restored. */
  readonly id: Scalars['ID']['output'];
  /** Name of its collection. */
  readonly collection: Scalars['String']['output'];
  /** Its fields when it was deleted. */
  readonly data: Scalars['JSON']['output'];
  /** Number of its deletion among its versions; its data has the one before. */
  readonly version: Scalars['Int']['output'];
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who created it. */
  readonly createdBy: GraphQLActor;
  /** When it was deleted. */
  readonly deletedAt: Scalars['DateTime']['output'];
  /** Who deleted it. */
  readonly deletedBy: GraphQLActor;
  /** What it was, newest first, beginning with its deletion. Paged as `records`. */
  readonly versions: GraphQLRecordVersionConnection;
};


/** A record that was deleted and can be restored. */
export type GraphQLDeletedRecordVersionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** A page of deleted records. */
export type GraphQLDeletedRecordConnection = {
  readonly __typename?: 'DeletedRecordConnection';
  /** The deleted records with their cursors. */
  readonly edges: ReadonlyArray<GraphQLDeletedRecordEdge>;
  /** The deleted records. */
  readonly nodes: ReadonlyArray<GraphQLDeletedRecord>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A deleted record in a page. */
export type GraphQLDeletedRecordEdge = {
  readonly __typename?: 'DeletedRecordEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The deleted record. */
  readonly node: GraphQLDeletedRecord;
};

/** Arguments of `restoreRecord`. */
export type GraphQLRestoreRecordInput = {
  /** `rec_…`, of a living or a deleted record. */
  readonly id: Scalars['ID']['input'];
  /** The version whose data it shall have. Left out: what a deleted record was; a living one needs it. */
  readonly version?: InputMaybe<Scalars['Int']['input']>;
  /** Only if the record, or its deletion, still has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** Answer of `restoreRecord`. */
export type GraphQLRestoreRecordPayload = {
  readonly __typename?: 'RestoreRecordPayload';
  /** The record as it now is. */
  readonly record: GraphQLRecord;
};

/** What is done to many records. */
export type GraphQLBulkChangeKind =
  /** Their data is changed. */
  | 'UPDATE'
  /** They are deleted. */
  | 'DELETE';

/** How far a change of many records is. */
export type GraphQLBulkChangeStatus =
  /** It waits for its turn. */
  | 'QUEUED'
  /** Records are being changed. */
  | 'RUNNING'
  /** Done: see the counts. */
  | 'SUCCEEDED'
  /** Nothing more will happen: see `failure`. */
  | 'FAILED'
  /** Somebody ended it; what was changed by then stays. */
  | 'CANCELLED';

/** A change of many records, which a job makes. */
export type GraphQLBulkChange = {
  readonly __typename?: 'BulkChange';
  /** `bulk_…` */
  readonly id: Scalars['ID']['output'];
  /** Name of the collection. */
  readonly collection: Scalars['String']['output'];
  /** What is done. */
  readonly kind: GraphQLBulkChangeKind;
  /** How far it is. */
  readonly status: GraphQLBulkChangeStatus;
  /** Whether it only tells what it would do. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** Records found so far that match. */
  readonly recordsMatched: Scalars['Int']['output'];
  /** Records changed so far; of a dry run, that would be. One that would stay the same is not among them. */
  readonly recordsChanged: Scalars['Int']['output'];
  /** Records that could not be changed. */
  readonly recordsFailed: Scalars['Int']['output'];
  /** Why it ended without success; null otherwise. */
  readonly failure: Maybe<GraphQLBulkChangeFailure>;
  /** Every record that could not be changed, in the order of creation. Paged as `records`. */
  readonly failures: GraphQLRecordFailureConnection;
  /** Who asked for it. */
  readonly createdBy: GraphQLActor;
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it ended; null until then. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};


/** A change of many records, which a job makes. */
export type GraphQLBulkChangeFailuresArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};

/** Why a change of many records ended without success. */
export type GraphQLBulkChangeFailure = {
  readonly __typename?: 'BulkChangeFailure';
  /** One of the codes of bulk changes of docs/errors.md, e.g. BULK_TOO_MANY. */
  readonly code: Scalars['String']['output'];
  /** What to do about it. */
  readonly message: Scalars['String']['output'];
};

/** A record that could not be changed, and the first thing wrong with it. */
export type GraphQLRecordFailure = {
  readonly __typename?: 'RecordFailure';
  /** `rec_…` */
  readonly recordId: Scalars['ID']['output'];
  /** The rule that it would break, as of INVALID_RECORD and CONFLICT. */
  readonly code: Scalars['String']['output'];
  /** JSON Pointer to the place. */
  readonly path: Scalars['String']['output'];
  /** What to do about it. */
  readonly message: Scalars['String']['output'];
};

/** A page of changes of many records. */
export type GraphQLBulkChangeConnection = {
  readonly __typename?: 'BulkChangeConnection';
  /** The changes with their cursors. */
  readonly edges: ReadonlyArray<GraphQLBulkChangeEdge>;
  /** The changes. */
  readonly nodes: ReadonlyArray<GraphQLBulkChange>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A change of many records in a page. */
export type GraphQLBulkChangeEdge = {
  readonly __typename?: 'BulkChangeEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The change. */
  readonly node: GraphQLBulkChange;
};

/** A page of records that could not be changed. */
export type GraphQLRecordFailureConnection = {
  readonly __typename?: 'RecordFailureConnection';
  /** The failures with their cursors. */
  readonly edges: ReadonlyArray<GraphQLRecordFailureEdge>;
  /** The failures. */
  readonly nodes: ReadonlyArray<GraphQLRecordFailure>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A record that could not be changed in a page. */
export type GraphQLRecordFailureEdge = {
  readonly __typename?: 'RecordFailureEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The failure. */
  readonly node: GraphQLRecordFailure;
};

/** Arguments of `updateRecords`. */
export type GraphQLUpdateRecordsInput = {
  /** Name of a collection. */
  readonly collection: Scalars['String']['input'];
  /** Which records, as of `records`: at least one condition. */
  readonly filter?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  /** Instead of `filter`: every record of the collection. */
  readonly all?: InputMaybe<Scalars['Boolean']['input']>;
  /** Merge patch (RFC 7396) of each record, up to 1 MiB as JSON: what it names is replaced, a null removes. */
  readonly set: Scalars['JSON']['input'];
  /** Change nothing if more records than this match. */
  readonly expectedCount?: InputMaybe<Scalars['Int']['input']>;
  /** Only tell what would be done: the same counts and failures, and no record is changed. */
  readonly dryRun: Scalars['Boolean']['input'];
};

/** Answer of `updateRecords`. */
export type GraphQLUpdateRecordsPayload = {
  readonly __typename?: 'UpdateRecordsPayload';
  /** The change, waiting for its turn. */
  readonly bulkChange: GraphQLBulkChange;
};

/** Arguments of `deleteRecords`. */
export type GraphQLDeleteRecordsInput = {
  /** Name of a collection. */
  readonly collection: Scalars['String']['input'];
  /** Which records, as of `records`: at least one condition. */
  readonly filter?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  /** Instead of `filter`: every record of the collection. */
  readonly all?: InputMaybe<Scalars['Boolean']['input']>;
  /** Delete nothing if more records than this match. */
  readonly expectedCount?: InputMaybe<Scalars['Int']['input']>;
  /** Only tell what would be done, and delete nothing. */
  readonly dryRun: Scalars['Boolean']['input'];
};

/** Answer of `deleteRecords`. */
export type GraphQLDeleteRecordsPayload = {
  readonly __typename?: 'DeleteRecordsPayload';
  /** The change, waiting for its turn. */
  readonly bulkChange: GraphQLBulkChange;
};

/** Arguments of `cancelBulkChange`. */
export type GraphQLCancelBulkChangeInput = {
  /** `bulk_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `cancelBulkChange`. */
export type GraphQLCancelBulkChangePayload = {
  readonly __typename?: 'CancelBulkChangePayload';
  /** The change as it now is. */
  readonly bulkChange: GraphQLBulkChange;
};

/** Arguments of `purgeRecord`. */
export type GraphQLPurgeRecordInput = {
  /** `rec_…`, of a deleted record. */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `purgeRecord`. */
export type GraphQLPurgeRecordPayload = {
  readonly __typename?: 'PurgeRecordPayload';
  /** The id that the record had. */
  readonly id: Scalars['ID']['output'];
};

/** Arguments of `pauseImport`. */
export type GraphQLPauseImportInput = {
  /** `imp_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `pauseImport`. */
export type GraphQLPauseImportPayload = {
  readonly __typename?: 'PauseImportPayload';
  /** The import as it now is. */
  readonly import: GraphQLImport;
};

/** Arguments of `resumeImport`. */
export type GraphQLResumeImportInput = {
  /** `imp_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `resumeImport`. */
export type GraphQLResumeImportPayload = {
  readonly __typename?: 'ResumeImportPayload';
  /** The import as it now is. */
  readonly import: GraphQLImport;
};

/** Arguments of `cancelImport`. */
export type GraphQLCancelImportInput = {
  /** `imp_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `cancelImport`. */
export type GraphQLCancelImportPayload = {
  readonly __typename?: 'CancelImportPayload';
  /** The import as it now is. */
  readonly import: GraphQLImport;
};

/** How far an export is. */
export type GraphQLExportStatus =
  /** It waits for its turn. */
  | 'QUEUED'
  /** Its file is being written. */
  | 'RUNNING'
  /** Somebody paused it. It keeps its place and the parts that are written until it is resumed or cancelled. */
  | 'PAUSED'
  /** Its file can be fetched until `expiresAt`. */
  | 'SUCCEEDED'
  /** It ended without a file; `failure` says why. */
  | 'FAILED'
  /** Somebody ended it. */
  | 'CANCELLED'
  /** Its file is gone. */
  | 'EXPIRED';

/** A file that records are written into. */
export type GraphQLExport = {
  readonly __typename?: 'Export';
  /** `xpt_…` */
  readonly id: Scalars['ID']['output'];
  /** Name of the collection. */
  readonly collection: Scalars['String']['output'];
  /** How far it is. */
  readonly status: GraphQLExportStatus;
  /** What the file is. */
  readonly format: GraphQLFileFormat;
  /** Whether the file is packed. */
  readonly compression: GraphQLCompression;
  /** What becomes of texts in CSV that look like formulas. */
  readonly formulas: GraphQLFormulas;
  /** Properties that are written; null for all. */
  readonly fields: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Share of the records that is written, 0 to 1; of more than a million it is told of the first million. It never falls. */
  readonly progress: Scalars['Float']['output'];
  /** Records a second since it began or was resumed; null when it is not RUNNING, and until that can be told. */
  readonly recordsPerSecond: Maybe<Scalars['Float']['output']>;
  /**
   * When it ends if it goes on as fast. Null until that can be told, when a million records or more are written, and when it is
   * not RUNNING.
   */
  readonly expectedEndAt: Maybe<Scalars['DateTime']['output']>;
  /** Records in the parts of the file that are written so far. */
  readonly recordsWritten: Scalars['Int']['output'];
  /** Bytes of those parts. */
  readonly bytes: Scalars['Float']['output'];
  /** SHA-256 of the file, in hexadecimal; null unless it has succeeded. */
  readonly sha256: Maybe<Scalars['String']['output']>;
  /** Blobs that one after another are the file; none unless it has succeeded. Needs `record:read` besides. */
  readonly parts: ReadonlyArray<GraphQLExportPart>;
  /** Why it ended without success; null otherwise. */
  readonly failure: Maybe<GraphQLExportFailure>;
  /** Who asked for it. */
  readonly createdBy: GraphQLActor;
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it ended; null until then. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** Until when its file can be fetched, seven days after it ended or until it was deleted; null unless it has succeeded. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
};

/** A part of the file of an export. */
export type GraphQLExportPart = {
  readonly __typename?: 'ExportPart';
  /** `blob_…` */
  readonly blob: Scalars['ID']['output'];
  /** How many bytes it has. */
  readonly bytes: Scalars['Float']['output'];
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: Scalars['String']['output'];
};

/** Why an export ended without success. */
export type GraphQLExportFailure = {
  readonly __typename?: 'ExportFailure';
  /** One of the codes of exports of docs/errors.md, e.g. EXPORT_UNDECLARED. */
  readonly code: Scalars['String']['output'];
  /** What to do about it. */
  readonly message: Scalars['String']['output'];
};

/** A page of exports. */
export type GraphQLExportConnection = {
  readonly __typename?: 'ExportConnection';
  /** The exports with their cursors. */
  readonly edges: ReadonlyArray<GraphQLExportEdge>;
  /** The exports. */
  readonly nodes: ReadonlyArray<GraphQLExport>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** An export in a page. */
export type GraphQLExportEdge = {
  readonly __typename?: 'ExportEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The export. */
  readonly node: GraphQLExport;
};

/** Arguments of `createExport`. */
export type GraphQLCreateExportInput = {
  /** Name of a collection. */
  readonly collection: Scalars['String']['input'];
  /** Conditions, all of which must hold; none: every record of the collection. */
  readonly filter?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  /** Names of declared properties, 1 to 1,000, each once: only these are written, in this order. When left out, all. */
  readonly fields?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What the file shall be. */
  readonly format: GraphQLFileFormat;
  /** Whether the file shall be packed. */
  readonly compression: GraphQLCompression;
  /** What becomes of texts in CSV that look like formulas. */
  readonly formulas: GraphQLFormulas;
};

/** Answer of `createExport`. */
export type GraphQLCreateExportPayload = {
  readonly __typename?: 'CreateExportPayload';
  /** The export, waiting for its turn. */
  readonly export: GraphQLExport;
};

/** Arguments of `createExportLink`. */
export type GraphQLCreateExportLinkInput = {
  /** `xpt_…` of an export that has succeeded. */
  readonly id: Scalars['ID']['input'];
  /** For how many seconds the address shall work, 60 to 604,800. */
  readonly expiresIn: Scalars['Int']['input'];
};

/** Answer of `createExportLink`. */
export type GraphQLCreateExportLinkPayload = {
  readonly __typename?: 'CreateExportLinkPayload';
  /** The address. Whoever has it has the file, and it cannot be shown again. */
  readonly url: Scalars['String']['output'];
  /** Until when it works; not longer than the file is there. */
  readonly expiresAt: Scalars['DateTime']['output'];
};

/** Arguments of `pauseExport`. */
export type GraphQLPauseExportInput = {
  /** `xpt_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `pauseExport`. */
export type GraphQLPauseExportPayload = {
  readonly __typename?: 'PauseExportPayload';
  /** The export as it is now. */
  readonly export: GraphQLExport;
};

/** Arguments of `resumeExport`. */
export type GraphQLResumeExportInput = {
  /** `xpt_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `resumeExport`. */
export type GraphQLResumeExportPayload = {
  readonly __typename?: 'ResumeExportPayload';
  /** The export as it is now. */
  readonly export: GraphQLExport;
};

/** Arguments of `cancelExport`. */
export type GraphQLCancelExportInput = {
  /** `xpt_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `cancelExport`. */
export type GraphQLCancelExportPayload = {
  readonly __typename?: 'CancelExportPayload';
  /** The export as it is now. */
  readonly export: GraphQLExport;
};

/** Arguments of `deleteExport`. */
export type GraphQLDeleteExportInput = {
  /** `xpt_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `deleteExport`. */
export type GraphQLDeleteExportPayload = {
  readonly __typename?: 'DeleteExportPayload';
  /** The export as it is now. */
  readonly export: GraphQLExport;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type GraphQLFederationTypes = {
  Collection: GraphQLCollection;
  Record: GraphQLRecord;
  Import: GraphQLImport;
};

/** Mapping of federation reference types */
export type GraphQLFederationReferenceTypes = {
  Collection:
    ( { __typename: 'Collection' }
    & GraphQLRecursivePick<GraphQLFederationTypes['Collection'], {"id":true}> );
  Record:
    ( { __typename: 'Record' }
    & GraphQLRecursivePick<GraphQLFederationTypes['Record'], {"id":true}> );
  Import:
    ( { __typename: 'Import' }
    & GraphQLRecursivePick<GraphQLFederationTypes['Import'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type GraphQLResolversTypes = {
  DataClass: GraphQLDataClass;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  PageInfo: ResolverTypeWrapper<GraphQLPageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Collection: ResolverTypeWrapper<CollectionNode>;
  CollectionField: ResolverTypeWrapper<GraphQLCollectionField>;
  PersonalData: ResolverTypeWrapper<GraphQLPersonalData>;
  PersonalKind: GraphQLPersonalKind;
  CollectionVersion: ResolverTypeWrapper<GraphQLCollectionVersion>;
  SchemaChangeKind: GraphQLSchemaChangeKind;
  SchemaChange: ResolverTypeWrapper<GraphQLSchemaChange>;
  CollectionMigrationState: GraphQLCollectionMigrationState;
  CollectionMigration: ResolverTypeWrapper<MigrationNode>;
  MigrationFailure: ResolverTypeWrapper<GraphQLMigrationFailure>;
  FieldConversion: GraphQLFieldConversion;
  Record: ResolverTypeWrapper<RecordNode>;
  Actor: ResolverTypeWrapper<GraphQLActor>;
  RecordFilter: GraphQLRecordFilter;
  RecordSort: GraphQLRecordSort;
  RecordGroupBy: GraphQLRecordGroupBy;
  RecordTime: GraphQLRecordTime;
  TimeBucket: GraphQLTimeBucket;
  RecordMeasure: GraphQLRecordMeasure;
  AggregateFunction: GraphQLAggregateFunction;
  RecordAggregateOrder: GraphQLRecordAggregateOrder;
  SortDirection: GraphQLSortDirection;
  RecordChangeKind: GraphQLRecordChangeKind;
  RecordChange: ResolverTypeWrapper<RecordChange>;
  ImportStatus: GraphQLImportStatus;
  FileFormat: GraphQLFileFormat;
  TextEncoding: GraphQLTextEncoding;
  Compression: GraphQLCompression;
  Delimiter: GraphQLDelimiter;
  Formulas: GraphQLFormulas;
  ImportAction: GraphQLImportAction;
  ImportMode: GraphQLImportMode;
  Import: ResolverTypeWrapper<ImportNode>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ImportFailure: ResolverTypeWrapper<GraphQLImportFailure>;
  Rejection: ResolverTypeWrapper<GraphQLRejection>;
  ImportProfile: ResolverTypeWrapper<GraphQLImportProfile>;
  ImportProfileField: ResolverTypeWrapper<GraphQLImportProfileField>;
  UnmappedFields: GraphQLUnmappedFields;
  RecordConnection: ResolverTypeWrapper<Omit<GraphQLRecordConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['RecordEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Record']> }>;
  RecordEdge: ResolverTypeWrapper<Omit<GraphQLRecordEdge, 'node'> & { node: GraphQLResolversTypes['Record'] }>;
  RecordAggregate: ResolverTypeWrapper<GraphQLRecordAggregate>;
  RecordGroup: ResolverTypeWrapper<GraphQLRecordGroup>;
  ImportConnection: ResolverTypeWrapper<Omit<GraphQLImportConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['ImportEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Import']> }>;
  ImportEdge: ResolverTypeWrapper<Omit<GraphQLImportEdge, 'node'> & { node: GraphQLResolversTypes['Import'] }>;
  RejectionConnection: ResolverTypeWrapper<GraphQLRejectionConnection>;
  RejectionEdge: ResolverTypeWrapper<GraphQLRejectionEdge>;
  DefineCollectionInput: GraphQLDefineCollectionInput;
  DefineCollectionPayload: ResolverTypeWrapper<Omit<GraphQLDefineCollectionPayload, 'collection'> & { collection: GraphQLResolversTypes['Collection'] }>;
  CollectionConnection: ResolverTypeWrapper<Omit<GraphQLCollectionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['CollectionEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Collection']> }>;
  CollectionEdge: ResolverTypeWrapper<Omit<GraphQLCollectionEdge, 'node'> & { node: GraphQLResolversTypes['Collection'] }>;
  CollectionVersionConnection: ResolverTypeWrapper<GraphQLCollectionVersionConnection>;
  CollectionVersionEdge: ResolverTypeWrapper<GraphQLCollectionVersionEdge>;
  CollectionMigrationConnection: ResolverTypeWrapper<Omit<GraphQLCollectionMigrationConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['CollectionMigrationEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['CollectionMigration']> }>;
  CollectionMigrationEdge: ResolverTypeWrapper<Omit<GraphQLCollectionMigrationEdge, 'node'> & { node: GraphQLResolversTypes['CollectionMigration'] }>;
  MigrationFailureConnection: ResolverTypeWrapper<GraphQLMigrationFailureConnection>;
  MigrationFailureEdge: ResolverTypeWrapper<GraphQLMigrationFailureEdge>;
  UpdateCollectionInput: GraphQLUpdateCollectionInput;
  FieldMappingInput: GraphQLFieldMappingInput;
  UpdateCollectionPayload: ResolverTypeWrapper<Omit<GraphQLUpdateCollectionPayload, 'collection' | 'migration'> & { collection: GraphQLResolversTypes['Collection'], migration?: Maybe<GraphQLResolversTypes['CollectionMigration']> }>;
  CancelCollectionMigrationInput: GraphQLCancelCollectionMigrationInput;
  CancelCollectionMigrationPayload: ResolverTypeWrapper<Omit<GraphQLCancelCollectionMigrationPayload, 'migration'> & { migration: GraphQLResolversTypes['CollectionMigration'] }>;
  CreateRecordInput: GraphQLCreateRecordInput;
  CreateRecordPayload: ResolverTypeWrapper<Omit<GraphQLCreateRecordPayload, 'record'> & { record: GraphQLResolversTypes['Record'] }>;
  UpdateRecordInput: GraphQLUpdateRecordInput;
  UpdateRecordPayload: ResolverTypeWrapper<Omit<GraphQLUpdateRecordPayload, 'record'> & { record: GraphQLResolversTypes['Record'] }>;
  DeleteRecordInput: GraphQLDeleteRecordInput;
  DeleteRecordPayload: ResolverTypeWrapper<GraphQLDeleteRecordPayload>;
  CreateImportInput: GraphQLCreateImportInput;
  ImportOptionsInput: GraphQLImportOptionsInput;
  ImportOptions: ResolverTypeWrapper<GraphQLImportOptions>;
  SaveImportProfileInput: GraphQLSaveImportProfileInput;
  ImportProfileFieldInput: GraphQLImportProfileFieldInput;
  SaveImportProfilePayload: ResolverTypeWrapper<GraphQLSaveImportProfilePayload>;
  DeleteImportProfileInput: GraphQLDeleteImportProfileInput;
  DeleteImportProfilePayload: ResolverTypeWrapper<GraphQLDeleteImportProfilePayload>;
  CreateImportPayload: ResolverTypeWrapper<Omit<GraphQLCreateImportPayload, 'import'> & { import: GraphQLResolversTypes['Import'] }>;
  RecordVersionKind: GraphQLRecordVersionKind;
  RecordVersion: ResolverTypeWrapper<GraphQLRecordVersion>;
  FieldChange: ResolverTypeWrapper<GraphQLFieldChange>;
  RecordVersionConnection: ResolverTypeWrapper<GraphQLRecordVersionConnection>;
  RecordVersionEdge: ResolverTypeWrapper<GraphQLRecordVersionEdge>;
  DeletedRecord: ResolverTypeWrapper<DeletedNode>;
  DeletedRecordConnection: ResolverTypeWrapper<Omit<GraphQLDeletedRecordConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['DeletedRecordEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['DeletedRecord']> }>;
  DeletedRecordEdge: ResolverTypeWrapper<Omit<GraphQLDeletedRecordEdge, 'node'> & { node: GraphQLResolversTypes['DeletedRecord'] }>;
  RestoreRecordInput: GraphQLRestoreRecordInput;
  RestoreRecordPayload: ResolverTypeWrapper<Omit<GraphQLRestoreRecordPayload, 'record'> & { record: GraphQLResolversTypes['Record'] }>;
  BulkChangeKind: GraphQLBulkChangeKind;
  BulkChangeStatus: GraphQLBulkChangeStatus;
  BulkChange: ResolverTypeWrapper<BulkNode>;
  BulkChangeFailure: ResolverTypeWrapper<GraphQLBulkChangeFailure>;
  RecordFailure: ResolverTypeWrapper<GraphQLRecordFailure>;
  BulkChangeConnection: ResolverTypeWrapper<Omit<GraphQLBulkChangeConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['BulkChangeEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['BulkChange']> }>;
  BulkChangeEdge: ResolverTypeWrapper<Omit<GraphQLBulkChangeEdge, 'node'> & { node: GraphQLResolversTypes['BulkChange'] }>;
  RecordFailureConnection: ResolverTypeWrapper<GraphQLRecordFailureConnection>;
  RecordFailureEdge: ResolverTypeWrapper<GraphQLRecordFailureEdge>;
  UpdateRecordsInput: GraphQLUpdateRecordsInput;
  UpdateRecordsPayload: ResolverTypeWrapper<Omit<GraphQLUpdateRecordsPayload, 'bulkChange'> & { bulkChange: GraphQLResolversTypes['BulkChange'] }>;
  DeleteRecordsInput: GraphQLDeleteRecordsInput;
  DeleteRecordsPayload: ResolverTypeWrapper<Omit<GraphQLDeleteRecordsPayload, 'bulkChange'> & { bulkChange: GraphQLResolversTypes['BulkChange'] }>;
  CancelBulkChangeInput: GraphQLCancelBulkChangeInput;
  CancelBulkChangePayload: ResolverTypeWrapper<Omit<GraphQLCancelBulkChangePayload, 'bulkChange'> & { bulkChange: GraphQLResolversTypes['BulkChange'] }>;
  PurgeRecordInput: GraphQLPurgeRecordInput;
  PurgeRecordPayload: ResolverTypeWrapper<GraphQLPurgeRecordPayload>;
  PauseImportInput: GraphQLPauseImportInput;
  PauseImportPayload: ResolverTypeWrapper<Omit<GraphQLPauseImportPayload, 'import'> & { import: GraphQLResolversTypes['Import'] }>;
  ResumeImportInput: GraphQLResumeImportInput;
  ResumeImportPayload: ResolverTypeWrapper<Omit<GraphQLResumeImportPayload, 'import'> & { import: GraphQLResolversTypes['Import'] }>;
  CancelImportInput: GraphQLCancelImportInput;
  CancelImportPayload: ResolverTypeWrapper<Omit<GraphQLCancelImportPayload, 'import'> & { import: GraphQLResolversTypes['Import'] }>;
  ExportStatus: GraphQLExportStatus;
  Export: ResolverTypeWrapper<ExportNode>;
  ExportPart: ResolverTypeWrapper<GraphQLExportPart>;
  ExportFailure: ResolverTypeWrapper<GraphQLExportFailure>;
  ExportConnection: ResolverTypeWrapper<Omit<GraphQLExportConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['ExportEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Export']> }>;
  ExportEdge: ResolverTypeWrapper<Omit<GraphQLExportEdge, 'node'> & { node: GraphQLResolversTypes['Export'] }>;
  CreateExportInput: GraphQLCreateExportInput;
  CreateExportPayload: ResolverTypeWrapper<Omit<GraphQLCreateExportPayload, 'export'> & { export: GraphQLResolversTypes['Export'] }>;
  CreateExportLinkInput: GraphQLCreateExportLinkInput;
  CreateExportLinkPayload: ResolverTypeWrapper<GraphQLCreateExportLinkPayload>;
  PauseExportInput: GraphQLPauseExportInput;
  PauseExportPayload: ResolverTypeWrapper<Omit<GraphQLPauseExportPayload, 'export'> & { export: GraphQLResolversTypes['Export'] }>;
  ResumeExportInput: GraphQLResumeExportInput;
  ResumeExportPayload: ResolverTypeWrapper<Omit<GraphQLResumeExportPayload, 'export'> & { export: GraphQLResolversTypes['Export'] }>;
  CancelExportInput: GraphQLCancelExportInput;
  CancelExportPayload: ResolverTypeWrapper<Omit<GraphQLCancelExportPayload, 'export'> & { export: GraphQLResolversTypes['Export'] }>;
  DeleteExportInput: GraphQLDeleteExportInput;
  DeleteExportPayload: ResolverTypeWrapper<Omit<GraphQLDeleteExportPayload, 'export'> & { export: GraphQLResolversTypes['Export'] }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type GraphQLResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  PageInfo: GraphQLPageInfo;
  Boolean: Scalars['Boolean']['output'];
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  Collection: CollectionNode;
  CollectionField: GraphQLCollectionField;
  PersonalData: GraphQLPersonalData;
  CollectionVersion: GraphQLCollectionVersion;
  SchemaChange: GraphQLSchemaChange;
  CollectionMigration: MigrationNode;
  MigrationFailure: GraphQLMigrationFailure;
  Record: RecordNode;
  Actor: GraphQLActor;
  RecordFilter: GraphQLRecordFilter;
  RecordSort: GraphQLRecordSort;
  RecordGroupBy: GraphQLRecordGroupBy;
  RecordMeasure: GraphQLRecordMeasure;
  RecordAggregateOrder: GraphQLRecordAggregateOrder;
  RecordChange: RecordChange;
  Import: ImportNode;
  Float: Scalars['Float']['output'];
  ImportFailure: GraphQLImportFailure;
  Rejection: GraphQLRejection;
  ImportProfile: GraphQLImportProfile;
  ImportProfileField: GraphQLImportProfileField;
  RecordConnection: Omit<GraphQLRecordConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['RecordEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Record']> };
  RecordEdge: Omit<GraphQLRecordEdge, 'node'> & { node: GraphQLResolversParentTypes['Record'] };
  RecordAggregate: GraphQLRecordAggregate;
  RecordGroup: GraphQLRecordGroup;
  ImportConnection: Omit<GraphQLImportConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['ImportEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Import']> };
  ImportEdge: Omit<GraphQLImportEdge, 'node'> & { node: GraphQLResolversParentTypes['Import'] };
  RejectionConnection: GraphQLRejectionConnection;
  RejectionEdge: GraphQLRejectionEdge;
  DefineCollectionInput: GraphQLDefineCollectionInput;
  DefineCollectionPayload: Omit<GraphQLDefineCollectionPayload, 'collection'> & { collection: GraphQLResolversParentTypes['Collection'] };
  CollectionConnection: Omit<GraphQLCollectionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['CollectionEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Collection']> };
  CollectionEdge: Omit<GraphQLCollectionEdge, 'node'> & { node: GraphQLResolversParentTypes['Collection'] };
  CollectionVersionConnection: GraphQLCollectionVersionConnection;
  CollectionVersionEdge: GraphQLCollectionVersionEdge;
  CollectionMigrationConnection: Omit<GraphQLCollectionMigrationConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['CollectionMigrationEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['CollectionMigration']> };
  CollectionMigrationEdge: Omit<GraphQLCollectionMigrationEdge, 'node'> & { node: GraphQLResolversParentTypes['CollectionMigration'] };
  MigrationFailureConnection: GraphQLMigrationFailureConnection;
  MigrationFailureEdge: GraphQLMigrationFailureEdge;
  UpdateCollectionInput: GraphQLUpdateCollectionInput;
  FieldMappingInput: GraphQLFieldMappingInput;
  UpdateCollectionPayload: Omit<GraphQLUpdateCollectionPayload, 'collection' | 'migration'> & { collection: GraphQLResolversParentTypes['Collection'], migration?: Maybe<GraphQLResolversParentTypes['CollectionMigration']> };
  CancelCollectionMigrationInput: GraphQLCancelCollectionMigrationInput;
  CancelCollectionMigrationPayload: Omit<GraphQLCancelCollectionMigrationPayload, 'migration'> & { migration: GraphQLResolversParentTypes['CollectionMigration'] };
  CreateRecordInput: GraphQLCreateRecordInput;
  CreateRecordPayload: Omit<GraphQLCreateRecordPayload, 'record'> & { record: GraphQLResolversParentTypes['Record'] };
  UpdateRecordInput: GraphQLUpdateRecordInput;
  UpdateRecordPayload: Omit<GraphQLUpdateRecordPayload, 'record'> & { record: GraphQLResolversParentTypes['Record'] };
  DeleteRecordInput: GraphQLDeleteRecordInput;
  DeleteRecordPayload: GraphQLDeleteRecordPayload;
  CreateImportInput: GraphQLCreateImportInput;
  ImportOptionsInput: GraphQLImportOptionsInput;
  ImportOptions: GraphQLImportOptions;
  SaveImportProfileInput: GraphQLSaveImportProfileInput;
  ImportProfileFieldInput: GraphQLImportProfileFieldInput;
  SaveImportProfilePayload: GraphQLSaveImportProfilePayload;
  DeleteImportProfileInput: GraphQLDeleteImportProfileInput;
  DeleteImportProfilePayload: GraphQLDeleteImportProfilePayload;
  CreateImportPayload: Omit<GraphQLCreateImportPayload, 'import'> & { import: GraphQLResolversParentTypes['Import'] };
  RecordVersion: GraphQLRecordVersion;
  FieldChange: GraphQLFieldChange;
  RecordVersionConnection: GraphQLRecordVersionConnection;
  RecordVersionEdge: GraphQLRecordVersionEdge;
  DeletedRecord: DeletedNode;
  DeletedRecordConnection: Omit<GraphQLDeletedRecordConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['DeletedRecordEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['DeletedRecord']> };
  DeletedRecordEdge: Omit<GraphQLDeletedRecordEdge, 'node'> & { node: GraphQLResolversParentTypes['DeletedRecord'] };
  RestoreRecordInput: GraphQLRestoreRecordInput;
  RestoreRecordPayload: Omit<GraphQLRestoreRecordPayload, 'record'> & { record: GraphQLResolversParentTypes['Record'] };
  BulkChange: BulkNode;
  BulkChangeFailure: GraphQLBulkChangeFailure;
  RecordFailure: GraphQLRecordFailure;
  BulkChangeConnection: Omit<GraphQLBulkChangeConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['BulkChangeEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['BulkChange']> };
  BulkChangeEdge: Omit<GraphQLBulkChangeEdge, 'node'> & { node: GraphQLResolversParentTypes['BulkChange'] };
  RecordFailureConnection: GraphQLRecordFailureConnection;
  RecordFailureEdge: GraphQLRecordFailureEdge;
  UpdateRecordsInput: GraphQLUpdateRecordsInput;
  UpdateRecordsPayload: Omit<GraphQLUpdateRecordsPayload, 'bulkChange'> & { bulkChange: GraphQLResolversParentTypes['BulkChange'] };
  DeleteRecordsInput: GraphQLDeleteRecordsInput;
  DeleteRecordsPayload: Omit<GraphQLDeleteRecordsPayload, 'bulkChange'> & { bulkChange: GraphQLResolversParentTypes['BulkChange'] };
  CancelBulkChangeInput: GraphQLCancelBulkChangeInput;
  CancelBulkChangePayload: Omit<GraphQLCancelBulkChangePayload, 'bulkChange'> & { bulkChange: GraphQLResolversParentTypes['BulkChange'] };
  PurgeRecordInput: GraphQLPurgeRecordInput;
  PurgeRecordPayload: GraphQLPurgeRecordPayload;
  PauseImportInput: GraphQLPauseImportInput;
  PauseImportPayload: Omit<GraphQLPauseImportPayload, 'import'> & { import: GraphQLResolversParentTypes['Import'] };
  ResumeImportInput: GraphQLResumeImportInput;
  ResumeImportPayload: Omit<GraphQLResumeImportPayload, 'import'> & { import: GraphQLResolversParentTypes['Import'] };
  CancelImportInput: GraphQLCancelImportInput;
  CancelImportPayload: Omit<GraphQLCancelImportPayload, 'import'> & { import: GraphQLResolversParentTypes['Import'] };
  Export: ExportNode;
  ExportPart: GraphQLExportPart;
  ExportFailure: GraphQLExportFailure;
  ExportConnection: Omit<GraphQLExportConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['ExportEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Export']> };
  ExportEdge: Omit<GraphQLExportEdge, 'node'> & { node: GraphQLResolversParentTypes['Export'] };
  CreateExportInput: GraphQLCreateExportInput;
  CreateExportPayload: Omit<GraphQLCreateExportPayload, 'export'> & { export: GraphQLResolversParentTypes['Export'] };
  CreateExportLinkInput: GraphQLCreateExportLinkInput;
  CreateExportLinkPayload: GraphQLCreateExportLinkPayload;
  PauseExportInput: GraphQLPauseExportInput;
  PauseExportPayload: Omit<GraphQLPauseExportPayload, 'export'> & { export: GraphQLResolversParentTypes['Export'] };
  ResumeExportInput: GraphQLResumeExportInput;
  ResumeExportPayload: Omit<GraphQLResumeExportPayload, 'export'> & { export: GraphQLResolversParentTypes['Export'] };
  CancelExportInput: GraphQLCancelExportInput;
  CancelExportPayload: Omit<GraphQLCancelExportPayload, 'export'> & { export: GraphQLResolversParentTypes['Export'] };
  DeleteExportInput: GraphQLDeleteExportInput;
  DeleteExportPayload: Omit<GraphQLDeleteExportPayload, 'export'> & { export: GraphQLResolversParentTypes['Export'] };
  String: Scalars['String']['output'];
};

export type GraphQLPermissionDirectiveArgs = {
  allOf: ReadonlyArray<Scalars['String']['input']>;
};

export type GraphQLPermissionDirectiveResolver<Result, Parent, ContextType = DataContext, Args = GraphQLPermissionDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLPublicDirectiveArgs = { };

export type GraphQLPublicDirectiveResolver<Result, Parent, ContextType = DataContext, Args = GraphQLPublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLSignedInDirectiveArgs = { };

export type GraphQLSignedInDirectiveResolver<Result, Parent, ContextType = DataContext, Args = GraphQLSignedInDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLDataDirectiveArgs = {
  class: GraphQLDataClass;
  purpose?: Maybe<Scalars['String']['input']>;
};

export type GraphQLDataDirectiveResolver<Result, Parent, ContextType = DataContext, Args = GraphQLDataDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLCacheableDirectiveArgs = {
  by: ReadonlyArray<Scalars['String']['input']>;
};

export type GraphQLCacheableDirectiveResolver<Result, Parent, ContextType = DataContext, Args = GraphQLCacheableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface GraphQLDateTimeScalarConfig extends GraphQLScalarTypeConfig<GraphQLResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface GraphQLJsonScalarConfig extends GraphQLScalarTypeConfig<GraphQLResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type GraphQLPageInfoResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['PageInfo'] = GraphQLResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLQueryResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Query'] = GraphQLResolversParentTypes['Query']> = {
  collections: Resolver<GraphQLResolversTypes['CollectionConnection'], ParentType, ContextType, Partial<GraphQLQueryCollectionsArgs>>;
  collection: Resolver<GraphQLResolversTypes['Collection'], ParentType, ContextType, RequireFields<GraphQLQueryCollectionArgs, 'name'>>;
  collectionMigration: Resolver<GraphQLResolversTypes['CollectionMigration'], ParentType, ContextType, RequireFields<GraphQLQueryCollectionMigrationArgs, 'id'>>;
  collectionMigrations: Resolver<GraphQLResolversTypes['CollectionMigrationConnection'], ParentType, ContextType, RequireFields<GraphQLQueryCollectionMigrationsArgs, 'collection'>>;
  record: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType, RequireFields<GraphQLQueryRecordArgs, 'id'>>;
  records: Resolver<GraphQLResolversTypes['RecordConnection'], ParentType, ContextType, RequireFields<GraphQLQueryRecordsArgs, 'collection'>>;
  recordAggregate: Resolver<GraphQLResolversTypes['RecordAggregate'], ParentType, ContextType, RequireFields<GraphQLQueryRecordAggregateArgs, 'collection' | 'measures'>>;
  recordChange: Resolver<GraphQLResolversTypes['RecordChange'], ParentType, ContextType, RequireFields<GraphQLQueryRecordChangeArgs, 'collection' | 'cursor'>>;
  deletedRecord: Resolver<GraphQLResolversTypes['DeletedRecord'], ParentType, ContextType, RequireFields<GraphQLQueryDeletedRecordArgs, 'id'>>;
  recordVersions: Resolver<GraphQLResolversTypes['RecordVersionConnection'], ParentType, ContextType, RequireFields<GraphQLQueryRecordVersionsArgs, 'id'>>;
  deletedRecords: Resolver<GraphQLResolversTypes['DeletedRecordConnection'], ParentType, ContextType, RequireFields<GraphQLQueryDeletedRecordsArgs, 'collection'>>;
  exports: Resolver<GraphQLResolversTypes['ExportConnection'], ParentType, ContextType, Partial<GraphQLQueryExportsArgs>>;
  export: Resolver<GraphQLResolversTypes['Export'], ParentType, ContextType, RequireFields<GraphQLQueryExportArgs, 'id'>>;
  exportChange: Resolver<GraphQLResolversTypes['Export'], ParentType, ContextType, RequireFields<GraphQLQueryExportChangeArgs, 'id' | 'cursor'>>;
  bulkChanges: Resolver<GraphQLResolversTypes['BulkChangeConnection'], ParentType, ContextType, Partial<GraphQLQueryBulkChangesArgs>>;
  bulkChange: Resolver<GraphQLResolversTypes['BulkChange'], ParentType, ContextType, RequireFields<GraphQLQueryBulkChangeArgs, 'id'>>;
  imports: Resolver<GraphQLResolversTypes['ImportConnection'], ParentType, ContextType, Partial<GraphQLQueryImportsArgs>>;
  import: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType, RequireFields<GraphQLQueryImportArgs, 'id'>>;
  importChange: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType, RequireFields<GraphQLQueryImportChangeArgs, 'id' | 'cursor'>>;
  importOptions: Resolver<GraphQLResolversTypes['ImportOptions'], ParentType, ContextType, RequireFields<GraphQLQueryImportOptionsArgs, 'input'>>;
  importProfiles: Resolver<ReadonlyArray<GraphQLResolversTypes['ImportProfile']>, ParentType, ContextType, RequireFields<GraphQLQueryImportProfilesArgs, 'collection'>>;
  importProfile: Resolver<GraphQLResolversTypes['ImportProfile'], ParentType, ContextType, RequireFields<GraphQLQueryImportProfileArgs, 'collection' | 'name'>>;
};

export type GraphQLMutationResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Mutation'] = GraphQLResolversParentTypes['Mutation']> = {
  defineCollection: Resolver<GraphQLResolversTypes['DefineCollectionPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDefineCollectionArgs, 'input'>>;
  updateCollection: Resolver<GraphQLResolversTypes['UpdateCollectionPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateCollectionArgs, 'input'>>;
  cancelCollectionMigration: Resolver<GraphQLResolversTypes['CancelCollectionMigrationPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCancelCollectionMigrationArgs, 'input'>>;
  createRecord: Resolver<GraphQLResolversTypes['CreateRecordPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateRecordArgs, 'input'>>;
  updateRecord: Resolver<GraphQLResolversTypes['UpdateRecordPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateRecordArgs, 'input'>>;
  deleteRecord: Resolver<GraphQLResolversTypes['DeleteRecordPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDeleteRecordArgs, 'input'>>;
  restoreRecord: Resolver<GraphQLResolversTypes['RestoreRecordPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRestoreRecordArgs, 'input'>>;
  purgeRecord: Resolver<GraphQLResolversTypes['PurgeRecordPayload'], ParentType, ContextType, RequireFields<GraphQLMutationPurgeRecordArgs, 'input'>>;
  updateRecords: Resolver<GraphQLResolversTypes['UpdateRecordsPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateRecordsArgs, 'input'>>;
  deleteRecords: Resolver<GraphQLResolversTypes['DeleteRecordsPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDeleteRecordsArgs, 'input'>>;
  cancelBulkChange: Resolver<GraphQLResolversTypes['CancelBulkChangePayload'], ParentType, ContextType, RequireFields<GraphQLMutationCancelBulkChangeArgs, 'input'>>;
  createExport: Resolver<GraphQLResolversTypes['CreateExportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateExportArgs, 'input'>>;
  pauseExport: Resolver<GraphQLResolversTypes['PauseExportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationPauseExportArgs, 'input'>>;
  resumeExport: Resolver<GraphQLResolversTypes['ResumeExportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationResumeExportArgs, 'input'>>;
  cancelExport: Resolver<GraphQLResolversTypes['CancelExportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCancelExportArgs, 'input'>>;
  deleteExport: Resolver<GraphQLResolversTypes['DeleteExportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDeleteExportArgs, 'input'>>;
  createExportLink: Resolver<GraphQLResolversTypes['CreateExportLinkPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateExportLinkArgs, 'input'>>;
  createImport: Resolver<GraphQLResolversTypes['CreateImportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateImportArgs, 'input'>>;
  saveImportProfile: Resolver<GraphQLResolversTypes['SaveImportProfilePayload'], ParentType, ContextType, RequireFields<GraphQLMutationSaveImportProfileArgs, 'input'>>;
  deleteImportProfile: Resolver<GraphQLResolversTypes['DeleteImportProfilePayload'], ParentType, ContextType, RequireFields<GraphQLMutationDeleteImportProfileArgs, 'input'>>;
  pauseImport: Resolver<GraphQLResolversTypes['PauseImportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationPauseImportArgs, 'input'>>;
  resumeImport: Resolver<GraphQLResolversTypes['ResumeImportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationResumeImportArgs, 'input'>>;
  cancelImport: Resolver<GraphQLResolversTypes['CancelImportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCancelImportArgs, 'input'>>;
};

export type GraphQLSubscriptionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Subscription'] = GraphQLResolversParentTypes['Subscription']> = {
  recordChanged: SubscriptionResolver<GraphQLResolversTypes['RecordChange'], "recordChanged", ParentType, ContextType, RequireFields<GraphQLSubscriptionRecordChangedArgs, 'collection' | 'snapshot'>>;
  importChanged: SubscriptionResolver<GraphQLResolversTypes['Import'], "importChanged", ParentType, ContextType, RequireFields<GraphQLSubscriptionImportChangedArgs, 'id'>>;
  exportChanged: SubscriptionResolver<GraphQLResolversTypes['Export'], "exportChanged", ParentType, ContextType, RequireFields<GraphQLSubscriptionExportChangedArgs, 'id'>>;
};

export type GraphQLCollectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Collection'] = GraphQLResolversParentTypes['Collection'], FederationReferenceType extends GraphQLFederationReferenceTypes['Collection'] = GraphQLFederationReferenceTypes['Collection']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Collection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  schema?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  indexedFields?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<GraphQLResolversTypes['CollectionField']>, ParentType, ContextType>;
  retention?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  versions?: Resolver<GraphQLResolversTypes['CollectionVersionConnection'], ParentType, ContextType, Partial<GraphQLCollectionVersionsArgs>>;
};

export type GraphQLCollectionFieldResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionField'] = GraphQLResolversParentTypes['CollectionField']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  types?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  required?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  indexed?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  unique?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  searchable?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  personal?: Resolver<Maybe<GraphQLResolversTypes['PersonalData']>, ParentType, ContextType>;
  retention?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLPersonalDataResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['PersonalData'] = GraphQLResolversParentTypes['PersonalData']> = {
  kind?: Resolver<GraphQLResolversTypes['PersonalKind'], ParentType, ContextType>;
  purpose?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLCollectionVersionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionVersion'] = GraphQLResolversParentTypes['CollectionVersion']> = {
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  schema?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
};

export type GraphQLSchemaChangeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['SchemaChange'] = GraphQLResolversParentTypes['SchemaChange']> = {
  path?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['SchemaChangeKind'], ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLCollectionMigrationResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionMigration'] = GraphQLResolversParentTypes['CollectionMigration']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  fromVersion?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  dryRun?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  state?: Resolver<GraphQLResolversTypes['CollectionMigrationState'], ParentType, ContextType>;
  recordsTotal?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  recordsChecked?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordsFailed?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordsMoved?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  failures?: Resolver<GraphQLResolversTypes['MigrationFailureConnection'], ParentType, ContextType, Partial<GraphQLCollectionMigrationFailuresArgs>>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLMigrationFailureResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['MigrationFailure'] = GraphQLResolversParentTypes['MigrationFailure']> = {
  recordId?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  path?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  code?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLRecordResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Record'] = GraphQLResolversParentTypes['Record'], FederationReferenceType extends GraphQLFederationReferenceTypes['Record'] = GraphQLFederationReferenceTypes['Record']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Record']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  updatedBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  versions?: Resolver<GraphQLResolversTypes['RecordVersionConnection'], ParentType, ContextType, Partial<GraphQLRecordVersionsArgs>>;
};

export type GraphQLActorResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Actor'] = GraphQLResolversParentTypes['Actor']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLRecordChangeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordChange'] = GraphQLResolversParentTypes['RecordChange']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['RecordChangeKind'], ParentType, ContextType>;
  recordId?: Resolver<Maybe<GraphQLResolversTypes['ID']>, ParentType, ContextType>;
  record?: Resolver<Maybe<GraphQLResolversTypes['Record']>, ParentType, ContextType>;
};

export type GraphQLImportResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Import'] = GraphQLResolversParentTypes['Import'], FederationReferenceType extends GraphQLFederationReferenceTypes['Import'] = GraphQLFederationReferenceTypes['Import']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Import']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['ImportStatus'], ParentType, ContextType>;
  mode?: Resolver<GraphQLResolversTypes['ImportMode'], ParentType, ContextType>;
  format?: Resolver<Maybe<GraphQLResolversTypes['FileFormat']>, ParentType, ContextType>;
  encoding?: Resolver<Maybe<GraphQLResolversTypes['TextEncoding']>, ParentType, ContextType>;
  compression?: Resolver<Maybe<GraphQLResolversTypes['Compression']>, ParentType, ContextType>;
  delimiter?: Resolver<Maybe<GraphQLResolversTypes['Delimiter']>, ParentType, ContextType>;
  items?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  formulas?: Resolver<GraphQLResolversTypes['Formulas'], ParentType, ContextType>;
  action?: Resolver<GraphQLResolversTypes['ImportAction'], ParentType, ContextType>;
  key?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  profile?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  dryRun?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  bytes?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  progress?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  rowsPerSecond?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  expectedEndAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  rowsRead?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  rowsStored?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  rowsRejected?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordsCreated?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordsUpdated?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordsUnchanged?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordsDeleted?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  failure?: Resolver<Maybe<GraphQLResolversTypes['ImportFailure']>, ParentType, ContextType>;
  rejections?: Resolver<GraphQLResolversTypes['RejectionConnection'], ParentType, ContextType, Partial<GraphQLImportRejectionsArgs>>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLImportFailureResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ImportFailure'] = GraphQLResolversParentTypes['ImportFailure']> = {
  code?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  line?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLRejectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Rejection'] = GraphQLResolversParentTypes['Rejection']> = {
  row?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  line?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  column?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  field?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  code?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLImportProfileResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ImportProfile'] = GraphQLResolversParentTypes['ImportProfile']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  format?: Resolver<Maybe<GraphQLResolversTypes['FileFormat']>, ParentType, ContextType>;
  encoding?: Resolver<Maybe<GraphQLResolversTypes['TextEncoding']>, ParentType, ContextType>;
  delimiter?: Resolver<Maybe<GraphQLResolversTypes['Delimiter']>, ParentType, ContextType>;
  items?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  formulas?: Resolver<Maybe<GraphQLResolversTypes['Formulas']>, ParentType, ContextType>;
  mode?: Resolver<Maybe<GraphQLResolversTypes['ImportMode']>, ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<GraphQLResolversTypes['ImportProfileField']>, ParentType, ContextType>;
  others?: Resolver<GraphQLResolversTypes['UnmappedFields'], ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  updatedAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLImportProfileFieldResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ImportProfileField'] = GraphQLResolversParentTypes['ImportProfileField']> = {
  field?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  from?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<GraphQLResolversTypes['JSON']>, ParentType, ContextType>;
};

export type GraphQLRecordConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordConnection'] = GraphQLResolversParentTypes['RecordConnection']> = {
  totalCount?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['RecordEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Record']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLRecordEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordEdge'] = GraphQLResolversParentTypes['RecordEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType>;
};

export type GraphQLRecordAggregateResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordAggregate'] = GraphQLResolversParentTypes['RecordAggregate']> = {
  groups?: Resolver<ReadonlyArray<GraphQLResolversTypes['RecordGroup']>, ParentType, ContextType>;
  hasMore?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GraphQLRecordGroupResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordGroup'] = GraphQLResolversParentTypes['RecordGroup']> = {
  key?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  values?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
};

export type GraphQLImportConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ImportConnection'] = GraphQLResolversParentTypes['ImportConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['ImportEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Import']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLImportEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ImportEdge'] = GraphQLResolversParentTypes['ImportEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType>;
};

export type GraphQLRejectionConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RejectionConnection'] = GraphQLResolversParentTypes['RejectionConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['RejectionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Rejection']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLRejectionEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RejectionEdge'] = GraphQLResolversParentTypes['RejectionEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Rejection'], ParentType, ContextType>;
};

export type GraphQLDefineCollectionPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DefineCollectionPayload'] = GraphQLResolversParentTypes['DefineCollectionPayload']> = {
  collection?: Resolver<GraphQLResolversTypes['Collection'], ParentType, ContextType>;
};

export type GraphQLCollectionConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionConnection'] = GraphQLResolversParentTypes['CollectionConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['CollectionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Collection']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLCollectionEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionEdge'] = GraphQLResolversParentTypes['CollectionEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Collection'], ParentType, ContextType>;
};

export type GraphQLCollectionVersionConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionVersionConnection'] = GraphQLResolversParentTypes['CollectionVersionConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['CollectionVersionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['CollectionVersion']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLCollectionVersionEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionVersionEdge'] = GraphQLResolversParentTypes['CollectionVersionEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['CollectionVersion'], ParentType, ContextType>;
};

export type GraphQLCollectionMigrationConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionMigrationConnection'] = GraphQLResolversParentTypes['CollectionMigrationConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['CollectionMigrationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['CollectionMigration']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLCollectionMigrationEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CollectionMigrationEdge'] = GraphQLResolversParentTypes['CollectionMigrationEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['CollectionMigration'], ParentType, ContextType>;
};

export type GraphQLMigrationFailureConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['MigrationFailureConnection'] = GraphQLResolversParentTypes['MigrationFailureConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['MigrationFailureEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['MigrationFailure']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLMigrationFailureEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['MigrationFailureEdge'] = GraphQLResolversParentTypes['MigrationFailureEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['MigrationFailure'], ParentType, ContextType>;
};

export type GraphQLUpdateCollectionPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['UpdateCollectionPayload'] = GraphQLResolversParentTypes['UpdateCollectionPayload']> = {
  collection?: Resolver<GraphQLResolversTypes['Collection'], ParentType, ContextType>;
  migration?: Resolver<Maybe<GraphQLResolversTypes['CollectionMigration']>, ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<GraphQLResolversTypes['SchemaChange']>, ParentType, ContextType>;
};

export type GraphQLCancelCollectionMigrationPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CancelCollectionMigrationPayload'] = GraphQLResolversParentTypes['CancelCollectionMigrationPayload']> = {
  migration?: Resolver<GraphQLResolversTypes['CollectionMigration'], ParentType, ContextType>;
};

export type GraphQLCreateRecordPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CreateRecordPayload'] = GraphQLResolversParentTypes['CreateRecordPayload']> = {
  record?: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType>;
};

export type GraphQLUpdateRecordPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['UpdateRecordPayload'] = GraphQLResolversParentTypes['UpdateRecordPayload']> = {
  record?: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType>;
};

export type GraphQLDeleteRecordPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DeleteRecordPayload'] = GraphQLResolversParentTypes['DeleteRecordPayload']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLImportOptionsResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ImportOptions'] = GraphQLResolversParentTypes['ImportOptions']> = {
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  profile?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  mode?: Resolver<GraphQLResolversTypes['ImportMode'], ParentType, ContextType>;
  format?: Resolver<Maybe<GraphQLResolversTypes['FileFormat']>, ParentType, ContextType>;
  encoding?: Resolver<Maybe<GraphQLResolversTypes['TextEncoding']>, ParentType, ContextType>;
  compression?: Resolver<Maybe<GraphQLResolversTypes['Compression']>, ParentType, ContextType>;
  delimiter?: Resolver<Maybe<GraphQLResolversTypes['Delimiter']>, ParentType, ContextType>;
  items?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  formulas?: Resolver<GraphQLResolversTypes['Formulas'], ParentType, ContextType>;
  action?: Resolver<GraphQLResolversTypes['ImportAction'], ParentType, ContextType>;
  key?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  dryRun?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  bytesLeft?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
};

export type GraphQLSaveImportProfilePayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['SaveImportProfilePayload'] = GraphQLResolversParentTypes['SaveImportProfilePayload']> = {
  importProfile?: Resolver<GraphQLResolversTypes['ImportProfile'], ParentType, ContextType>;
};

export type GraphQLDeleteImportProfilePayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DeleteImportProfilePayload'] = GraphQLResolversParentTypes['DeleteImportProfilePayload']> = {
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLCreateImportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CreateImportPayload'] = GraphQLResolversParentTypes['CreateImportPayload']> = {
  import?: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType>;
};

export type GraphQLRecordVersionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordVersion'] = GraphQLResolversParentTypes['RecordVersion']> = {
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['RecordVersionKind'], ParentType, ContextType>;
  data?: Resolver<Maybe<GraphQLResolversTypes['JSON']>, ParentType, ContextType>;
  restoredFrom?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  changes?: Resolver<Maybe<ReadonlyArray<GraphQLResolversTypes['FieldChange']>>, ParentType, ContextType>;
  writtenAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  writtenBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
};

export type GraphQLFieldChangeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['FieldChange'] = GraphQLResolversParentTypes['FieldChange']> = {
  path?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  before?: Resolver<Maybe<GraphQLResolversTypes['JSON']>, ParentType, ContextType>;
  after?: Resolver<Maybe<GraphQLResolversTypes['JSON']>, ParentType, ContextType>;
};

export type GraphQLRecordVersionConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordVersionConnection'] = GraphQLResolversParentTypes['RecordVersionConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['RecordVersionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['RecordVersion']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLRecordVersionEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordVersionEdge'] = GraphQLResolversParentTypes['RecordVersionEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['RecordVersion'], ParentType, ContextType>;
};

export type GraphQLDeletedRecordResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DeletedRecord'] = GraphQLResolversParentTypes['DeletedRecord']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  deletedAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  deletedBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  versions?: Resolver<GraphQLResolversTypes['RecordVersionConnection'], ParentType, ContextType, Partial<GraphQLDeletedRecordVersionsArgs>>;
};

export type GraphQLDeletedRecordConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DeletedRecordConnection'] = GraphQLResolversParentTypes['DeletedRecordConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['DeletedRecordEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['DeletedRecord']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLDeletedRecordEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DeletedRecordEdge'] = GraphQLResolversParentTypes['DeletedRecordEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['DeletedRecord'], ParentType, ContextType>;
};

export type GraphQLRestoreRecordPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RestoreRecordPayload'] = GraphQLResolversParentTypes['RestoreRecordPayload']> = {
  record?: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType>;
};

export type GraphQLBulkChangeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['BulkChange'] = GraphQLResolversParentTypes['BulkChange']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['BulkChangeKind'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['BulkChangeStatus'], ParentType, ContextType>;
  dryRun?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  recordsMatched?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordsChanged?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordsFailed?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  failure?: Resolver<Maybe<GraphQLResolversTypes['BulkChangeFailure']>, ParentType, ContextType>;
  failures?: Resolver<GraphQLResolversTypes['RecordFailureConnection'], ParentType, ContextType, Partial<GraphQLBulkChangeFailuresArgs>>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLBulkChangeFailureResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['BulkChangeFailure'] = GraphQLResolversParentTypes['BulkChangeFailure']> = {
  code?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLRecordFailureResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordFailure'] = GraphQLResolversParentTypes['RecordFailure']> = {
  recordId?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  code?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLBulkChangeConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['BulkChangeConnection'] = GraphQLResolversParentTypes['BulkChangeConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['BulkChangeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['BulkChange']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLBulkChangeEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['BulkChangeEdge'] = GraphQLResolversParentTypes['BulkChangeEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['BulkChange'], ParentType, ContextType>;
};

export type GraphQLRecordFailureConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordFailureConnection'] = GraphQLResolversParentTypes['RecordFailureConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['RecordFailureEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['RecordFailure']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLRecordFailureEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordFailureEdge'] = GraphQLResolversParentTypes['RecordFailureEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['RecordFailure'], ParentType, ContextType>;
};

export type GraphQLUpdateRecordsPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['UpdateRecordsPayload'] = GraphQLResolversParentTypes['UpdateRecordsPayload']> = {
  bulkChange?: Resolver<GraphQLResolversTypes['BulkChange'], ParentType, ContextType>;
};

export type GraphQLDeleteRecordsPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DeleteRecordsPayload'] = GraphQLResolversParentTypes['DeleteRecordsPayload']> = {
  bulkChange?: Resolver<GraphQLResolversTypes['BulkChange'], ParentType, ContextType>;
};

export type GraphQLCancelBulkChangePayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CancelBulkChangePayload'] = GraphQLResolversParentTypes['CancelBulkChangePayload']> = {
  bulkChange?: Resolver<GraphQLResolversTypes['BulkChange'], ParentType, ContextType>;
};

export type GraphQLPurgeRecordPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['PurgeRecordPayload'] = GraphQLResolversParentTypes['PurgeRecordPayload']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLPauseImportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['PauseImportPayload'] = GraphQLResolversParentTypes['PauseImportPayload']> = {
  import?: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType>;
};

export type GraphQLResumeImportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ResumeImportPayload'] = GraphQLResolversParentTypes['ResumeImportPayload']> = {
  import?: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType>;
};

export type GraphQLCancelImportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CancelImportPayload'] = GraphQLResolversParentTypes['CancelImportPayload']> = {
  import?: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType>;
};

export type GraphQLExportResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Export'] = GraphQLResolversParentTypes['Export']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['ExportStatus'], ParentType, ContextType>;
  format?: Resolver<GraphQLResolversTypes['FileFormat'], ParentType, ContextType>;
  compression?: Resolver<GraphQLResolversTypes['Compression'], ParentType, ContextType>;
  formulas?: Resolver<GraphQLResolversTypes['Formulas'], ParentType, ContextType>;
  fields?: Resolver<Maybe<ReadonlyArray<GraphQLResolversTypes['String']>>, ParentType, ContextType>;
  progress?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  recordsPerSecond?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  expectedEndAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  recordsWritten?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  bytes?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  sha256?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  parts?: Resolver<ReadonlyArray<GraphQLResolversTypes['ExportPart']>, ParentType, ContextType>;
  failure?: Resolver<Maybe<GraphQLResolversTypes['ExportFailure']>, ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLExportPartResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ExportPart'] = GraphQLResolversParentTypes['ExportPart']> = {
  blob?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  bytes?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  sha256?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLExportFailureResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ExportFailure'] = GraphQLResolversParentTypes['ExportFailure']> = {
  code?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLExportConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ExportConnection'] = GraphQLResolversParentTypes['ExportConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['ExportEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Export']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLExportEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ExportEdge'] = GraphQLResolversParentTypes['ExportEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Export'], ParentType, ContextType>;
};

export type GraphQLCreateExportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CreateExportPayload'] = GraphQLResolversParentTypes['CreateExportPayload']> = {
  export?: Resolver<GraphQLResolversTypes['Export'], ParentType, ContextType>;
};

export type GraphQLCreateExportLinkPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CreateExportLinkPayload'] = GraphQLResolversParentTypes['CreateExportLinkPayload']> = {
  url?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLPauseExportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['PauseExportPayload'] = GraphQLResolversParentTypes['PauseExportPayload']> = {
  export?: Resolver<GraphQLResolversTypes['Export'], ParentType, ContextType>;
};

export type GraphQLResumeExportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['ResumeExportPayload'] = GraphQLResolversParentTypes['ResumeExportPayload']> = {
  export?: Resolver<GraphQLResolversTypes['Export'], ParentType, ContextType>;
};

export type GraphQLCancelExportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CancelExportPayload'] = GraphQLResolversParentTypes['CancelExportPayload']> = {
  export?: Resolver<GraphQLResolversTypes['Export'], ParentType, ContextType>;
};

export type GraphQLDeleteExportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DeleteExportPayload'] = GraphQLResolversParentTypes['DeleteExportPayload']> = {
  export?: Resolver<GraphQLResolversTypes['Export'], ParentType, ContextType>;
};

export type GraphQLResolvers<ContextType = DataContext> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: GraphQLPageInfoResolvers<ContextType>;
  Query?: GraphQLQueryResolvers<ContextType>;
  Mutation?: GraphQLMutationResolvers<ContextType>;
  Subscription?: GraphQLSubscriptionResolvers<ContextType>;
  Collection?: GraphQLCollectionResolvers<ContextType>;
  CollectionField?: GraphQLCollectionFieldResolvers<ContextType>;
  PersonalData?: GraphQLPersonalDataResolvers<ContextType>;
  CollectionVersion?: GraphQLCollectionVersionResolvers<ContextType>;
  SchemaChange?: GraphQLSchemaChangeResolvers<ContextType>;
  CollectionMigration?: GraphQLCollectionMigrationResolvers<ContextType>;
  MigrationFailure?: GraphQLMigrationFailureResolvers<ContextType>;
  Record?: GraphQLRecordResolvers<ContextType>;
  Actor?: GraphQLActorResolvers<ContextType>;
  RecordChange?: GraphQLRecordChangeResolvers<ContextType>;
  Import?: GraphQLImportResolvers<ContextType>;
  ImportFailure?: GraphQLImportFailureResolvers<ContextType>;
  Rejection?: GraphQLRejectionResolvers<ContextType>;
  ImportProfile?: GraphQLImportProfileResolvers<ContextType>;
  ImportProfileField?: GraphQLImportProfileFieldResolvers<ContextType>;
  RecordConnection?: GraphQLRecordConnectionResolvers<ContextType>;
  RecordEdge?: GraphQLRecordEdgeResolvers<ContextType>;
  RecordAggregate?: GraphQLRecordAggregateResolvers<ContextType>;
  RecordGroup?: GraphQLRecordGroupResolvers<ContextType>;
  ImportConnection?: GraphQLImportConnectionResolvers<ContextType>;
  ImportEdge?: GraphQLImportEdgeResolvers<ContextType>;
  RejectionConnection?: GraphQLRejectionConnectionResolvers<ContextType>;
  RejectionEdge?: GraphQLRejectionEdgeResolvers<ContextType>;
  DefineCollectionPayload?: GraphQLDefineCollectionPayloadResolvers<ContextType>;
  CollectionConnection?: GraphQLCollectionConnectionResolvers<ContextType>;
  CollectionEdge?: GraphQLCollectionEdgeResolvers<ContextType>;
  CollectionVersionConnection?: GraphQLCollectionVersionConnectionResolvers<ContextType>;
  CollectionVersionEdge?: GraphQLCollectionVersionEdgeResolvers<ContextType>;
  CollectionMigrationConnection?: GraphQLCollectionMigrationConnectionResolvers<ContextType>;
  CollectionMigrationEdge?: GraphQLCollectionMigrationEdgeResolvers<ContextType>;
  MigrationFailureConnection?: GraphQLMigrationFailureConnectionResolvers<ContextType>;
  MigrationFailureEdge?: GraphQLMigrationFailureEdgeResolvers<ContextType>;
  UpdateCollectionPayload?: GraphQLUpdateCollectionPayloadResolvers<ContextType>;
  CancelCollectionMigrationPayload?: GraphQLCancelCollectionMigrationPayloadResolvers<ContextType>;
  CreateRecordPayload?: GraphQLCreateRecordPayloadResolvers<ContextType>;
  UpdateRecordPayload?: GraphQLUpdateRecordPayloadResolvers<ContextType>;
  DeleteRecordPayload?: GraphQLDeleteRecordPayloadResolvers<ContextType>;
  ImportOptions?: GraphQLImportOptionsResolvers<ContextType>;
  SaveImportProfilePayload?: GraphQLSaveImportProfilePayloadResolvers<ContextType>;
  DeleteImportProfilePayload?: GraphQLDeleteImportProfilePayloadResolvers<ContextType>;
  CreateImportPayload?: GraphQLCreateImportPayloadResolvers<ContextType>;
  RecordVersion?: GraphQLRecordVersionResolvers<ContextType>;
  FieldChange?: GraphQLFieldChangeResolvers<ContextType>;
  RecordVersionConnection?: GraphQLRecordVersionConnectionResolvers<ContextType>;
  RecordVersionEdge?: GraphQLRecordVersionEdgeResolvers<ContextType>;
  DeletedRecord?: GraphQLDeletedRecordResolvers<ContextType>;
  DeletedRecordConnection?: GraphQLDeletedRecordConnectionResolvers<ContextType>;
  DeletedRecordEdge?: GraphQLDeletedRecordEdgeResolvers<ContextType>;
  RestoreRecordPayload?: GraphQLRestoreRecordPayloadResolvers<ContextType>;
  BulkChange?: GraphQLBulkChangeResolvers<ContextType>;
  BulkChangeFailure?: GraphQLBulkChangeFailureResolvers<ContextType>;
  RecordFailure?: GraphQLRecordFailureResolvers<ContextType>;
  BulkChangeConnection?: GraphQLBulkChangeConnectionResolvers<ContextType>;
  BulkChangeEdge?: GraphQLBulkChangeEdgeResolvers<ContextType>;
  RecordFailureConnection?: GraphQLRecordFailureConnectionResolvers<ContextType>;
  RecordFailureEdge?: GraphQLRecordFailureEdgeResolvers<ContextType>;
  UpdateRecordsPayload?: GraphQLUpdateRecordsPayloadResolvers<ContextType>;
  DeleteRecordsPayload?: GraphQLDeleteRecordsPayloadResolvers<ContextType>;
  CancelBulkChangePayload?: GraphQLCancelBulkChangePayloadResolvers<ContextType>;
  PurgeRecordPayload?: GraphQLPurgeRecordPayloadResolvers<ContextType>;
  PauseImportPayload?: GraphQLPauseImportPayloadResolvers<ContextType>;
  ResumeImportPayload?: GraphQLResumeImportPayloadResolvers<ContextType>;
  CancelImportPayload?: GraphQLCancelImportPayloadResolvers<ContextType>;
  Export?: GraphQLExportResolvers<ContextType>;
  ExportPart?: GraphQLExportPartResolvers<ContextType>;
  ExportFailure?: GraphQLExportFailureResolvers<ContextType>;
  ExportConnection?: GraphQLExportConnectionResolvers<ContextType>;
  ExportEdge?: GraphQLExportEdgeResolvers<ContextType>;
  CreateExportPayload?: GraphQLCreateExportPayloadResolvers<ContextType>;
  CreateExportLinkPayload?: GraphQLCreateExportLinkPayloadResolvers<ContextType>;
  PauseExportPayload?: GraphQLPauseExportPayloadResolvers<ContextType>;
  ResumeExportPayload?: GraphQLResumeExportPayloadResolvers<ContextType>;
  CancelExportPayload?: GraphQLCancelExportPayloadResolvers<ContextType>;
  DeleteExportPayload?: GraphQLDeleteExportPayloadResolvers<ContextType>;
};

export type GraphQLDirectiveResolvers<ContextType = DataContext> = {
  permission?: GraphQLPermissionDirectiveResolver<any, any, ContextType>;
  public?: GraphQLPublicDirectiveResolver<any, any, ContextType>;
  signedIn?: GraphQLSignedInDirectiveResolver<any, any, ContextType>;
  data?: GraphQLDataDirectiveResolver<any, any, ContextType>;
  cacheable?: GraphQLCacheableDirectiveResolver<any, any, ContextType>;
};

