// Made by `npm run generate` from the subgraph's schema.graphql; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AuditEventNode } from '../audit-event-row.ts';
import type { AuditContext } from '../context.ts';
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
  /**
   * The tenant's audit log, newest first. Conditions of `filter` must all hold. Forward by `first`/`after`, backward by
   * `last`/`before`; 1 to 500, default 50. Errors: INVALID_CURSOR, BAD_USER_INPUT.
   */
  readonly auditEvents: GraphQLAuditEventConnection;
  /** One event by id. Errors: NOT_FOUND. */
  readonly auditEvent: GraphQLAuditEvent;
  /**
   * What the tenant uses now, beside what its plan allows. Stored things are counted exactly; requests of other processes are
   * at most five seconds old.
   */
  readonly usage: GraphQLUsage;
  /**
   * The tenant's requests by day (UTC), operation and who asked, newest day first, kept for 400 days. `from` and `to` are days as
   * `2026-11-29`, both included. Forward by `first`/`after`, backward by `last`/`before`; 1 to 500, default 50. Errors:
   * INVALID_CURSOR, BAD_USER_INPUT.
   */
  readonly usageDays: GraphQLUsageDayConnection;
  /**
   * The tenant's background jobs, newest first; those that ended are listed for 30 days. Conditions of `filter` must all
   * hold. Forward by `first`/`after`, backward by `last`/`before`; 1 to 500, default 50. Errors: INVALID_CURSOR,
   * BAD_USER_INPUT.
   */
  readonly jobs: GraphQLJobConnection;
  /** One background job by id. Errors: NOT_FOUND. */
  readonly job: GraphQLJob;
};


export type GraphQLQueryAuditEventsArgs = {
  filter?: InputMaybe<GraphQLAuditEventFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryAuditEventArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryUsageDaysArgs = {
  from?: InputMaybe<Scalars['String']['input']>;
  to?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryJobsArgs = {
  filter?: InputMaybe<GraphQLJobFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryJobArgs = {
  id: Scalars['ID']['input'];
};

export type GraphQLMutation = {
  readonly __typename?: 'Mutation';
  /**
   * Ends a job: at once when it has not begun, otherwise within ten seconds, in whichever process it runs. What it has
   * stored by then stays. A job cancelled already is answered as it is. Errors: NOT_FOUND, CONFLICT (it has ended).
   */
  readonly cancelJob: GraphQLCancelJobPayload;
  /** Tries a job again that was given up, with all its attempts before it. Errors: NOT_FOUND, CONFLICT (it is not FAILED). */
  readonly retryJob: GraphQLRetryJobPayload;
};


export type GraphQLMutationCancelJobArgs = {
  input: GraphQLCancelJobInput;
};


export type GraphQLMutationRetryJobArgs = {
  input: GraphQLRetryJobInput;
};

/** How an audited action ended. */
export type GraphQLAuditOutcome =
  /** It was done; the event was written in the same transaction. */
  | 'SUCCEEDED'
  /** It was refused for want of a permission. */
  | 'DENIED';

/** One line of the audit log. */
export type GraphQLAuditEvent = {
  readonly __typename?: 'AuditEvent';
  /** `aud_…` */
  readonly id: Scalars['ID']['output'];
  /** What was done, e.g. `member.add`; the list is schema/events.json. */
  readonly action: Scalars['String']['output'];
  /** Who did it. */
  readonly actor: GraphQLActor;
  /** The operator of the platform who acted as the actor (RFC 8693 section 4.1); null where the actor acted. */
  readonly impersonator: Maybe<GraphQLActor>;
  /** Kind of thing it was done to, e.g. `member`. */
  readonly targetType: Scalars['String']['output'];
  /** Id of the thing it was done to. */
  readonly targetId: Scalars['String']['output'];
  /** How it ended. */
  readonly outcome: GraphQLAuditOutcome;
  /** Request it came with, as in the answer's `x-request-id`. */
  readonly requestId: Scalars['String']['output'];
  /** When. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** Facts of the action that are not about a person. */
  readonly detail: Scalars['JSON']['output'];
  /** Address the request came from; null for jobs and the command line, and after erasure. */
  readonly clientAddress: Maybe<Scalars['String']['output']>;
  /** Every personal fact of the event by name, the client address included; empty after erasure. */
  readonly personal: Scalars['JSON']['output'];
  /** Leaf hash (RFC 6962 section 2.1) over the canonical (RFC 8785) non-personal part, in hexadecimal. */
  readonly leafHash: Scalars['String']['output'];
};

/** Who did something; identity owns the rest of it. */
export type GraphQLActor = {
  readonly __typename?: 'Actor';
  /** `usr_…`, `key_…`, `cli_…`, `opr_…` or `platform`. */
  readonly id: Scalars['ID']['output'];
};

/** Conditions on audit events; all that are given must hold. */
export type GraphQLAuditEventFilter = {
  /** This action. */
  readonly action?: InputMaybe<Scalars['String']['input']>;
  /** By this actor. */
  readonly actorId?: InputMaybe<Scalars['ID']['input']>;
  /** On this target. */
  readonly targetId?: InputMaybe<Scalars['String']['input']>;
  /** With this outcome. */
  readonly outcome?: InputMaybe<GraphQLAuditOutcome>;
  /** At or after. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before. */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A page of audit events. */
export type GraphQLAuditEventConnection = {
  readonly __typename?: 'AuditEventConnection';
  /** The events with their cursors. */
  readonly edges: ReadonlyArray<GraphQLAuditEventEdge>;
  /** The events. */
  readonly nodes: ReadonlyArray<GraphQLAuditEvent>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** An audit event in a page. */
export type GraphQLAuditEventEdge = {
  readonly __typename?: 'AuditEventEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: GraphQLAuditEvent;
};

/** Where a background job stands. */
export type GraphQLJobState =
  /** It waits: for its turn, for its time, for its next attempt, or for its tenant to be resumed. */
  | 'QUEUED'
  /** A worker has it. */
  | 'RUNNING'
  /** It is done. */
  | 'SUCCEEDED'
  /** It was given up after its last attempt; `error` says why. `retryJob` tries it again. */
  | 'FAILED'
  /** An Admin cancelled it. */
  | 'CANCELLED';

/** Work done in the background. What it works on is not shown. */
export type GraphQLJob = {
  readonly __typename?: 'Job';
  /** `job_…` */
  readonly id: Scalars['ID']['output'];
  /** What is done, e.g. `data.import`. */
  readonly kind: Scalars['String']['output'];
  /** Where it stands. */
  readonly state: GraphQLJobState;
  /** Attempts so far, since it last got on. */
  readonly attempts: Scalars['Int']['output'];
  /** Attempts after which it is given up. */
  readonly maxAttempts: Scalars['Int']['output'];
  /** Share that is done, 0 to 1, as far as the job tells. */
  readonly progress: Scalars['Float']['output'];
  /** It does not begin before. */
  readonly runAfter: Scalars['DateTime']['output'];
  /** Whether it was asked to end. */
  readonly cancelRequested: Scalars['Boolean']['output'];
  /** Why the last attempt failed; null when none has, or a later one did not. */
  readonly error: Maybe<GraphQLJobError>;
  /** Who asked for it. */
  readonly requestedBy: GraphQLActor;
  /** Request that asked for it, as in the answer's `x-request-id`. */
  readonly requestId: Scalars['String']['output'];
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it first began. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it ended. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};

/** Why an attempt at a job failed. */
export type GraphQLJobError = {
  readonly __typename?: 'JobError';
  /** Code of docs/errors.md. */
  readonly code: Scalars['String']['output'];
  /** What happened, in a sentence. */
  readonly message: Scalars['String']['output'];
};

/** Conditions on jobs; all that are given must hold. */
export type GraphQLJobFilter = {
  /** In this state. */
  readonly state?: InputMaybe<GraphQLJobState>;
  /** Of this kind, e.g. `data.import`. */
  readonly kind?: InputMaybe<Scalars['String']['input']>;
};

/** A page of jobs. */
export type GraphQLJobConnection = {
  readonly __typename?: 'JobConnection';
  /** The jobs with their cursors. */
  readonly edges: ReadonlyArray<GraphQLJobEdge>;
  /** The jobs. */
  readonly nodes: ReadonlyArray<GraphQLJob>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A job in a page. */
export type GraphQLJobEdge = {
  readonly __typename?: 'JobEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The job. */
  readonly node: GraphQLJob;
};

/** Which job to end. */
export type GraphQLCancelJobInput = {
  /** `job_…` */
  readonly id: Scalars['ID']['input'];
};

/** The job as it stands now. */
export type GraphQLCancelJobPayload = {
  readonly __typename?: 'CancelJobPayload';
  /** The job: CANCELLED, or RUNNING with `cancelRequested` until its worker has let go. */
  readonly job: GraphQLJob;
};

/** Which job to try again. */
export type GraphQLRetryJobInput = {
  /** `job_…` */
  readonly id: Scalars['ID']['input'];
};

/** The job as it stands now. */
export type GraphQLRetryJobPayload = {
  readonly __typename?: 'RetryJobPayload';
  /** The job, waiting for its turn. */
  readonly job: GraphQLJob;
};

/** What a tenant uses, beside what its plan allows. */
export type GraphQLUsage = {
  readonly __typename?: 'Usage';
  /** Name of its plan. */
  readonly plan: Scalars['String']['output'];
  /** One for each kind of thing that plans limit. */
  readonly quotas: ReadonlyArray<GraphQLQuotaUsage>;
};

/** What plans limit. */
export type GraphQLQuota =
  /** Operations that were let in, over HTTP, WebSocket and REST; events of a subscription are none. */
  | 'requests'
  /** Records stored. */
  | 'records'
  /** Bytes of records, as JSON text, and of uploads that are kept. */
  | 'bytes'
  /** Members of the tenant. */
  | 'members'
  /** WebSockets that are open. */
  | 'sockets'
  /** Attempts to deliver a webhook. */
  | 'webhookDeliveries';

/** How much of a quota is used. */
export type GraphQLQuotaUsage = {
  readonly __typename?: 'QuotaUsage';
  /** Which. */
  readonly quota: GraphQLQuota;
  /** How much, as a whole number; a Float, since bytes may be more than an Int holds. */
  readonly used: Scalars['Float']['output'];
  /** The most that the plan allows; null: it is unlimited. */
  readonly most: Maybe<Scalars['Float']['output']>;
  /** Whole percent, rounded down; null where it is unlimited. */
  readonly percent: Maybe<Scalars['Int']['output']>;
  /** The month that it is counted for, as `2026-11` in UTC; null for what is there now. */
  readonly period: Maybe<Scalars['String']['output']>;
};

/** Requests of one day, one operation and one caller. */
export type GraphQLUsageDay = {
  readonly __typename?: 'UsageDay';
  /** As `2026-11-29`, in UTC. */
  readonly day: Scalars['String']['output'];
  /** First root field, as `Query.records`; `other` for what was too much to tell apart. */
  readonly operation: Scalars['String']['output'];
  /** Who asked; null for what was too much to tell apart. */
  readonly actor: Maybe<GraphQLActor>;
  /** How many, as a whole number. */
  readonly requests: Scalars['Float']['output'];
};

/** A page of days. */
export type GraphQLUsageDayConnection = {
  readonly __typename?: 'UsageDayConnection';
  /** The days with their cursors. */
  readonly edges: ReadonlyArray<GraphQLUsageDayEdge>;
  /** The days. */
  readonly nodes: ReadonlyArray<GraphQLUsageDay>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A day in a page. */
export type GraphQLUsageDayEdge = {
  readonly __typename?: 'UsageDayEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The day. */
  readonly node: GraphQLUsageDay;
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
  AuditEvent: GraphQLAuditEvent;
};

/** Mapping of federation reference types */
export type GraphQLFederationReferenceTypes = {
  AuditEvent:
    ( { __typename: 'AuditEvent' }
    & GraphQLRecursivePick<GraphQLFederationTypes['AuditEvent'], {"id":true}> );
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
  AuditOutcome: GraphQLAuditOutcome;
  AuditEvent: ResolverTypeWrapper<AuditEventNode>;
  Actor: ResolverTypeWrapper<GraphQLActor>;
  AuditEventFilter: GraphQLAuditEventFilter;
  AuditEventConnection: ResolverTypeWrapper<Omit<GraphQLAuditEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['AuditEventEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['AuditEvent']> }>;
  AuditEventEdge: ResolverTypeWrapper<Omit<GraphQLAuditEventEdge, 'node'> & { node: GraphQLResolversTypes['AuditEvent'] }>;
  JobState: GraphQLJobState;
  Job: ResolverTypeWrapper<GraphQLJob>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  JobError: ResolverTypeWrapper<GraphQLJobError>;
  JobFilter: GraphQLJobFilter;
  JobConnection: ResolverTypeWrapper<GraphQLJobConnection>;
  JobEdge: ResolverTypeWrapper<GraphQLJobEdge>;
  CancelJobInput: GraphQLCancelJobInput;
  CancelJobPayload: ResolverTypeWrapper<GraphQLCancelJobPayload>;
  RetryJobInput: GraphQLRetryJobInput;
  RetryJobPayload: ResolverTypeWrapper<GraphQLRetryJobPayload>;
  Usage: ResolverTypeWrapper<GraphQLUsage>;
  Quota: GraphQLQuota;
  QuotaUsage: ResolverTypeWrapper<GraphQLQuotaUsage>;
  UsageDay: ResolverTypeWrapper<GraphQLUsageDay>;
  UsageDayConnection: ResolverTypeWrapper<GraphQLUsageDayConnection>;
  UsageDayEdge: ResolverTypeWrapper<GraphQLUsageDayEdge>;
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
  AuditEvent: AuditEventNode;
  Actor: GraphQLActor;
  AuditEventFilter: GraphQLAuditEventFilter;
  AuditEventConnection: Omit<GraphQLAuditEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['AuditEventEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['AuditEvent']> };
  AuditEventEdge: Omit<GraphQLAuditEventEdge, 'node'> & { node: GraphQLResolversParentTypes['AuditEvent'] };
  Job: GraphQLJob;
  Float: Scalars['Float']['output'];
  JobError: GraphQLJobError;
  JobFilter: GraphQLJobFilter;
  JobConnection: GraphQLJobConnection;
  JobEdge: GraphQLJobEdge;
  CancelJobInput: GraphQLCancelJobInput;
  CancelJobPayload: GraphQLCancelJobPayload;
  RetryJobInput: GraphQLRetryJobInput;
  RetryJobPayload: GraphQLRetryJobPayload;
  Usage: GraphQLUsage;
  QuotaUsage: GraphQLQuotaUsage;
  UsageDay: GraphQLUsageDay;
  UsageDayConnection: GraphQLUsageDayConnection;
  UsageDayEdge: GraphQLUsageDayEdge;
  String: Scalars['String']['output'];
};

export type GraphQLPermissionDirectiveArgs = {
  allOf: ReadonlyArray<Scalars['String']['input']>;
};

export type GraphQLPermissionDirectiveResolver<Result, Parent, ContextType = AuditContext, Args = GraphQLPermissionDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLPublicDirectiveArgs = { };

export type GraphQLPublicDirectiveResolver<Result, Parent, ContextType = AuditContext, Args = GraphQLPublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLSignedInDirectiveArgs = { };

export type GraphQLSignedInDirectiveResolver<Result, Parent, ContextType = AuditContext, Args = GraphQLSignedInDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLDataDirectiveArgs = {
  class: GraphQLDataClass;
  purpose?: Maybe<Scalars['String']['input']>;
};

export type GraphQLDataDirectiveResolver<Result, Parent, ContextType = AuditContext, Args = GraphQLDataDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface GraphQLDateTimeScalarConfig extends GraphQLScalarTypeConfig<GraphQLResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface GraphQLJsonScalarConfig extends GraphQLScalarTypeConfig<GraphQLResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type GraphQLPageInfoResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['PageInfo'] = GraphQLResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLQueryResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['Query'] = GraphQLResolversParentTypes['Query']> = {
  auditEvents: Resolver<GraphQLResolversTypes['AuditEventConnection'], ParentType, ContextType, Partial<GraphQLQueryAuditEventsArgs>>;
  auditEvent: Resolver<GraphQLResolversTypes['AuditEvent'], ParentType, ContextType, RequireFields<GraphQLQueryAuditEventArgs, 'id'>>;
  usage: Resolver<GraphQLResolversTypes['Usage'], ParentType, ContextType>;
  usageDays: Resolver<GraphQLResolversTypes['UsageDayConnection'], ParentType, ContextType, Partial<GraphQLQueryUsageDaysArgs>>;
  jobs: Resolver<GraphQLResolversTypes['JobConnection'], ParentType, ContextType, Partial<GraphQLQueryJobsArgs>>;
  job: Resolver<GraphQLResolversTypes['Job'], ParentType, ContextType, RequireFields<GraphQLQueryJobArgs, 'id'>>;
};

export type GraphQLMutationResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['Mutation'] = GraphQLResolversParentTypes['Mutation']> = {
  cancelJob: Resolver<GraphQLResolversTypes['CancelJobPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCancelJobArgs, 'input'>>;
  retryJob: Resolver<GraphQLResolversTypes['RetryJobPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRetryJobArgs, 'input'>>;
};

export type GraphQLAuditEventResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['AuditEvent'] = GraphQLResolversParentTypes['AuditEvent'], FederationReferenceType extends GraphQLFederationReferenceTypes['AuditEvent'] = GraphQLFederationReferenceTypes['AuditEvent']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['AuditEvent']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  action?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  impersonator?: Resolver<Maybe<GraphQLResolversTypes['Actor']>, ParentType, ContextType>;
  targetType?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  targetId?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<GraphQLResolversTypes['AuditOutcome'], ParentType, ContextType>;
  requestId?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  occurredAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  detail?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  clientAddress?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  personal?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  leafHash?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLActorResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['Actor'] = GraphQLResolversParentTypes['Actor']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLAuditEventConnectionResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['AuditEventConnection'] = GraphQLResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['AuditEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLAuditEventEdgeResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['AuditEventEdge'] = GraphQLResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type GraphQLJobResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['Job'] = GraphQLResolversParentTypes['Job']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<GraphQLResolversTypes['JobState'], ParentType, ContextType>;
  attempts?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  maxAttempts?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  progress?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  runAfter?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  cancelRequested?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<GraphQLResolversTypes['JobError']>, ParentType, ContextType>;
  requestedBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  requestId?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLJobErrorResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['JobError'] = GraphQLResolversParentTypes['JobError']> = {
  code?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLJobConnectionResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['JobConnection'] = GraphQLResolversParentTypes['JobConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['JobEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Job']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLJobEdgeResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['JobEdge'] = GraphQLResolversParentTypes['JobEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Job'], ParentType, ContextType>;
};

export type GraphQLCancelJobPayloadResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['CancelJobPayload'] = GraphQLResolversParentTypes['CancelJobPayload']> = {
  job?: Resolver<GraphQLResolversTypes['Job'], ParentType, ContextType>;
};

export type GraphQLRetryJobPayloadResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['RetryJobPayload'] = GraphQLResolversParentTypes['RetryJobPayload']> = {
  job?: Resolver<GraphQLResolversTypes['Job'], ParentType, ContextType>;
};

export type GraphQLUsageResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['Usage'] = GraphQLResolversParentTypes['Usage']> = {
  plan?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  quotas?: Resolver<ReadonlyArray<GraphQLResolversTypes['QuotaUsage']>, ParentType, ContextType>;
};

export type GraphQLQuotaUsageResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['QuotaUsage'] = GraphQLResolversParentTypes['QuotaUsage']> = {
  quota?: Resolver<GraphQLResolversTypes['Quota'], ParentType, ContextType>;
  used?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  most?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  percent?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  period?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLUsageDayResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['UsageDay'] = GraphQLResolversParentTypes['UsageDay']> = {
  day?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<Maybe<GraphQLResolversTypes['Actor']>, ParentType, ContextType>;
  requests?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
};

export type GraphQLUsageDayConnectionResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['UsageDayConnection'] = GraphQLResolversParentTypes['UsageDayConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['UsageDayEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['UsageDay']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLUsageDayEdgeResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['UsageDayEdge'] = GraphQLResolversParentTypes['UsageDayEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['UsageDay'], ParentType, ContextType>;
};

export type GraphQLResolvers<ContextType = AuditContext> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: GraphQLPageInfoResolvers<ContextType>;
  Query?: GraphQLQueryResolvers<ContextType>;
  Mutation?: GraphQLMutationResolvers<ContextType>;
  AuditEvent?: GraphQLAuditEventResolvers<ContextType>;
  Actor?: GraphQLActorResolvers<ContextType>;
  AuditEventConnection?: GraphQLAuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: GraphQLAuditEventEdgeResolvers<ContextType>;
  Job?: GraphQLJobResolvers<ContextType>;
  JobError?: GraphQLJobErrorResolvers<ContextType>;
  JobConnection?: GraphQLJobConnectionResolvers<ContextType>;
  JobEdge?: GraphQLJobEdgeResolvers<ContextType>;
  CancelJobPayload?: GraphQLCancelJobPayloadResolvers<ContextType>;
  RetryJobPayload?: GraphQLRetryJobPayloadResolvers<ContextType>;
  Usage?: GraphQLUsageResolvers<ContextType>;
  QuotaUsage?: GraphQLQuotaUsageResolvers<ContextType>;
  UsageDay?: GraphQLUsageDayResolvers<ContextType>;
  UsageDayConnection?: GraphQLUsageDayConnectionResolvers<ContextType>;
  UsageDayEdge?: GraphQLUsageDayEdgeResolvers<ContextType>;
};

export type GraphQLDirectiveResolvers<ContextType = AuditContext> = {
  permission?: GraphQLPermissionDirectiveResolver<any, any, ContextType>;
  public?: GraphQLPublicDirectiveResolver<any, any, ContextType>;
  signedIn?: GraphQLSignedInDirectiveResolver<any, any, ContextType>;
  data?: GraphQLDataDirectiveResolver<any, any, ContextType>;
};

