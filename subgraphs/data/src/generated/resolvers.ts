// Made by `npm run generate` from the subgraph's schema.graphql; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CollectionNode } from '../collections/collection-node.ts';
import type { ImportNode } from '../imports/import-node.ts';
import type { RecordNode } from '../records/record-node.ts';
import type { RecordChange } from '../records/record-change.ts';
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
  /** The tenant's collections, by name. */
  readonly collections: ReadonlyArray<GraphQLCollection>;
  /** One collection by name. Errors: NOT_FOUND. */
  readonly collection: GraphQLCollection;
  /** One record by id. Errors: NOT_FOUND. */
  readonly record: GraphQLRecord;
  /**
   * Records of a collection. Without `sort`: in the order of their creation. All conditions of `filter` must hold; they
   * and `sort` take fields that the collection's schema marks `x-indexed`. `search` finds words in all fields that it marks
   * `x-searchable`, each in its language: all of them, "words that follow each other", `or`, and a minus before what must not
   * be there; up to 1,000 characters and 32 words. Without `sort` the best fit comes first. Forward by `first`/`after`, backward by
   * `last`/`before`; 1 to 500, default 50. Errors: NOT_FOUND, FIELD_NOT_INDEXED,
   * SEARCH_TOO_SHORT, SEARCH_TOO_BROAD (more than 10,000 found), INVALID_CURSOR, BAD_USER_INPUT.
   */
  readonly records: GraphQLRecordConnection;
  /** One change by the cursor `recordChanged` gave it, as long as it is kept. Errors: NOT_FOUND, INVALID_CURSOR, CURSOR_EXPIRED. */
  readonly recordChange: GraphQLRecordChange;
  /** Imports, oldest first. Paged as `records`. */
  readonly imports: GraphQLImportConnection;
  /** One import by id. Errors: NOT_FOUND. */
  readonly import: GraphQLImport;
};


export type GraphQLQueryCollectionArgs = {
  name: Scalars['String']['input'];
};


export type GraphQLQueryRecordArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryRecordsArgs = {
  collection: Scalars['String']['input'];
  search?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ReadonlyArray<GraphQLRecordFilter>>;
  sort?: InputMaybe<GraphQLRecordSort>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryRecordChangeArgs = {
  collection: Scalars['String']['input'];
  cursor: Scalars['String']['input'];
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

export type GraphQLMutation = {
  readonly __typename?: 'Mutation';
  /**
   * Defines a collection by a JSON Schema (2020-12) of its records. `pattern` runs in linear time (RE2 syntax); `$ref`
   * stays inside the schema; a property marked `"x-indexed": true` can be filtered and sorted by. Errors: INVALID_SCHEMA,
   * CONFLICT (the name is taken), BAD_USER_INPUT.
   */
  readonly defineCollection: GraphQLDefineCollectionPayload;
  /** Adds a record. Errors: NOT_FOUND (no such collection), INVALID_RECORD. */
  readonly createRecord: GraphQLCreateRecordPayload;
  /** Replaces a record's data if it still has the version you read. Errors: NOT_FOUND, VERSION_MISMATCH, INVALID_RECORD. */
  readonly updateRecord: GraphQLUpdateRecordPayload;
  /** Deletes a record; with `version`, only if it still has it. Errors: NOT_FOUND, VERSION_MISMATCH. */
  readonly deleteRecord: GraphQLDeleteRecordPayload;
  /**
   * Starts the import of an uploaded CSV file (RFC 4180, UTF-8). The upload comes from the same tenant and is used once.
   * `POST /v1/collections/{name}/imports` uploads and starts in one call. Errors: NOT_FOUND (collection or upload),
   * CONFLICT (the upload belongs to an import already).
   */
  readonly createImport: GraphQLCreateImportPayload;
};


export type GraphQLMutationDefineCollectionArgs = {
  input: GraphQLDefineCollectionInput;
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


export type GraphQLMutationCreateImportArgs = {
  input: GraphQLCreateImportInput;
};

export type GraphQLSubscription = {
  readonly __typename?: 'Subscription';
  /**
   * Every change of a collection's records in commit order. Each carries a cursor; give the last one you have seen as
   * `after` and go on with nothing lost and nothing repeated. Imported records arrive one by one. Errors: NOT_FOUND,
   * INVALID_CURSOR, CURSOR_EXPIRED (read the list again, then subscribe without `after`).
   */
  readonly recordChanged: GraphQLRecordChange;
};


export type GraphQLSubscriptionRecordChangedArgs = {
  collection: Scalars['String']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
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
  /** Fields that can be filtered and sorted by. */
  readonly indexedFields: ReadonlyArray<Scalars['String']['output']>;
  /** When it was defined. */
  readonly createdAt: Scalars['DateTime']['output'];
};

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
};

/** Who did something; identity owns the rest of it. */
export type GraphQLActor = {
  readonly __typename?: 'Actor';
  /** `usr_…`, `key_…` or `platform`. */
  readonly id: Scalars['ID']['output'];
};

/**
 * A condition on one indexed field. Exactly one operator; values have the field's type. Texts compare by code point
 * (`Z` before `a`), instants as points in time, `false` before `true`. Only `equals: null` finds records without the field.
 */
export type GraphQLRecordFilter = {
  /** Name of an indexed field. */
  readonly field: Scalars['String']['input'];
  /** Equal to; null finds records without the field. */
  readonly equals?: InputMaybe<Scalars['JSON']['input']>;
  /** Equal to one of up to 100. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['JSON']['input']>>;
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
   * Holds this text, in upper or lower case: 3 to 200 characters, none of which stands for another. Only for fields that the
   * schema marks `x-searchable`, indexed or not.
   */
  readonly contains?: InputMaybe<Scalars['String']['input']>;
};

/**
 * An order by one indexed field, texts by code point. Ascending: records without the field first, equal values in the order
 * of their creation. Descending is exactly the reverse.
 */
export type GraphQLRecordSort = {
  /** Name of an indexed field. */
  readonly field: Scalars['String']['input'];
  /** Which way. */
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
  /** Its data was replaced. */
  | 'UPDATED'
  /** It was deleted. */
  | 'DELETED';

/** A change of a record. */
export type GraphQLRecordChange = {
  readonly __typename?: 'RecordChange';
  /** Resume from here. */
  readonly cursor: Scalars['String']['output'];
  /** What happened. */
  readonly kind: GraphQLRecordChangeKind;
  /** Id of the record. */
  readonly recordId: Scalars['ID']['output'];
  /** The record as this change left it; null when it deleted it. */
  readonly record: Maybe<GraphQLRecord>;
};

/** How far an import is. */
export type GraphQLImportStatus =
  /** Its bytes are safe; it waits for its turn. */
  | 'QUEUED'
  /** Rows are being checked or stored. */
  | 'RUNNING'
  /** Done: see the counts. */
  | 'SUCCEEDED'
  /** Nothing more will happen: see `failure` and `rejections`. */
  | 'FAILED';

/** What to do when a row is wrong. */
export type GraphQLImportMode =
  /** All rows are checked first; if one is wrong, none is stored. */
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
  /** Length of the file in bytes. */
  readonly bytes: Scalars['Int']['output'];
  /** Rows read so far, without the header. */
  readonly rowsRead: Scalars['Int']['output'];
  /** Records stored so far. */
  readonly rowsStored: Scalars['Int']['output'];
  /** Rows found wrong so far. */
  readonly rowsRejected: Scalars['Int']['output'];
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
  /** Column, when one is to blame. */
  readonly column: Maybe<Scalars['String']['output']>;
  /** One of the row codes of docs/errors.md, e.g. VALUE_TYPE. */
  readonly code: Scalars['String']['output'];
  /** What to do about it. */
  readonly message: Scalars['String']['output'];
  /** The offending value, masked to its first and last character; null when none is to blame. */
  readonly value: Maybe<Scalars['String']['output']>;
};

/** A page of records. */
export type GraphQLRecordConnection = {
  readonly __typename?: 'RecordConnection';
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
  /** What to do when a row is wrong. */
  readonly mode: GraphQLImportMode;
};

/** Answer of `createImport`. */
export type GraphQLCreateImportPayload = {
  readonly __typename?: 'CreateImportPayload';
  /** The import, waiting for its turn. */
  readonly import: GraphQLImport;
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
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Collection: ResolverTypeWrapper<CollectionNode>;
  Record: ResolverTypeWrapper<RecordNode>;
  Actor: ResolverTypeWrapper<GraphQLActor>;
  RecordFilter: GraphQLRecordFilter;
  RecordSort: GraphQLRecordSort;
  SortDirection: GraphQLSortDirection;
  RecordChangeKind: GraphQLRecordChangeKind;
  RecordChange: ResolverTypeWrapper<RecordChange>;
  ImportStatus: GraphQLImportStatus;
  ImportMode: GraphQLImportMode;
  Import: ResolverTypeWrapper<ImportNode>;
  ImportFailure: ResolverTypeWrapper<GraphQLImportFailure>;
  Rejection: ResolverTypeWrapper<GraphQLRejection>;
  RecordConnection: ResolverTypeWrapper<Omit<GraphQLRecordConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['RecordEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Record']> }>;
  RecordEdge: ResolverTypeWrapper<Omit<GraphQLRecordEdge, 'node'> & { node: GraphQLResolversTypes['Record'] }>;
  ImportConnection: ResolverTypeWrapper<Omit<GraphQLImportConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['ImportEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Import']> }>;
  ImportEdge: ResolverTypeWrapper<Omit<GraphQLImportEdge, 'node'> & { node: GraphQLResolversTypes['Import'] }>;
  RejectionConnection: ResolverTypeWrapper<GraphQLRejectionConnection>;
  RejectionEdge: ResolverTypeWrapper<GraphQLRejectionEdge>;
  DefineCollectionInput: GraphQLDefineCollectionInput;
  DefineCollectionPayload: ResolverTypeWrapper<Omit<GraphQLDefineCollectionPayload, 'collection'> & { collection: GraphQLResolversTypes['Collection'] }>;
  CreateRecordInput: GraphQLCreateRecordInput;
  CreateRecordPayload: ResolverTypeWrapper<Omit<GraphQLCreateRecordPayload, 'record'> & { record: GraphQLResolversTypes['Record'] }>;
  UpdateRecordInput: GraphQLUpdateRecordInput;
  UpdateRecordPayload: ResolverTypeWrapper<Omit<GraphQLUpdateRecordPayload, 'record'> & { record: GraphQLResolversTypes['Record'] }>;
  DeleteRecordInput: GraphQLDeleteRecordInput;
  DeleteRecordPayload: ResolverTypeWrapper<GraphQLDeleteRecordPayload>;
  CreateImportInput: GraphQLCreateImportInput;
  CreateImportPayload: ResolverTypeWrapper<Omit<GraphQLCreateImportPayload, 'import'> & { import: GraphQLResolversTypes['Import'] }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type GraphQLResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  PageInfo: GraphQLPageInfo;
  Boolean: Scalars['Boolean']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  Collection: CollectionNode;
  Record: RecordNode;
  Actor: GraphQLActor;
  RecordFilter: GraphQLRecordFilter;
  RecordSort: GraphQLRecordSort;
  RecordChange: RecordChange;
  Import: ImportNode;
  ImportFailure: GraphQLImportFailure;
  Rejection: GraphQLRejection;
  RecordConnection: Omit<GraphQLRecordConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['RecordEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Record']> };
  RecordEdge: Omit<GraphQLRecordEdge, 'node'> & { node: GraphQLResolversParentTypes['Record'] };
  ImportConnection: Omit<GraphQLImportConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['ImportEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Import']> };
  ImportEdge: Omit<GraphQLImportEdge, 'node'> & { node: GraphQLResolversParentTypes['Import'] };
  RejectionConnection: GraphQLRejectionConnection;
  RejectionEdge: GraphQLRejectionEdge;
  DefineCollectionInput: GraphQLDefineCollectionInput;
  DefineCollectionPayload: Omit<GraphQLDefineCollectionPayload, 'collection'> & { collection: GraphQLResolversParentTypes['Collection'] };
  CreateRecordInput: GraphQLCreateRecordInput;
  CreateRecordPayload: Omit<GraphQLCreateRecordPayload, 'record'> & { record: GraphQLResolversParentTypes['Record'] };
  UpdateRecordInput: GraphQLUpdateRecordInput;
  UpdateRecordPayload: Omit<GraphQLUpdateRecordPayload, 'record'> & { record: GraphQLResolversParentTypes['Record'] };
  DeleteRecordInput: GraphQLDeleteRecordInput;
  DeleteRecordPayload: GraphQLDeleteRecordPayload;
  CreateImportInput: GraphQLCreateImportInput;
  CreateImportPayload: Omit<GraphQLCreateImportPayload, 'import'> & { import: GraphQLResolversParentTypes['Import'] };
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
  collections: Resolver<ReadonlyArray<GraphQLResolversTypes['Collection']>, ParentType, ContextType>;
  collection: Resolver<GraphQLResolversTypes['Collection'], ParentType, ContextType, RequireFields<GraphQLQueryCollectionArgs, 'name'>>;
  record: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType, RequireFields<GraphQLQueryRecordArgs, 'id'>>;
  records: Resolver<GraphQLResolversTypes['RecordConnection'], ParentType, ContextType, RequireFields<GraphQLQueryRecordsArgs, 'collection'>>;
  recordChange: Resolver<GraphQLResolversTypes['RecordChange'], ParentType, ContextType, RequireFields<GraphQLQueryRecordChangeArgs, 'collection' | 'cursor'>>;
  imports: Resolver<GraphQLResolversTypes['ImportConnection'], ParentType, ContextType, Partial<GraphQLQueryImportsArgs>>;
  import: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType, RequireFields<GraphQLQueryImportArgs, 'id'>>;
};

export type GraphQLMutationResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Mutation'] = GraphQLResolversParentTypes['Mutation']> = {
  defineCollection: Resolver<GraphQLResolversTypes['DefineCollectionPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDefineCollectionArgs, 'input'>>;
  createRecord: Resolver<GraphQLResolversTypes['CreateRecordPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateRecordArgs, 'input'>>;
  updateRecord: Resolver<GraphQLResolversTypes['UpdateRecordPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateRecordArgs, 'input'>>;
  deleteRecord: Resolver<GraphQLResolversTypes['DeleteRecordPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDeleteRecordArgs, 'input'>>;
  createImport: Resolver<GraphQLResolversTypes['CreateImportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateImportArgs, 'input'>>;
};

export type GraphQLSubscriptionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Subscription'] = GraphQLResolversParentTypes['Subscription']> = {
  recordChanged: SubscriptionResolver<GraphQLResolversTypes['RecordChange'], "recordChanged", ParentType, ContextType, RequireFields<GraphQLSubscriptionRecordChangedArgs, 'collection'>>;
};

export type GraphQLCollectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Collection'] = GraphQLResolversParentTypes['Collection'], FederationReferenceType extends GraphQLFederationReferenceTypes['Collection'] = GraphQLFederationReferenceTypes['Collection']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Collection']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  schema?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  indexedFields?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
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
};

export type GraphQLActorResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Actor'] = GraphQLResolversParentTypes['Actor']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLRecordChangeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordChange'] = GraphQLResolversParentTypes['RecordChange']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['RecordChangeKind'], ParentType, ContextType>;
  recordId?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  record?: Resolver<Maybe<GraphQLResolversTypes['Record']>, ParentType, ContextType>;
};

export type GraphQLImportResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['Import'] = GraphQLResolversParentTypes['Import'], FederationReferenceType extends GraphQLFederationReferenceTypes['Import'] = GraphQLFederationReferenceTypes['Import']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Import']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  collection?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['ImportStatus'], ParentType, ContextType>;
  mode?: Resolver<GraphQLResolversTypes['ImportMode'], ParentType, ContextType>;
  bytes?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  rowsRead?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  rowsStored?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  rowsRejected?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
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
  code?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLRecordConnectionResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordConnection'] = GraphQLResolversParentTypes['RecordConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['RecordEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Record']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLRecordEdgeResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['RecordEdge'] = GraphQLResolversParentTypes['RecordEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType>;
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

export type GraphQLCreateRecordPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CreateRecordPayload'] = GraphQLResolversParentTypes['CreateRecordPayload']> = {
  record?: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType>;
};

export type GraphQLUpdateRecordPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['UpdateRecordPayload'] = GraphQLResolversParentTypes['UpdateRecordPayload']> = {
  record?: Resolver<GraphQLResolversTypes['Record'], ParentType, ContextType>;
};

export type GraphQLDeleteRecordPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['DeleteRecordPayload'] = GraphQLResolversParentTypes['DeleteRecordPayload']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLCreateImportPayloadResolvers<ContextType = DataContext, ParentType extends GraphQLResolversParentTypes['CreateImportPayload'] = GraphQLResolversParentTypes['CreateImportPayload']> = {
  import?: Resolver<GraphQLResolversTypes['Import'], ParentType, ContextType>;
};

export type GraphQLResolvers<ContextType = DataContext> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: GraphQLPageInfoResolvers<ContextType>;
  Query?: GraphQLQueryResolvers<ContextType>;
  Mutation?: GraphQLMutationResolvers<ContextType>;
  Subscription?: GraphQLSubscriptionResolvers<ContextType>;
  Collection?: GraphQLCollectionResolvers<ContextType>;
  Record?: GraphQLRecordResolvers<ContextType>;
  Actor?: GraphQLActorResolvers<ContextType>;
  RecordChange?: GraphQLRecordChangeResolvers<ContextType>;
  Import?: GraphQLImportResolvers<ContextType>;
  ImportFailure?: GraphQLImportFailureResolvers<ContextType>;
  Rejection?: GraphQLRejectionResolvers<ContextType>;
  RecordConnection?: GraphQLRecordConnectionResolvers<ContextType>;
  RecordEdge?: GraphQLRecordEdgeResolvers<ContextType>;
  ImportConnection?: GraphQLImportConnectionResolvers<ContextType>;
  ImportEdge?: GraphQLImportEdgeResolvers<ContextType>;
  RejectionConnection?: GraphQLRejectionConnectionResolvers<ContextType>;
  RejectionEdge?: GraphQLRejectionEdgeResolvers<ContextType>;
  DefineCollectionPayload?: GraphQLDefineCollectionPayloadResolvers<ContextType>;
  CreateRecordPayload?: GraphQLCreateRecordPayloadResolvers<ContextType>;
  UpdateRecordPayload?: GraphQLUpdateRecordPayloadResolvers<ContextType>;
  DeleteRecordPayload?: GraphQLDeleteRecordPayloadResolvers<ContextType>;
  CreateImportPayload?: GraphQLCreateImportPayloadResolvers<ContextType>;
};

export type GraphQLDirectiveResolvers<ContextType = DataContext> = {
  permission?: GraphQLPermissionDirectiveResolver<any, any, ContextType>;
  public?: GraphQLPublicDirectiveResolver<any, any, ContextType>;
  signedIn?: GraphQLSignedInDirectiveResolver<any, any, ContextType>;
  data?: GraphQLDataDirectiveResolver<any, any, ContextType>;
};

