// Made by `npm run generate` from the subgraph's schema.graphql; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { JoinRequest } from '../join-request-row.ts';
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
  /** The tenant's domains, by name; at most 50. */
  readonly domains: ReadonlyArray<GraphQLDomain>;
  /**
   * People who asked to join by a domain of the tenant, oldest first, those included who were let in or declined. Forward by
   * `first`/`after`, backward by `last`/`before`; 1 to 500, default 50.
   */
  readonly joinRequests: GraphQLJoinRequestConnection;
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


export type GraphQLQueryJoinRequestsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
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
   * Adds a domain of the company, to be proved by the TXT record that the answer names (RFC 1035). Until `verifyDomain` has
   * found it nobody joins by it. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago),
   * BAD_USER_INPUT (no domain of one's own: a public suffix, or a provider where anybody gets an address; Admin as its
   * role), NOT_FOUND (no such role), FORBIDDEN (a role that holds permissions the caller lacks), CONFLICT (added already, or
   * 50 domains).
   */
  readonly addDomain: GraphQLAddDomainPayload;
  /**
   * Changes what a domain offers. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago),
   * NOT_FOUND, BAD_USER_INPUT (Admin as its role), FORBIDDEN (a role that holds permissions the caller lacks).
   */
  readonly updateDomain: GraphQLUpdateDomainPayload;
  /**
   * Looks for the record that proves a domain; again, it looks again. Errors: INSUFFICIENT_AUTHENTICATION (a user signed
   * in more than 15 minutes ago), NOT_FOUND, CONFLICT (the record is not there; or it is, and another tenant has verified
   * the domain), UNAVAILABLE (the DNS does not answer).
   */
  readonly verifyDomain: GraphQLVerifyDomainPayload;
  /** Takes a domain away: nobody joins by it any more, and another tenant may verify it. Members stay. Errors: NOT_FOUND. */
  readonly removeDomain: GraphQLRemoveDomainPayload;
  /**
   * Lets somebody in who asked. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago),
   * NOT_FOUND (no such request or role), FORBIDDEN (a role that holds permissions the caller lacks), CONFLICT (decided
   * already, or a member by now).
   */
  readonly approveJoinRequest: GraphQLApproveJoinRequestPayload;
  /** Leaves somebody outside who asked; they may ask again after a week. Errors: NOT_FOUND, CONFLICT (decided already). */
  readonly declineJoinRequest: GraphQLDeclineJoinRequestPayload;
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


export type GraphQLMutationAddDomainArgs = {
  input: GraphQLAddDomainInput;
};


export type GraphQLMutationUpdateDomainArgs = {
  input: GraphQLUpdateDomainInput;
};


export type GraphQLMutationVerifyDomainArgs = {
  input: GraphQLVerifyDomainInput;
};


export type GraphQLMutationRemoveDomainArgs = {
  input: GraphQLRemoveDomainInput;
};


export type GraphQLMutationApproveJoinRequestArgs = {
  input: GraphQLApproveJoinRequestInput;
};


export type GraphQLMutationDeclineJoinRequestArgs = {
  input: GraphQLDeclineJoinRequestInput;
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

/** A domain of the company: people with a proven e-mail address of it may be offered to join. */
export type GraphQLDomain = {
  readonly __typename?: 'Domain';
  /** `dom_…` */
  readonly id: Scalars['ID']['output'];
  /** In lower case, as the DNS has it (RFC 5890 A-labels). */
  readonly name: Scalars['String']['output'];
  /** What to set in its DNS to prove it. It stays there: it is looked for again every day. */
  readonly record: GraphQLDomainRecord;
  /** What is offered to people with a proven address of exactly this domain, once it is verified. */
  readonly join: GraphQLJoinPolicy;
  /** Name of the role that they get who join by it. When the tenant has none of this name any more, nobody gets in. */
  readonly role: Scalars['String']['output'];
  /** Since when it is verified; null while it is not. */
  readonly verifiedAt: Maybe<Scalars['DateTime']['output']>;
  /** When its record was looked for last; null before the first time. */
  readonly checkedAt: Maybe<Scalars['DateTime']['output']>;
  /** Since when the record is not found; after three days the domain is no longer verified. Null while it is found. */
  readonly failingSince: Maybe<Scalars['DateTime']['output']>;
  /** When it was added. */
  readonly createdAt: Scalars['DateTime']['output'];
};

/** A record of the DNS (RFC 1035). */
export type GraphQLDomainRecord = {
  readonly __typename?: 'DomainRecord';
  /** Its name, such as `_bulkhead-challenge.acme.example`. */
  readonly name: Scalars['String']['output'];
  /** Its type: TXT. */
  readonly type: Scalars['String']['output'];
  /** Its text. No secret: everybody can read it there. */
  readonly value: Scalars['String']['output'];
};

/** What a verified domain offers to people with a proven e-mail address of it. */
export type GraphQLJoinPolicy =
  /** Nothing. */
  | 'OFF'
  /** They may ask; somebody with `join-request:approve` decides. */
  | 'APPROVAL'
  /** They may join, without anybody being asked. */
  | 'AUTOMATIC';

/** Somebody who asked to join. */
export type GraphQLJoinRequest = {
  readonly __typename?: 'JoinRequest';
  /** `jrq_…` */
  readonly id: Scalars['ID']['output'];
  /** Who. */
  readonly user: GraphQLUser;
  /** By which domain, as it was called when they asked. */
  readonly domain: Scalars['String']['output'];
  /** Name of the role that they get when they are let in, unless another one is named then. */
  readonly role: Scalars['String']['output'];
  /** What became of it. */
  readonly status: GraphQLJoinRequestStatus;
  /** When they asked. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it was decided; null while it is open. */
  readonly decidedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What became of a request to join. */
export type GraphQLJoinRequestStatus =
  /** Nobody has decided yet. */
  | 'OPEN'
  /** Whoever asked is a member. */
  | 'APPROVED'
  /** Whoever asked stays outside. */
  | 'DECLINED';

/** A page of requests to join. */
export type GraphQLJoinRequestConnection = {
  readonly __typename?: 'JoinRequestConnection';
  /** The requests with their cursors. */
  readonly edges: ReadonlyArray<GraphQLJoinRequestEdge>;
  /** The requests. */
  readonly nodes: ReadonlyArray<GraphQLJoinRequest>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A request to join in a page. */
export type GraphQLJoinRequestEdge = {
  readonly __typename?: 'JoinRequestEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The request. */
  readonly node: GraphQLJoinRequest;
};

/** Arguments of `addDomain`. */
export type GraphQLAddDomainInput = {
  /** Such as `acme.example`; letters beyond ASCII are taken as UTS #46 has them. */
  readonly name: Scalars['String']['input'];
  /** What it offers once it is verified. Default: OFF. */
  readonly join?: InputMaybe<GraphQLJoinPolicy>;
  /** Name of the role that people get by it, never Admin. Default: Viewer. */
  readonly role?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `addDomain`. */
export type GraphQLAddDomainPayload = {
  readonly __typename?: 'AddDomainPayload';
  /** The new domain, with the record that proves it. */
  readonly domain: GraphQLDomain;
};

/** Arguments of `updateDomain`. */
export type GraphQLUpdateDomainInput = {
  /** `dom_…` */
  readonly id: Scalars['ID']['input'];
  /** What it offers. Left out or null, it stays. */
  readonly join?: InputMaybe<GraphQLJoinPolicy>;
  /** Name of a role, never Admin. Left out or null, it stays. */
  readonly role?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `updateDomain`. */
export type GraphQLUpdateDomainPayload = {
  readonly __typename?: 'UpdateDomainPayload';
  /** The domain as it now is. */
  readonly domain: GraphQLDomain;
};

/** Arguments of `verifyDomain`. */
export type GraphQLVerifyDomainInput = {
  /** `dom_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `verifyDomain`. */
export type GraphQLVerifyDomainPayload = {
  readonly __typename?: 'VerifyDomainPayload';
  /** The domain as it now is. */
  readonly domain: GraphQLDomain;
};

/** Arguments of `removeDomain`. */
export type GraphQLRemoveDomainInput = {
  /** `dom_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `removeDomain`. */
export type GraphQLRemoveDomainPayload = {
  readonly __typename?: 'RemoveDomainPayload';
  /** Id of the domain that is gone. */
  readonly id: Scalars['ID']['output'];
};

/** Arguments of `approveJoinRequest`. */
export type GraphQLApproveJoinRequestInput = {
  /** `jrq_…` */
  readonly id: Scalars['ID']['input'];
  /** Name of a role. Default: the one that the domain offered. */
  readonly role?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `approveJoinRequest`. */
export type GraphQLApproveJoinRequestPayload = {
  readonly __typename?: 'ApproveJoinRequestPayload';
  /** The request as it now is. */
  readonly joinRequest: GraphQLJoinRequest;
};

/** Arguments of `declineJoinRequest`. */
export type GraphQLDeclineJoinRequestInput = {
  /** `jrq_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `declineJoinRequest`. */
export type GraphQLDeclineJoinRequestPayload = {
  readonly __typename?: 'DeclineJoinRequestPayload';
  /** The request as it now is. */
  readonly joinRequest: GraphQLJoinRequest;
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
  Domain: ResolverTypeWrapper<GraphQLDomain>;
  DomainRecord: ResolverTypeWrapper<GraphQLDomainRecord>;
  JoinPolicy: GraphQLJoinPolicy;
  JoinRequest: ResolverTypeWrapper<JoinRequest>;
  JoinRequestStatus: GraphQLJoinRequestStatus;
  JoinRequestConnection: ResolverTypeWrapper<Omit<GraphQLJoinRequestConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['JoinRequestEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['JoinRequest']> }>;
  JoinRequestEdge: ResolverTypeWrapper<Omit<GraphQLJoinRequestEdge, 'node'> & { node: GraphQLResolversTypes['JoinRequest'] }>;
  AddDomainInput: GraphQLAddDomainInput;
  AddDomainPayload: ResolverTypeWrapper<GraphQLAddDomainPayload>;
  UpdateDomainInput: GraphQLUpdateDomainInput;
  UpdateDomainPayload: ResolverTypeWrapper<GraphQLUpdateDomainPayload>;
  VerifyDomainInput: GraphQLVerifyDomainInput;
  VerifyDomainPayload: ResolverTypeWrapper<GraphQLVerifyDomainPayload>;
  RemoveDomainInput: GraphQLRemoveDomainInput;
  RemoveDomainPayload: ResolverTypeWrapper<GraphQLRemoveDomainPayload>;
  ApproveJoinRequestInput: GraphQLApproveJoinRequestInput;
  ApproveJoinRequestPayload: ResolverTypeWrapper<Omit<GraphQLApproveJoinRequestPayload, 'joinRequest'> & { joinRequest: GraphQLResolversTypes['JoinRequest'] }>;
  DeclineJoinRequestInput: GraphQLDeclineJoinRequestInput;
  DeclineJoinRequestPayload: ResolverTypeWrapper<Omit<GraphQLDeclineJoinRequestPayload, 'joinRequest'> & { joinRequest: GraphQLResolversTypes['JoinRequest'] }>;
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
  Domain: GraphQLDomain;
  DomainRecord: GraphQLDomainRecord;
  JoinRequest: JoinRequest;
  JoinRequestConnection: Omit<GraphQLJoinRequestConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['JoinRequestEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['JoinRequest']> };
  JoinRequestEdge: Omit<GraphQLJoinRequestEdge, 'node'> & { node: GraphQLResolversParentTypes['JoinRequest'] };
  AddDomainInput: GraphQLAddDomainInput;
  AddDomainPayload: GraphQLAddDomainPayload;
  UpdateDomainInput: GraphQLUpdateDomainInput;
  UpdateDomainPayload: GraphQLUpdateDomainPayload;
  VerifyDomainInput: GraphQLVerifyDomainInput;
  VerifyDomainPayload: GraphQLVerifyDomainPayload;
  RemoveDomainInput: GraphQLRemoveDomainInput;
  RemoveDomainPayload: GraphQLRemoveDomainPayload;
  ApproveJoinRequestInput: GraphQLApproveJoinRequestInput;
  ApproveJoinRequestPayload: Omit<GraphQLApproveJoinRequestPayload, 'joinRequest'> & { joinRequest: GraphQLResolversParentTypes['JoinRequest'] };
  DeclineJoinRequestInput: GraphQLDeclineJoinRequestInput;
  DeclineJoinRequestPayload: Omit<GraphQLDeclineJoinRequestPayload, 'joinRequest'> & { joinRequest: GraphQLResolversParentTypes['JoinRequest'] };
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
  domains: Resolver<ReadonlyArray<GraphQLResolversTypes['Domain']>, ParentType, ContextType>;
  joinRequests: Resolver<GraphQLResolversTypes['JoinRequestConnection'], ParentType, ContextType, Partial<GraphQLQueryJoinRequestsArgs>>;
};

export type GraphQLMutationResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Mutation'] = GraphQLResolversParentTypes['Mutation']> = {
  addMember: Resolver<GraphQLResolversTypes['AddMemberPayload'], ParentType, ContextType, RequireFields<GraphQLMutationAddMemberArgs, 'input'>>;
  changeMemberRole: Resolver<GraphQLResolversTypes['ChangeMemberRolePayload'], ParentType, ContextType, RequireFields<GraphQLMutationChangeMemberRoleArgs, 'input'>>;
  removeMember: Resolver<GraphQLResolversTypes['RemoveMemberPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRemoveMemberArgs, 'input'>>;
  updateTenantConfig: Resolver<GraphQLResolversTypes['UpdateTenantConfigPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateTenantConfigArgs, 'input'>>;
  addDomain: Resolver<GraphQLResolversTypes['AddDomainPayload'], ParentType, ContextType, RequireFields<GraphQLMutationAddDomainArgs, 'input'>>;
  updateDomain: Resolver<GraphQLResolversTypes['UpdateDomainPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateDomainArgs, 'input'>>;
  verifyDomain: Resolver<GraphQLResolversTypes['VerifyDomainPayload'], ParentType, ContextType, RequireFields<GraphQLMutationVerifyDomainArgs, 'input'>>;
  removeDomain: Resolver<GraphQLResolversTypes['RemoveDomainPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRemoveDomainArgs, 'input'>>;
  approveJoinRequest: Resolver<GraphQLResolversTypes['ApproveJoinRequestPayload'], ParentType, ContextType, RequireFields<GraphQLMutationApproveJoinRequestArgs, 'input'>>;
  declineJoinRequest: Resolver<GraphQLResolversTypes['DeclineJoinRequestPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDeclineJoinRequestArgs, 'input'>>;
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

export type GraphQLDomainResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Domain'] = GraphQLResolversParentTypes['Domain']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  record?: Resolver<GraphQLResolversTypes['DomainRecord'], ParentType, ContextType>;
  join?: Resolver<GraphQLResolversTypes['JoinPolicy'], ParentType, ContextType>;
  role?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  verifiedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  checkedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  failingSince?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLDomainRecordResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['DomainRecord'] = GraphQLResolversParentTypes['DomainRecord']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLJoinRequestResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['JoinRequest'] = GraphQLResolversParentTypes['JoinRequest']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  user?: Resolver<GraphQLResolversTypes['User'], ParentType, ContextType>;
  domain?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['JoinRequestStatus'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLJoinRequestConnectionResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['JoinRequestConnection'] = GraphQLResolversParentTypes['JoinRequestConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['JoinRequestEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['JoinRequest']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLJoinRequestEdgeResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['JoinRequestEdge'] = GraphQLResolversParentTypes['JoinRequestEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['JoinRequest'], ParentType, ContextType>;
};

export type GraphQLAddDomainPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['AddDomainPayload'] = GraphQLResolversParentTypes['AddDomainPayload']> = {
  domain?: Resolver<GraphQLResolversTypes['Domain'], ParentType, ContextType>;
};

export type GraphQLUpdateDomainPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['UpdateDomainPayload'] = GraphQLResolversParentTypes['UpdateDomainPayload']> = {
  domain?: Resolver<GraphQLResolversTypes['Domain'], ParentType, ContextType>;
};

export type GraphQLVerifyDomainPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['VerifyDomainPayload'] = GraphQLResolversParentTypes['VerifyDomainPayload']> = {
  domain?: Resolver<GraphQLResolversTypes['Domain'], ParentType, ContextType>;
};

export type GraphQLRemoveDomainPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['RemoveDomainPayload'] = GraphQLResolversParentTypes['RemoveDomainPayload']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLApproveJoinRequestPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ApproveJoinRequestPayload'] = GraphQLResolversParentTypes['ApproveJoinRequestPayload']> = {
  joinRequest?: Resolver<GraphQLResolversTypes['JoinRequest'], ParentType, ContextType>;
};

export type GraphQLDeclineJoinRequestPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['DeclineJoinRequestPayload'] = GraphQLResolversParentTypes['DeclineJoinRequestPayload']> = {
  joinRequest?: Resolver<GraphQLResolversTypes['JoinRequest'], ParentType, ContextType>;
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
  Domain?: GraphQLDomainResolvers<ContextType>;
  DomainRecord?: GraphQLDomainRecordResolvers<ContextType>;
  JoinRequest?: GraphQLJoinRequestResolvers<ContextType>;
  JoinRequestConnection?: GraphQLJoinRequestConnectionResolvers<ContextType>;
  JoinRequestEdge?: GraphQLJoinRequestEdgeResolvers<ContextType>;
  AddDomainPayload?: GraphQLAddDomainPayloadResolvers<ContextType>;
  UpdateDomainPayload?: GraphQLUpdateDomainPayloadResolvers<ContextType>;
  VerifyDomainPayload?: GraphQLVerifyDomainPayloadResolvers<ContextType>;
  RemoveDomainPayload?: GraphQLRemoveDomainPayloadResolvers<ContextType>;
  ApproveJoinRequestPayload?: GraphQLApproveJoinRequestPayloadResolvers<ContextType>;
  DeclineJoinRequestPayload?: GraphQLDeclineJoinRequestPayloadResolvers<ContextType>;
};

export type GraphQLDirectiveResolvers<ContextType = TenancyContext> = {
  permission?: GraphQLPermissionDirectiveResolver<any, any, ContextType>;
  public?: GraphQLPublicDirectiveResolver<any, any, ContextType>;
  signedIn?: GraphQLSignedInDirectiveResolver<any, any, ContextType>;
  data?: GraphQLDataDirectiveResolver<any, any, ContextType>;
};

