// Made by `npm run generate` from the subgraph's schema.graphql; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Member } from '../member-row.ts';
import type { Role } from '../roles.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { TenantConfig } from '../setting-row.ts';
import type { TenancyContext } from '../context.ts';
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
  /** The caller's tenant. */
  readonly tenant: GraphQLTenant;
  /** What the caller's tenant has set for itself. */
  readonly tenantConfig: GraphQLTenantConfig;
  /** Members of the tenant, oldest first. Forward by `first`/`after`, backward by `last`/`before`; 1 to 500, default 50. */
  readonly members: GraphQLMemberConnection;
  /** One member by id. Errors: NOT_FOUND. */
  readonly member: GraphQLMember;
  /** The tenant's roles. Admin, Developer and Viewer are predefined and cannot be changed. */
  readonly roles: ReadonlyArray<GraphQLRole>;
  /**
   * For operators: every tenant of the installation, oldest first. Forward by `first`/`after`, backward by `last`/`before`; 1
   * to 500, default 50. Errors: INVALID_CURSOR, BAD_USER_INPUT.
   */
  readonly tenants: GraphQLManagedTenantConnection;
  /** For operators: one tenant. Errors: NOT_FOUND. */
  readonly tenantById: GraphQLManagedTenant;
};


export type GraphQLQueryMembersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryMemberArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryTenantsArgs = {
  filter?: InputMaybe<GraphQLManagedTenantFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryTenantByIdArgs = {
  id: Scalars['ID']['input'];
};

export type GraphQLMutation = {
  readonly __typename?: 'Mutation';
  /**
   * Makes a user of the tenant a member with a role. No caller can give a role that holds permissions the caller lacks.
   * Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND (no such user or role),
   * FORBIDDEN, CONFLICT (already a member).
   */
  readonly addMember: GraphQLAddMemberPayload;
  /**
   * Gives a member another role. No caller can give a role that holds permissions the caller lacks. Errors:
   * INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND, FORBIDDEN, CONFLICT (the last
   * Admin cannot step down).
   */
  readonly changeMemberRole: GraphQLChangeMemberRolePayload;
  /**
   * Ends a membership. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND,
   * CONFLICT (the last Admin cannot be removed).
   */
  readonly removeMember: GraphQLRemoveMemberPayload;
  /**
   * Changes the settings that are named and leaves the others; one that is null gets its default. It applies everywhere
   * within a second. Where nothing differs, no version is added. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in
   * more than 15 minutes ago), VERSION_MISMATCH (somebody changed the settings since), BAD_USER_INPUT.
   */
  readonly updateTenantConfig: GraphQLUpdateTenantConfigPayload;
  /**
   * For operators: stop a tenant until it is resumed. It is in the tenant's own audit log. Errors: NOT_FOUND, CONFLICT (it is
   * suspended already), BAD_USER_INPUT.
   */
  readonly suspendTenant: GraphQLSuspendTenantPayload;
  /** For operators: let a suspended tenant work again. Errors: NOT_FOUND, CONFLICT (it is not suspended). */
  readonly resumeTenant: GraphQLResumeTenantPayload;
  /**
   * For operators: put a tenant on another plan, whose limits and settings hold within a second. Errors: NOT_FOUND, CONFLICT
   * (it is closed), BAD_USER_INPUT (there is no such plan).
   */
  readonly changeTenantPlan: GraphQLChangeTenantPlanPayload;
  /**
   * For operators: figures over all tenants, as they were published for calendar months that are over. Each is about ten
   * tenants or more, and so is whatever two of them differ by; docs/adr/0036 says why. The run is in the installation's audit
   * log. Errors: BAD_USER_INPUT.
   */
  readonly runTenantReport: GraphQLRunTenantReportPayload;
};


export type GraphQLMutationAddMemberArgs = {
  input: GraphQLAddMemberInput;
};


export type GraphQLMutationChangeMemberRoleArgs = {
  input: GraphQLChangeMemberRoleInput;
};


export type GraphQLMutationRemoveMemberArgs = {
  input: GraphQLRemoveMemberInput;
};


export type GraphQLMutationUpdateTenantConfigArgs = {
  input: GraphQLUpdateTenantConfigInput;
};


export type GraphQLMutationSuspendTenantArgs = {
  input: GraphQLSuspendTenantInput;
};


export type GraphQLMutationResumeTenantArgs = {
  input: GraphQLResumeTenantInput;
};


export type GraphQLMutationChangeTenantPlanArgs = {
  input: GraphQLChangeTenantPlanInput;
};


export type GraphQLMutationRunTenantReportArgs = {
  input: GraphQLRunTenantReportInput;
};

/** A customer: the compartment that users, roles and data belong to. */
export type GraphQLTenant = {
  readonly __typename?: 'Tenant';
  /** `ten_…` */
  readonly id: Scalars['ID']['output'];
  /** Short name, unique in this installation: 2 to 63 lower-case letters, digits and hyphens. */
  readonly slug: Scalars['String']['output'];
  /** Name to show, 1 to 200 characters. */
  readonly name: Scalars['String']['output'];
  /** Whether the tenant may work. */
  readonly status: GraphQLTenantStatus;
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
};

/** Whether a tenant may work. */
export type GraphQLTenantStatus =
  /** It works. */
  | 'ACTIVE'
  /** Every operation is refused with TENANT_SUSPENDED until the operator resumes it. */
  | 'SUSPENDED'
  /** It works until the day it is closed. */
  | 'CLOSING'
  /** What it had is destroyed. */
  | 'CLOSED';

/** What a tenant has set for itself: one document, each change of which is a version that stays. */
export type GraphQLTenantConfig = {
  readonly __typename?: 'TenantConfig';
  /** Counts from 1 with each change; 0 before the first, when everything has its default. */
  readonly version: Scalars['Int']['output'];
  /** What it takes to enter the tenant, beside the password. Default: OPTIONAL. */
  readonly mfa: GraphQLMfaPolicy;
  /** Days, 0 to 90, that people are given when `mfa` is changed to ask for more. Default: 0. */
  readonly mfaGraceDays: Scalars['Int']['output'];
  /** From when `mfa` is enforced; what was enforced before stays so until then. Null when it asks nothing of everybody. */
  readonly mfaEnforcedFrom: Maybe<Scalars['DateTime']['output']>;
  /** Shown where users sign in, instead of the tenant's name: 1 to 80 characters. Null: its name is shown. */
  readonly displayName: Maybe<Scalars['String']['output']>;
  /**
   * Shown there beside the name: a still picture as `data:image/png;base64,…` or `data:image/webp;base64,…`, of at most
   * 32,768 bytes and 1,024 pixels in width and height. Null: none.
   */
  readonly logo: Maybe<Scalars['String']['output']>;
  /** When this version was made; null before the first. */
  readonly updatedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What a tenant asks of whoever enters it, beside the password. */
export type GraphQLMfaPolicy =
  /** Nothing, not even of those who have a second factor. */
  | 'OFF'
  /** The second factor of those who have one. */
  | 'OPTIONAL'
  /** A second factor of everybody: a code or a passkey. */
  | 'REQUIRED'
  /** A passkey or security key of everybody, which no look-alike page can use. */
  | 'PHISHING_RESISTANT';

/** What a member may do: a named set of permissions. */
export type GraphQLRole = {
  readonly __typename?: 'Role';
  /** Admin, Developer or Viewer. */
  readonly name: Scalars['String']['output'];
  /** What it is for. */
  readonly description: Scalars['String']['output'];
  /** Its permissions, each `resource:verb`, in alphabetical order. */
  readonly permissions: ReadonlyArray<Scalars['String']['output']>;
};

/** A user's place in the tenant. */
export type GraphQLMember = {
  readonly __typename?: 'Member';
  /** `mem_…` */
  readonly id: Scalars['ID']['output'];
  /** Who. */
  readonly user: GraphQLUser;
  /** What they may do. */
  readonly role: GraphQLRole;
  /** Since when. */
  readonly createdAt: Scalars['DateTime']['output'];
};

/** A person; identity owns the rest of it. */
export type GraphQLUser = {
  readonly __typename?: 'User';
  /** `usr_…` */
  readonly id: Scalars['ID']['output'];
};

/** A page of members. */
export type GraphQLMemberConnection = {
  readonly __typename?: 'MemberConnection';
  /** The members with their cursors. */
  readonly edges: ReadonlyArray<GraphQLMemberEdge>;
  /** The members. */
  readonly nodes: ReadonlyArray<GraphQLMember>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A member in a page. */
export type GraphQLMemberEdge = {
  readonly __typename?: 'MemberEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The member. */
  readonly node: GraphQLMember;
};

/** Arguments of `addMember`. */
export type GraphQLAddMemberInput = {
  /** A user of this tenant, `usr_…`. */
  readonly userId: Scalars['ID']['input'];
  /** Name of a role. */
  readonly role: Scalars['String']['input'];
};

/** Answer of `addMember`. */
export type GraphQLAddMemberPayload = {
  readonly __typename?: 'AddMemberPayload';
  /** The new member. */
  readonly member: GraphQLMember;
};

/** Arguments of `changeMemberRole`. */
export type GraphQLChangeMemberRoleInput = {
  /** `mem_…` */
  readonly id: Scalars['ID']['input'];
  /** Name of the new role. */
  readonly role: Scalars['String']['input'];
};

/** Answer of `changeMemberRole`. */
export type GraphQLChangeMemberRolePayload = {
  readonly __typename?: 'ChangeMemberRolePayload';
  /** The member as it now is. */
  readonly member: GraphQLMember;
};

/** Arguments of `removeMember`. */
export type GraphQLRemoveMemberInput = {
  /** `mem_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `removeMember`. */
export type GraphQLRemoveMemberPayload = {
  readonly __typename?: 'RemoveMemberPayload';
  /** Id of the membership that ended. */
  readonly id: Scalars['ID']['output'];
};

/** Arguments of `updateTenantConfig`. */
export type GraphQLUpdateTenantConfigInput = {
  /** `version` of the settings as they were read: the change is made to these or not at all. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** What it takes to enter the tenant. Asking for more begins after the grace period, asking for less at once. */
  readonly mfa?: InputMaybe<GraphQLMfaPolicy>;
  /** Days, 0 to 90. Counts for a change of `mfa` in the same call and for later ones; a period that runs is not moved. */
  readonly mfaGraceDays?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 80 characters. */
  readonly displayName?: InputMaybe<Scalars['String']['input']>;
  /** PNG or WebP in a data address, at most 32,768 bytes, 1 to 1,024 pixels in width and height, not animated. */
  readonly logo?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `updateTenantConfig`. */
export type GraphQLUpdateTenantConfigPayload = {
  readonly __typename?: 'UpdateTenantConfigPayload';
  /** The settings as they now are. */
  readonly tenantConfig: GraphQLTenantConfig;
};

/** A tenant as operators of the platform see it: what it is called and how it stands, and nothing that it holds. */
export type GraphQLManagedTenant = {
  readonly __typename?: 'ManagedTenant';
  /** `ten_…` */
  readonly id: Scalars['ID']['output'];
  /** Short name. */
  readonly slug: Scalars['String']['output'];
  /** Name to show. */
  readonly name: Scalars['String']['output'];
  /** Whether it may work. */
  readonly status: GraphQLTenantStatus;
  /** Why it is suspended; null otherwise. */
  readonly statusReason: Maybe<Scalars['String']['output']>;
  /** Name of its plan. */
  readonly plan: Scalars['String']['output'];
  /** Where its data may be kept. */
  readonly region: Scalars['String']['output'];
  /** How many members it has. */
  readonly memberCount: Scalars['Int']['output'];
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When what it has is destroyed; null unless it is closing or closed. */
  readonly closesAt: Maybe<Scalars['DateTime']['output']>;
};

/** Conditions on tenants; all that are given must hold. */
export type GraphQLManagedTenantFilter = {
  /** A part of the slug or the name, or the whole id `ten_…`. */
  readonly text?: InputMaybe<Scalars['String']['input']>;
  /** With this status. */
  readonly status?: InputMaybe<GraphQLTenantStatus>;
  /** On this plan. */
  readonly plan?: InputMaybe<Scalars['String']['input']>;
};

/** A page of tenants. */
export type GraphQLManagedTenantConnection = {
  readonly __typename?: 'ManagedTenantConnection';
  /** The tenants with their cursors. */
  readonly edges: ReadonlyArray<GraphQLManagedTenantEdge>;
  /** The tenants. */
  readonly nodes: ReadonlyArray<GraphQLManagedTenant>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A tenant in a page. */
export type GraphQLManagedTenantEdge = {
  readonly __typename?: 'ManagedTenantEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The tenant. */
  readonly node: GraphQLManagedTenant;
};

/** Arguments of `suspendTenant`. */
export type GraphQLSuspendTenantInput = {
  /** `ten_…` */
  readonly tenantId: Scalars['ID']['input'];
  /** Why, 1 to 200 characters; the tenant's Admins read it. */
  readonly reason: Scalars['String']['input'];
};

/** Answer of `suspendTenant`. */
export type GraphQLSuspendTenantPayload = {
  readonly __typename?: 'SuspendTenantPayload';
  /** The tenant as it now is. */
  readonly tenant: GraphQLManagedTenant;
};

/** Arguments of `resumeTenant`. */
export type GraphQLResumeTenantInput = {
  /** `ten_…` */
  readonly tenantId: Scalars['ID']['input'];
};

/** Answer of `resumeTenant`. */
export type GraphQLResumeTenantPayload = {
  readonly __typename?: 'ResumeTenantPayload';
  /** The tenant as it now is. */
  readonly tenant: GraphQLManagedTenant;
};

/** Arguments of `changeTenantPlan`. */
export type GraphQLChangeTenantPlanInput = {
  /** `ten_…` */
  readonly tenantId: Scalars['ID']['input'];
  /** Name of a plan. */
  readonly plan: Scalars['String']['input'];
};

/** Answer of `changeTenantPlan`. */
export type GraphQLChangeTenantPlanPayload = {
  readonly __typename?: 'ChangeTenantPlanPayload';
  /** The tenant as it now is. */
  readonly tenant: GraphQLManagedTenant;
};

/** Arguments of `runTenantReport`. */
export type GraphQLRunTenantReportInput = {
  /** First calendar month in UTC, such as `2026-01`. */
  readonly from: Scalars['String']['input'];
  /** Last calendar month, at most 24 with the first. */
  readonly to: Scalars['String']['input'];
};

/** Answer of `runTenantReport`. */
export type GraphQLRunTenantReportPayload = {
  readonly __typename?: 'RunTenantReportPayload';
  /** Months of those asked for that are published. */
  readonly months: ReadonlyArray<Scalars['String']['output']>;
  /** The figures, by month, plan and region. There are no totals: tenants too few to be told of are in none of them. */
  readonly cells: ReadonlyArray<GraphQLTenantReportCell>;
};

/** A figure about ten tenants or more at the end of a month. */
export type GraphQLTenantReportCell = {
  readonly __typename?: 'TenantReportCell';
  /** The calendar month. */
  readonly month: Scalars['String']['output'];
  /** Their plan; null: several. */
  readonly plan: Maybe<Scalars['String']['output']>;
  /** Their region; null: several. */
  readonly region: Maybe<Scalars['String']['output']>;
  /** How many there are, to the nearest 5. */
  readonly tenants: Scalars['Int']['output'];
  /** Members of them all, to the nearest 10; null where one tenant would show in it. */
  readonly members: Maybe<Scalars['Float']['output']>;
  /** Records of them all, to the nearest 10; null where one tenant would show in it. */
  readonly records: Maybe<Scalars['Float']['output']>;
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
  Tenant: GraphQLTenant;
  Member: GraphQLMember;
};

/** Mapping of federation reference types */
export type GraphQLFederationReferenceTypes = {
  Tenant:
    ( { __typename: 'Tenant' }
    & GraphQLRecursivePick<GraphQLFederationTypes['Tenant'], {"id":true}> );
  Member:
    ( { __typename: 'Member' }
    & GraphQLRecursivePick<GraphQLFederationTypes['Member'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type GraphQLResolversTypes = {
  DataClass: GraphQLDataClass;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  PageInfo: ResolverTypeWrapper<GraphQLPageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tenant: ResolverTypeWrapper<Tenant>;
  TenantStatus: GraphQLTenantStatus;
  TenantConfig: ResolverTypeWrapper<TenantConfig>;
  MfaPolicy: GraphQLMfaPolicy;
  Role: ResolverTypeWrapper<Role>;
  Member: ResolverTypeWrapper<Member>;
  User: ResolverTypeWrapper<GraphQLUser>;
  MemberConnection: ResolverTypeWrapper<Omit<GraphQLMemberConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['MemberEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Member']> }>;
  MemberEdge: ResolverTypeWrapper<Omit<GraphQLMemberEdge, 'node'> & { node: GraphQLResolversTypes['Member'] }>;
  AddMemberInput: GraphQLAddMemberInput;
  AddMemberPayload: ResolverTypeWrapper<Omit<GraphQLAddMemberPayload, 'member'> & { member: GraphQLResolversTypes['Member'] }>;
  ChangeMemberRoleInput: GraphQLChangeMemberRoleInput;
  ChangeMemberRolePayload: ResolverTypeWrapper<Omit<GraphQLChangeMemberRolePayload, 'member'> & { member: GraphQLResolversTypes['Member'] }>;
  RemoveMemberInput: GraphQLRemoveMemberInput;
  RemoveMemberPayload: ResolverTypeWrapper<GraphQLRemoveMemberPayload>;
  UpdateTenantConfigInput: GraphQLUpdateTenantConfigInput;
  UpdateTenantConfigPayload: ResolverTypeWrapper<Omit<GraphQLUpdateTenantConfigPayload, 'tenantConfig'> & { tenantConfig: GraphQLResolversTypes['TenantConfig'] }>;
  ManagedTenant: ResolverTypeWrapper<GraphQLManagedTenant>;
  ManagedTenantFilter: GraphQLManagedTenantFilter;
  ManagedTenantConnection: ResolverTypeWrapper<GraphQLManagedTenantConnection>;
  ManagedTenantEdge: ResolverTypeWrapper<GraphQLManagedTenantEdge>;
  SuspendTenantInput: GraphQLSuspendTenantInput;
  SuspendTenantPayload: ResolverTypeWrapper<GraphQLSuspendTenantPayload>;
  ResumeTenantInput: GraphQLResumeTenantInput;
  ResumeTenantPayload: ResolverTypeWrapper<GraphQLResumeTenantPayload>;
  ChangeTenantPlanInput: GraphQLChangeTenantPlanInput;
  ChangeTenantPlanPayload: ResolverTypeWrapper<GraphQLChangeTenantPlanPayload>;
  RunTenantReportInput: GraphQLRunTenantReportInput;
  RunTenantReportPayload: ResolverTypeWrapper<GraphQLRunTenantReportPayload>;
  TenantReportCell: ResolverTypeWrapper<GraphQLTenantReportCell>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type GraphQLResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  PageInfo: GraphQLPageInfo;
  Boolean: Scalars['Boolean']['output'];
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  Tenant: Tenant;
  TenantConfig: TenantConfig;
  Role: Role;
  Member: Member;
  User: GraphQLUser;
  MemberConnection: Omit<GraphQLMemberConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['MemberEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Member']> };
  MemberEdge: Omit<GraphQLMemberEdge, 'node'> & { node: GraphQLResolversParentTypes['Member'] };
  AddMemberInput: GraphQLAddMemberInput;
  AddMemberPayload: Omit<GraphQLAddMemberPayload, 'member'> & { member: GraphQLResolversParentTypes['Member'] };
  ChangeMemberRoleInput: GraphQLChangeMemberRoleInput;
  ChangeMemberRolePayload: Omit<GraphQLChangeMemberRolePayload, 'member'> & { member: GraphQLResolversParentTypes['Member'] };
  RemoveMemberInput: GraphQLRemoveMemberInput;
  RemoveMemberPayload: GraphQLRemoveMemberPayload;
  UpdateTenantConfigInput: GraphQLUpdateTenantConfigInput;
  UpdateTenantConfigPayload: Omit<GraphQLUpdateTenantConfigPayload, 'tenantConfig'> & { tenantConfig: GraphQLResolversParentTypes['TenantConfig'] };
  ManagedTenant: GraphQLManagedTenant;
  ManagedTenantFilter: GraphQLManagedTenantFilter;
  ManagedTenantConnection: GraphQLManagedTenantConnection;
  ManagedTenantEdge: GraphQLManagedTenantEdge;
  SuspendTenantInput: GraphQLSuspendTenantInput;
  SuspendTenantPayload: GraphQLSuspendTenantPayload;
  ResumeTenantInput: GraphQLResumeTenantInput;
  ResumeTenantPayload: GraphQLResumeTenantPayload;
  ChangeTenantPlanInput: GraphQLChangeTenantPlanInput;
  ChangeTenantPlanPayload: GraphQLChangeTenantPlanPayload;
  RunTenantReportInput: GraphQLRunTenantReportInput;
  RunTenantReportPayload: GraphQLRunTenantReportPayload;
  TenantReportCell: GraphQLTenantReportCell;
  Float: Scalars['Float']['output'];
  String: Scalars['String']['output'];
};

export type GraphQLPermissionDirectiveArgs = {
  allOf: ReadonlyArray<Scalars['String']['input']>;
};

export type GraphQLPermissionDirectiveResolver<Result, Parent, ContextType = TenancyContext, Args = GraphQLPermissionDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLPublicDirectiveArgs = { };

export type GraphQLPublicDirectiveResolver<Result, Parent, ContextType = TenancyContext, Args = GraphQLPublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLSignedInDirectiveArgs = { };

export type GraphQLSignedInDirectiveResolver<Result, Parent, ContextType = TenancyContext, Args = GraphQLSignedInDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GraphQLDataDirectiveArgs = {
  class: GraphQLDataClass;
  purpose?: Maybe<Scalars['String']['input']>;
};

export type GraphQLDataDirectiveResolver<Result, Parent, ContextType = TenancyContext, Args = GraphQLDataDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface GraphQLDateTimeScalarConfig extends GraphQLScalarTypeConfig<GraphQLResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type GraphQLPageInfoResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['PageInfo'] = GraphQLResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLQueryResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Query'] = GraphQLResolversParentTypes['Query']> = {
  tenant: Resolver<GraphQLResolversTypes['Tenant'], ParentType, ContextType>;
  tenantConfig: Resolver<GraphQLResolversTypes['TenantConfig'], ParentType, ContextType>;
  members: Resolver<GraphQLResolversTypes['MemberConnection'], ParentType, ContextType, Partial<GraphQLQueryMembersArgs>>;
  member: Resolver<GraphQLResolversTypes['Member'], ParentType, ContextType, RequireFields<GraphQLQueryMemberArgs, 'id'>>;
  roles: Resolver<ReadonlyArray<GraphQLResolversTypes['Role']>, ParentType, ContextType>;
  tenants: Resolver<GraphQLResolversTypes['ManagedTenantConnection'], ParentType, ContextType, Partial<GraphQLQueryTenantsArgs>>;
  tenantById: Resolver<GraphQLResolversTypes['ManagedTenant'], ParentType, ContextType, RequireFields<GraphQLQueryTenantByIdArgs, 'id'>>;
};

export type GraphQLMutationResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Mutation'] = GraphQLResolversParentTypes['Mutation']> = {
  addMember: Resolver<GraphQLResolversTypes['AddMemberPayload'], ParentType, ContextType, RequireFields<GraphQLMutationAddMemberArgs, 'input'>>;
  changeMemberRole: Resolver<GraphQLResolversTypes['ChangeMemberRolePayload'], ParentType, ContextType, RequireFields<GraphQLMutationChangeMemberRoleArgs, 'input'>>;
  removeMember: Resolver<GraphQLResolversTypes['RemoveMemberPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRemoveMemberArgs, 'input'>>;
  updateTenantConfig: Resolver<GraphQLResolversTypes['UpdateTenantConfigPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateTenantConfigArgs, 'input'>>;
  suspendTenant: Resolver<GraphQLResolversTypes['SuspendTenantPayload'], ParentType, ContextType, RequireFields<GraphQLMutationSuspendTenantArgs, 'input'>>;
  resumeTenant: Resolver<GraphQLResolversTypes['ResumeTenantPayload'], ParentType, ContextType, RequireFields<GraphQLMutationResumeTenantArgs, 'input'>>;
  changeTenantPlan: Resolver<GraphQLResolversTypes['ChangeTenantPlanPayload'], ParentType, ContextType, RequireFields<GraphQLMutationChangeTenantPlanArgs, 'input'>>;
  runTenantReport: Resolver<GraphQLResolversTypes['RunTenantReportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRunTenantReportArgs, 'input'>>;
};

export type GraphQLTenantResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Tenant'] = GraphQLResolversParentTypes['Tenant'], FederationReferenceType extends GraphQLFederationReferenceTypes['Tenant'] = GraphQLFederationReferenceTypes['Tenant']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Tenant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  slug?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['TenantStatus'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLTenantConfigResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantConfig'] = GraphQLResolversParentTypes['TenantConfig']> = {
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  mfa?: Resolver<GraphQLResolversTypes['MfaPolicy'], ParentType, ContextType>;
  mfaGraceDays?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  mfaEnforcedFrom?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  logo?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLRoleResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Role'] = GraphQLResolversParentTypes['Role']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLMemberResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Member'] = GraphQLResolversParentTypes['Member'], FederationReferenceType extends GraphQLFederationReferenceTypes['Member'] = GraphQLFederationReferenceTypes['Member']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Member']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  user?: Resolver<GraphQLResolversTypes['User'], ParentType, ContextType>;
  role?: Resolver<GraphQLResolversTypes['Role'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLUserResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['User'] = GraphQLResolversParentTypes['User']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLMemberConnectionResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['MemberConnection'] = GraphQLResolversParentTypes['MemberConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['MemberEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Member']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLMemberEdgeResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['MemberEdge'] = GraphQLResolversParentTypes['MemberEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Member'], ParentType, ContextType>;
};

export type GraphQLAddMemberPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['AddMemberPayload'] = GraphQLResolversParentTypes['AddMemberPayload']> = {
  member?: Resolver<GraphQLResolversTypes['Member'], ParentType, ContextType>;
};

export type GraphQLChangeMemberRolePayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ChangeMemberRolePayload'] = GraphQLResolversParentTypes['ChangeMemberRolePayload']> = {
  member?: Resolver<GraphQLResolversTypes['Member'], ParentType, ContextType>;
};

export type GraphQLRemoveMemberPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['RemoveMemberPayload'] = GraphQLResolversParentTypes['RemoveMemberPayload']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLUpdateTenantConfigPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['UpdateTenantConfigPayload'] = GraphQLResolversParentTypes['UpdateTenantConfigPayload']> = {
  tenantConfig?: Resolver<GraphQLResolversTypes['TenantConfig'], ParentType, ContextType>;
};

export type GraphQLManagedTenantResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ManagedTenant'] = GraphQLResolversParentTypes['ManagedTenant']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  slug?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['TenantStatus'], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  plan?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  memberCount?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  closesAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLManagedTenantConnectionResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ManagedTenantConnection'] = GraphQLResolversParentTypes['ManagedTenantConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['ManagedTenantEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['ManagedTenant']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLManagedTenantEdgeResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ManagedTenantEdge'] = GraphQLResolversParentTypes['ManagedTenantEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['ManagedTenant'], ParentType, ContextType>;
};

export type GraphQLSuspendTenantPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['SuspendTenantPayload'] = GraphQLResolversParentTypes['SuspendTenantPayload']> = {
  tenant?: Resolver<GraphQLResolversTypes['ManagedTenant'], ParentType, ContextType>;
};

export type GraphQLResumeTenantPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ResumeTenantPayload'] = GraphQLResolversParentTypes['ResumeTenantPayload']> = {
  tenant?: Resolver<GraphQLResolversTypes['ManagedTenant'], ParentType, ContextType>;
};

export type GraphQLChangeTenantPlanPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ChangeTenantPlanPayload'] = GraphQLResolversParentTypes['ChangeTenantPlanPayload']> = {
  tenant?: Resolver<GraphQLResolversTypes['ManagedTenant'], ParentType, ContextType>;
};

export type GraphQLRunTenantReportPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['RunTenantReportPayload'] = GraphQLResolversParentTypes['RunTenantReportPayload']> = {
  months?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  cells?: Resolver<ReadonlyArray<GraphQLResolversTypes['TenantReportCell']>, ParentType, ContextType>;
};

export type GraphQLTenantReportCellResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantReportCell'] = GraphQLResolversParentTypes['TenantReportCell']> = {
  month?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  plan?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  region?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  tenants?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  members?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  records?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
};

export type GraphQLResolvers<ContextType = TenancyContext> = {
  DateTime?: GraphQLScalarType;
  PageInfo?: GraphQLPageInfoResolvers<ContextType>;
  Query?: GraphQLQueryResolvers<ContextType>;
  Mutation?: GraphQLMutationResolvers<ContextType>;
  Tenant?: GraphQLTenantResolvers<ContextType>;
  TenantConfig?: GraphQLTenantConfigResolvers<ContextType>;
  Role?: GraphQLRoleResolvers<ContextType>;
  Member?: GraphQLMemberResolvers<ContextType>;
  User?: GraphQLUserResolvers<ContextType>;
  MemberConnection?: GraphQLMemberConnectionResolvers<ContextType>;
  MemberEdge?: GraphQLMemberEdgeResolvers<ContextType>;
  AddMemberPayload?: GraphQLAddMemberPayloadResolvers<ContextType>;
  ChangeMemberRolePayload?: GraphQLChangeMemberRolePayloadResolvers<ContextType>;
  RemoveMemberPayload?: GraphQLRemoveMemberPayloadResolvers<ContextType>;
  UpdateTenantConfigPayload?: GraphQLUpdateTenantConfigPayloadResolvers<ContextType>;
  ManagedTenant?: GraphQLManagedTenantResolvers<ContextType>;
  ManagedTenantConnection?: GraphQLManagedTenantConnectionResolvers<ContextType>;
  ManagedTenantEdge?: GraphQLManagedTenantEdgeResolvers<ContextType>;
  SuspendTenantPayload?: GraphQLSuspendTenantPayloadResolvers<ContextType>;
  ResumeTenantPayload?: GraphQLResumeTenantPayloadResolvers<ContextType>;
  ChangeTenantPlanPayload?: GraphQLChangeTenantPlanPayloadResolvers<ContextType>;
  RunTenantReportPayload?: GraphQLRunTenantReportPayloadResolvers<ContextType>;
  TenantReportCell?: GraphQLTenantReportCellResolvers<ContextType>;
};

export type GraphQLDirectiveResolvers<ContextType = TenancyContext> = {
  permission?: GraphQLPermissionDirectiveResolver<any, any, ContextType>;
  public?: GraphQLPublicDirectiveResolver<any, any, ContextType>;
  signedIn?: GraphQLSignedInDirectiveResolver<any, any, ContextType>;
  data?: GraphQLDataDirectiveResolver<any, any, ContextType>;
};

