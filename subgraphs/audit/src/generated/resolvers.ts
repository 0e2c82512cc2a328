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
  /** `usr_…`, `key_…` or `platform`. */
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
  AuditOutcome: GraphQLAuditOutcome;
  AuditEvent: ResolverTypeWrapper<AuditEventNode>;
  Actor: ResolverTypeWrapper<GraphQLActor>;
  AuditEventFilter: GraphQLAuditEventFilter;
  AuditEventConnection: ResolverTypeWrapper<Omit<GraphQLAuditEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['AuditEventEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['AuditEvent']> }>;
  AuditEventEdge: ResolverTypeWrapper<Omit<GraphQLAuditEventEdge, 'node'> & { node: GraphQLResolversTypes['AuditEvent'] }>;
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
  AuditEvent: AuditEventNode;
  Actor: GraphQLActor;
  AuditEventFilter: GraphQLAuditEventFilter;
  AuditEventConnection: Omit<GraphQLAuditEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['AuditEventEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['AuditEvent']> };
  AuditEventEdge: Omit<GraphQLAuditEventEdge, 'node'> & { node: GraphQLResolversParentTypes['AuditEvent'] };
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
};

export type GraphQLAuditEventResolvers<ContextType = AuditContext, ParentType extends GraphQLResolversParentTypes['AuditEvent'] = GraphQLResolversParentTypes['AuditEvent'], FederationReferenceType extends GraphQLFederationReferenceTypes['AuditEvent'] = GraphQLFederationReferenceTypes['AuditEvent']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['AuditEvent']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  action?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
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

export type GraphQLResolvers<ContextType = AuditContext> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: GraphQLPageInfoResolvers<ContextType>;
  Query?: GraphQLQueryResolvers<ContextType>;
  AuditEvent?: GraphQLAuditEventResolvers<ContextType>;
  Actor?: GraphQLActorResolvers<ContextType>;
  AuditEventConnection?: GraphQLAuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: GraphQLAuditEventEdgeResolvers<ContextType>;
};

export type GraphQLDirectiveResolvers<ContextType = AuditContext> = {
  permission?: GraphQLPermissionDirectiveResolver<any, any, ContextType>;
  public?: GraphQLPublicDirectiveResolver<any, any, ContextType>;
  signedIn?: GraphQLSignedInDirectiveResolver<any, any, ContextType>;
  data?: GraphQLDataDirectiveResolver<any, any, ContextType>;
};

