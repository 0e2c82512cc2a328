// Made by `npm run generate` from the subgraph's schema.graphql; do not edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Invitation } from '../invitation-row.ts';
import type { JoinRequest } from '../join-request-row.ts';
import type { Member } from '../member-row.ts';
import type { Role } from '../roles.ts';
import type { Tenant } from '../tenant-row.ts';
import type { ConfigChange } from '../settings/config-change.ts';
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
  /** The caller's tenant. */
  readonly tenant: GraphQLTenant;
  /** Settings of the caller's tenant: what holds now, and whose word it is. */
  readonly tenantConfig: GraphQLTenantConfig;
  /** Versions of the settings, newest first, with author, reason and what each made different. Paged as `members`. */
  readonly tenantConfigVersions: GraphQLTenantConfigVersionConnection;
  /**
   * One change by the cursor `tenantConfigChanged` gave it, as long as it is kept. Errors: NOT_FOUND, INVALID_CURSOR,
   * CURSOR_EXPIRED.
   */
  readonly tenantConfigChange: GraphQLTenantConfigChange;
  /** Members of the tenant, oldest first. Forward by `first`/`after`, backward by `last`/`before`; 1 to 500, default 50. */
  readonly members: GraphQLMemberConnection;
  /** One member by id. Errors: NOT_FOUND. */
  readonly member: GraphQLMember;
  /** The tenant's roles: Admin, Developer and Viewer, which are predefined, then its own by name, at most 50. */
  readonly roles: ReadonlyArray<GraphQLRole>;
  /**
   * For operators: every tenant of the installation, oldest first. Forward by `first`/`after`, backward by `last`/`before`; 1
   * to 500, default 50. Errors: INVALID_CURSOR, BAD_USER_INPUT.
   */
  readonly tenants: GraphQLManagedTenantConnection;
  /** For operators: one tenant. Errors: NOT_FOUND. */
  readonly tenantById: GraphQLManagedTenant;
  /** For operators: every plan, by name, as its newest version has it. */
  readonly plans: ReadonlyArray<GraphQLPlan>;
  /** For operators: every template that tenants are made from, by name, as its newest version has it; retired ones too. */
  readonly templates: ReadonlyArray<GraphQLTenantTemplate>;
  /** The tenant's domains, by name; at most 50. */
  readonly domains: ReadonlyArray<GraphQLDomain>;
  /**
   * People who asked to join by a domain of the tenant, oldest first, those included who were let in or declined. Forward by
   * `first`/`after`, backward by `last`/`before`; 1 to 500, default 50.
   */
  readonly joinRequests: GraphQLJoinRequestConnection;
  /** Exports of the tenant, newest first; the last 100. */
  readonly tenantExports: ReadonlyArray<GraphQLTenantExport>;
  /** One export by id, for who might make one like it. Errors: NOT_FOUND, FORBIDDEN. */
  readonly tenantExport: GraphQLTenantExport;
  /**
   * Invitations to the tenant, newest first, those that ended included, for about 90 days. `state` leaves the others out.
   * Forward by `first`/`after`, backward by `last`/`before`; 1 to 500, default 50.
   */
  readonly invitations: GraphQLInvitationConnection;
  /** One invitation by id. Errors: NOT_FOUND. */
  readonly invitation: GraphQLInvitation;
  /** One role by name. Errors: NOT_FOUND. */
  readonly role: GraphQLRole;
  /** What the caller may do now: their role, narrowed by what their token asked for. */
  readonly myPermissions: GraphQLMyPermissions;
  /**
   * Why somebody of the tenant may do something or may not, rule by rule. `principal`: `usr_…`, `mem_…`, `key_…`, `svc_…`, or
   * `cli_…` of a machine. `permission`: one of docs/security/permissions.md. `resource`: name of a collection, where the
   * permission is one on collections, records or imports. To ask about somebody takes what it takes to see them: member:read,
   * api-key:read, service-account:read, oauth-client:read. Errors: NOT_FOUND (nobody of that id), FORBIDDEN, BAD_USER_INPUT.
   */
  readonly explainAccess: GraphQLAccessExplanation;
};


export type GraphQLQueryTenantConfigVersionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryTenantConfigChangeArgs = {
  cursor: Scalars['String']['input'];
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


export type GraphQLQueryJoinRequestsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryTenantExportArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryInvitationsArgs = {
  state?: InputMaybe<GraphQLInvitationState>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
};


export type GraphQLQueryInvitationArgs = {
  id: Scalars['ID']['input'];
};


export type GraphQLQueryRoleArgs = {
  name: Scalars['String']['input'];
};


export type GraphQLQueryExplainAccessArgs = {
  principal: Scalars['ID']['input'];
  permission: Scalars['String']['input'];
  resource?: InputMaybe<Scalars['String']['input']>;
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
   * Gives a member another role. No caller can give, or take away, a role that holds permissions the caller lacks. Errors:
   * INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND, FORBIDDEN, CONFLICT (the last
   * Admin who can sign in cannot step down).
   */
  readonly changeMemberRole: GraphQLChangeMemberRolePayload;
  /**
   * Ends a membership. No caller can remove a member whose role holds permissions the caller lacks. Errors:
   * INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND, FORBIDDEN, CONFLICT (the last Admin
   * who can sign in cannot be removed).
   */
  readonly removeMember: GraphQLRemoveMemberPayload;
  /**
   * Invites an e-mail address to become a member with a role, for 7 days and one use. Where the installation sends mail the
   * link goes to the address. Elsewhere it is in the answer and never again: hand it over where only they read it. No caller
   * can give a role that holds permissions the caller lacks; that is asked again when the invitation is accepted. At most
   * 1,000 are pending in a tenant, and one to an address. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15
   * minutes ago), BAD_USER_INPUT, NOT_FOUND (no such role), FORBIDDEN, CONFLICT (a member already, locked, invited already,
   * or too many are pending), RATE_LIMITED (6 links to one address in an hour).
   */
  readonly inviteMember: GraphQLInviteMemberPayload;
  /**
   * Makes another link for a pending or expired invitation, for another 7 days; the one before works no longer. From then on
   * the caller is who invites. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), NOT_FOUND (no
   * such invitation, or its role is gone), FORBIDDEN, CONFLICT (accepted, revoked, replaced, or a member already),
   * RATE_LIMITED (5 more links in an hour).
   */
  readonly resendInvitation: GraphQLResendInvitationPayload;
  /**
   * Takes an invitation back: its link works no longer. Revoking twice changes nothing. Errors: NOT_FOUND, CONFLICT (it was
   * accepted).
   */
  readonly revokeInvitation: GraphQLRevokeInvitationPayload;
  /**
   * Ends the caller's own membership: what they let applications do in the tenant ends within a second. An Admin can invite
   * them again. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), BAD_USER_INPUT (not
   * confirmed), CONFLICT (the last Admin who can sign in cannot leave; the caller is no person).
   */
  readonly leaveTenant: GraphQLLeaveTenantPayload;
  /**
   * Makes a role of the tenant's own, at most 50. It cannot give what the caller lacks: neither a permission nor a
   * collection. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), BAD_USER_INPUT, FORBIDDEN,
   * CONFLICT (the name is taken, or there are 50).
   */
  readonly createRole: GraphQLCreateRolePayload;
  /**
   * Changes a role of the tenant's own. It acts on everybody who holds it, on open sockets and running subscriptions within a
   * second. The caller must hold what it gave and what it gives. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than
   * 15 minutes ago), NOT_FOUND, VERSION_MISMATCH, BAD_USER_INPUT, FORBIDDEN, CONFLICT (it is predefined).
   */
  readonly updateRole: GraphQLUpdateRolePayload;
  /**
   * Deletes a role of the tenant's own that nobody holds. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15
   * minutes ago), NOT_FOUND, FORBIDDEN, CONFLICT (it is predefined, or members, keys or machines hold it).
   */
  readonly deleteRole: GraphQLDeleteRolePayload;
  /**
   * Changes the settings that are named and leaves the others; one that is null takes back what the tenant said, so that
   * plan, operator and default hold again. It applies everywhere within a second. Where nothing differs, no version is
   * added. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), VERSION_MISMATCH (somebody
   * changed the settings since), SETTING_FIXED (by the plan), BAD_USER_INPUT, also for what would shut out the caller.
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
   * For operators: begin to close a tenant, as its own Admins do by `closeTenant`. Everything works until the day, and then
   * everything that it has is destroyed for good. Its Admins are told by mail. It is in the tenant's own audit log and, since that
   * is destroyed too, in the installation's. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago),
   * NOT_FOUND, CONFLICT (it is closing already), BAD_USER_INPUT (another slug than its own, or a time of grace out of bounds).
   */
  readonly scheduleTenantClosure: GraphQLScheduleTenantClosurePayload;
  /**
   * For operators: call the closing of a tenant off, whoever asked for it, until its day has come. It is in both logs, as the
   * closing. Errors: NOT_FOUND, CONFLICT (it is not closing, or too late), BAD_USER_INPUT (another slug than its own).
   */
  readonly cancelTenantClosure: GraphQLCancelTenantClosurePayload;
  /**
   * For operators: make a plan, or the next version of it, which holds at once for every tenant on it. What a tenant has stored
   * beyond a lower limit stays; more is refused. It is in the installation's audit log. Errors: INSUFFICIENT_AUTHENTICATION (a
   * user signed in more than 15 minutes ago), BAD_USER_INPUT, CONFLICT (somebody defined it at the same moment).
   */
  readonly definePlan: GraphQLDefinePlanPayload;
  /**
   * For operators: add a version of a template that tenants are made from, the first one of a name that is new. Tenants that
   * were made from an older one stay as they are. It is in the installation's audit log. Errors: INSUFFICIENT_AUTHENTICATION (a
   * user signed in more than 15 minutes ago), BAD_USER_INPUT (with everything that is wrong with it), CONFLICT (somebody else
   * has just defined it).
   */
  readonly defineTemplate: GraphQLDefineTemplatePayload;
  /**
   * For operators: let no tenant be made from a template any more, until it is defined again. It is in the installation's audit
   * log. Errors: NOT_FOUND, CONFLICT (it is retired, or the one that tenants are made from when none is named).
   */
  readonly retireTemplate: GraphQLRetireTemplatePayload;
  /**
   * For operators: figures over all tenants, as they were published for calendar months that are over. Each is about ten
   * tenants or more, and so is whatever two of them differ by; docs/adr/0036 says why. The run is in the installation's audit
   * log. Errors: BAD_USER_INPUT.
   */
  readonly runTenantReport: GraphQLRunTenantReportPayload;
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
  /**
   * Makes a new version with what an older one said, checked by today's rules and plan. Secrets do not go back: the newest
   * stay. Errors: INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), VERSION_MISMATCH, SETTING_FIXED,
   * BAD_USER_INPUT (no such version, or a value of it that is not accepted any more, with its path).
   */
  readonly rollbackTenantConfig: GraphQLRollbackTenantConfigPayload;
  /**
   * Begins to close the tenant: everything works until the day, and then everything that it has is destroyed for good and a
   * certificate says so. Its Admins are told by mail. `reopenTenant` calls it off until then. Errors:
   * INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), CONFLICT (it is closing already),
   * BAD_USER_INPUT (another slug than its own, or a time of grace out of bounds).
   */
  readonly closeTenant: GraphQLCloseTenantPayload;
  /** Calls the closing off, until its day has come. Errors: CONFLICT (it is not closing, or too late). */
  readonly reopenTenant: GraphQLReopenTenantPayload;
  /**
   * Begins an export of everything that the tenant owns, in one archive of JSON Lines; `GET /v1/tenant-exports/{id}/content`
   * answers it once it has succeeded, for seven days. Works in a suspended and in a closing tenant too. Errors:
   * INSUFFICIENT_AUTHENTICATION (a user signed in more than 15 minutes ago), CONFLICT (another export is under way),
   * FORBIDDEN (the caller's role is limited to some collections; or it lacks `audit-event:read`, and the audit log is asked for).
   */
  readonly createTenantExport: GraphQLCreateTenantExportPayload;
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


export type GraphQLMutationInviteMemberArgs = {
  input: GraphQLInviteMemberInput;
};


export type GraphQLMutationResendInvitationArgs = {
  input: GraphQLResendInvitationInput;
};


export type GraphQLMutationRevokeInvitationArgs = {
  input: GraphQLRevokeInvitationInput;
};


export type GraphQLMutationLeaveTenantArgs = {
  input: GraphQLLeaveTenantInput;
};


export type GraphQLMutationCreateRoleArgs = {
  input: GraphQLCreateRoleInput;
};


export type GraphQLMutationUpdateRoleArgs = {
  input: GraphQLUpdateRoleInput;
};


export type GraphQLMutationDeleteRoleArgs = {
  input: GraphQLDeleteRoleInput;
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


export type GraphQLMutationScheduleTenantClosureArgs = {
  input: GraphQLScheduleTenantClosureInput;
};


export type GraphQLMutationCancelTenantClosureArgs = {
  input: GraphQLCancelTenantClosureInput;
};


export type GraphQLMutationDefinePlanArgs = {
  input: GraphQLDefinePlanInput;
};


export type GraphQLMutationDefineTemplateArgs = {
  input: GraphQLDefineTemplateInput;
};


export type GraphQLMutationRetireTemplateArgs = {
  input: GraphQLRetireTemplateInput;
};


export type GraphQLMutationRunTenantReportArgs = {
  input: GraphQLRunTenantReportInput;
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


export type GraphQLMutationRollbackTenantConfigArgs = {
  input: GraphQLRollbackTenantConfigInput;
};


export type GraphQLMutationCloseTenantArgs = {
  input: GraphQLCloseTenantInput;
};


export type GraphQLMutationReopenTenantArgs = {
  input: GraphQLReopenTenantInput;
};


export type GraphQLMutationCreateTenantExportArgs = {
  input: GraphQLCreateTenantExportInput;
};

export type GraphQLSubscription = {
  readonly __typename?: 'Subscription';
  /**
   * Every new version of the settings after the cursor `after`, in order, then those to come: none lost, none twice.
   * Without a cursor only those to come. Errors: FEATURE_DISABLED, INVALID_CURSOR, CURSOR_EXPIRED (read `tenantConfig`,
   * then subscribe again).
   */
  readonly tenantConfigChanged: GraphQLTenantConfigChange;
};


export type GraphQLSubscriptionTenantConfigChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
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
  /** Why it is suspended, in the operator's words, or why it is closing; null otherwise. Free text, which may name people. */
  readonly statusReason: Maybe<Scalars['String']['output']>;
  /** When everything that it has is destroyed; null unless it is closing. */
  readonly closesAt: Maybe<Scalars['DateTime']['output']>;
  /** When that was done; null before. */
  readonly closedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
};

/** Whether a tenant may work. */
export type GraphQLTenantStatus =
  /** It works. */
  | 'ACTIVE'
  /**
   * Its Admins can read, take an export and sign out; everything else is refused with TENANT_SUSPENDED until the operator
   * resumes it.
   */
  | 'SUSPENDED'
  /** It works until the day it is closed. */
  | 'CLOSING'
  /** What it had is destroyed. */
  | 'CLOSED';

/** A tenant's settings: what holds now. Each change of what the tenant says is a version that stays. */
export type GraphQLTenantConfig = {
  readonly __typename?: 'TenantConfig';
  /** Counts from 1 with each change; 0 before the first. */
  readonly version: Scalars['Int']['output'];
  /** What a tenant has switched on. */
  readonly features: GraphQLFeatureSettings;
  /** What a tenant allows itself, below what its plan and the installation allow. */
  readonly limits: GraphQLLimitSettings;
  /** For how long things are kept. */
  readonly retention: GraphQLRetentionSettings;
  /** How things are told to a tenant's people. */
  readonly locale: GraphQLLocaleSettings;
  /** How a tenant looks to its people where they sign in. */
  readonly branding: GraphQLBrandingSettings;
  /** What it takes to get in, and to stay. */
  readonly security: GraphQLSecuritySettings;
  /** Where a tenant's webhooks may go, and what they are signed with. */
  readonly webhooks: GraphQLWebhookSettings;
  /** Where a tenant's data is kept. */
  readonly residency: GraphQLResidencySettings;
  /** Whose word each setting is. */
  readonly sources: ReadonlyArray<GraphQLSettingOrigin>;
  /** When this version was made; null before the first. */
  readonly updatedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What a tenant has switched on. */
export type GraphQLFeatureSettings = {
  readonly __typename?: 'FeatureSettings';
  /** Whether files can be imported. One that is running goes on. */
  readonly imports: Scalars['Boolean']['output'];
  /** Whether changes can be subscribed to. */
  readonly subscriptions: Scalars['Boolean']['output'];
  /** Whether the REST routes under /v1 can be used. GraphQL always can; files are imported by REST alone. */
  readonly rest: Scalars['Boolean']['output'];
  /** Whether OAuth clients can be registered. Those that there are go on. */
  readonly oauthClients: Scalars['Boolean']['output'];
};

/** What a tenant allows itself, below what its plan and the installation allow. */
export type GraphQLLimitSettings = {
  readonly __typename?: 'LimitSettings';
  /**
   * Requests of all keys and users of the tenant together, over a while; four times as many at once where the installation
   * allows that. Null: as many as the installation allows. Bounds: 1 to 100,000 requests per second.
   */
  readonly requestsPerSecond: Maybe<Scalars['Int']['output']>;
  /** Largest file that can be uploaded. Null: as large as the installation allows. Bounds: 1 to 2,147,483,647 bytes. */
  readonly uploadBytes: Maybe<Scalars['Int']['output']>;
};

/** For how long things are kept. */
export type GraphQLRetentionSettings = {
  readonly __typename?: 'RetentionSettings';
  /**
   * Days for which the rows that an import rejected, and what a migration of a collection found wrong, are kept after it has
   * ended; the import or migration with its counts stays. Null: for as long as that. Bounds: 1 to 3,650 days.
   */
  readonly importReportDays: Maybe<Scalars['Int']['output']>;
  /**
   * Days for which deleted records are kept, with all their versions, to be restored. 0: they are purged at once. Bounds:
   * 0 to 3,650 days.
   */
  readonly deletedRecordDays: Scalars['Int']['output'];
  /**
   * Days for which versions of records are kept after a later one has taken their place. Null: for as long as the record.
   * Bounds: 1 to 3,650 days.
   */
  readonly recordVersionDays: Maybe<Scalars['Int']['output']>;
};

/** How things are told to a tenant's people. */
export type GraphQLLocaleSettings = {
  readonly __typename?: 'LocaleSettings';
  /**
   * By whose clock pages tell people days that the tenant has set. Null: UTC. Bounds: a name of the IANA time zone database, such
   * as `Europe/Berlin`.
   */
  readonly timeZone: Maybe<Scalars['String']['output']>;
};

/** How a tenant looks to its people where they sign in. */
export type GraphQLBrandingSettings = {
  readonly __typename?: 'BrandingSettings';
  /** Shown where users sign in, instead of the tenant's name. Null: its name is shown. Bounds: 1 to 80 characters. */
  readonly displayName: Maybe<Scalars['String']['output']>;
  /**
   * Shown there beside the name, as `data:image/png;base64,…` or `data:image/webp;base64,…`. Null: none. Bounds: a still
   * PNG or WebP in a data address, at most 32,768 bytes and 1,024 pixels a side.
   */
  readonly logo: Maybe<Scalars['String']['output']>;
  /**
   * Colour of the buttons and links there. On dark pages it is lightened until it can be read. Null: the installation's.
   * Bounds: `#rrggbb`, with a contrast of 4.5 to 1 or more with `#f3f5f8`.
   */
  readonly accentColour: Maybe<Scalars['String']['output']>;
};

/** What it takes to get in, and to stay. */
export type GraphQLSecuritySettings = {
  readonly __typename?: 'SecuritySettings';
  /**
   * What it takes to enter the tenant, beside the password. Asking for more begins after the grace period, asking for less
   * at once.
   */
  readonly mfa: GraphQLMfaPolicy;
  /**
   * Days that people are given when `mfa` is changed to ask for more, in the same change or a later one; a period that
   * runs is not moved. Bounds: 0 to 90 days.
   */
  readonly mfaGraceDays: Scalars['Int']['output'];
  /**
   * Hours after which somebody who signed in to an application must do so again, however much they use it. Null: 4,320,
   * which is 180 days. Bounds: 1 to 4,320 hours.
   */
  readonly sessionHours: Maybe<Scalars['Int']['output']>;
  /**
   * Hours without use after which somebody must sign in to an application again. Null: 336, which is 14 days. Bounds: 1 to
   * 336 hours.
   */
  readonly sessionIdleHours: Maybe<Scalars['Int']['output']>;
  /**
   * Networks from which the tenant's keys, users and machines may call. Empty: from anywhere. A change that would shut out
   * whoever makes it is refused. Bounds: at most 50; addresses or CIDR ranges of IPv4 and IPv6.
   */
  readonly allowedNetworks: ReadonlyArray<Scalars['String']['output']>;
  /**
   * Whether API keys open anything. Off, none works and none can be made; on again, those that there were work again. Only
   * a user can switch it off.
   */
  readonly apiKeys: Scalars['Boolean']['output'];
  /**
   * Days after which an API key opens nothing any more. Null: none ends by its age. Only a user can shorten it. Bounds: 1
   * to 3,650 days.
   */
  readonly apiKeyDays: Maybe<Scalars['Int']['output']>;
  /**
   * Whether operators of the platform may act as users of the tenant, with a reason and for an hour at most. Off, those who
   * do stop, and do not go on when it is on again.
   */
  readonly impersonation: Scalars['Boolean']['output'];
  /** From when `mfa` is enforced; what was enforced before stays so until then. Null when it asks nothing of everybody. */
  readonly mfaEnforcedFrom: Maybe<Scalars['DateTime']['output']>;
};

/** Where a tenant's webhooks may go, and what they are signed with. */
export type GraphQLWebhookSettings = {
  readonly __typename?: 'WebhookSettings';
  /**
   * Hosts that the tenant's webhooks may be sent to. Empty: any that the installation allows. Bounds: at most 50; host
   * names, `*.` before one for every name below it.
   */
  readonly allowedHosts: ReadonlyArray<Scalars['String']['output']>;
  /**
   * What webhooks are signed with by default. It can be written, and never read again. Here: the version of the settings
   * that set it; null when none did.
   */
  readonly signingSecretVersion: Maybe<Scalars['Int']['output']>;
};

/** Where a tenant's data is kept. */
export type GraphQLResidencySettings = {
  readonly __typename?: 'ResidencySettings';
  /**
   * Where the tenant's data is kept. The operator decides when the tenant is created. Bounds: a region that the
   * installation serves (`BULKHEAD_REGIONS`).
   */
  readonly region: Scalars['String']['output'];
};

/** Whose word a setting is. */
export type GraphQLSettingOrigin = {
  readonly __typename?: 'SettingOrigin';
  /** Which one, as `group.name`, e.g. `security.mfa`. */
  readonly path: Scalars['String']['output'];
  /** Who said what holds. */
  readonly source: GraphQLSettingSource;
  /** Whether the plan has fixed it, or the operator decides it: then the tenant cannot change it. */
  readonly isFixed: Scalars['Boolean']['output'];
};

/** Who said what holds, strongest first; of what is the most of something, whoever said least. */
export type GraphQLSettingSource =
  /** The tenant, unless the plan has fixed the setting. */
  | 'TENANT'
  /** The tenant's plan. */
  | 'PLAN'
  /** The operator of the installation. */
  | 'OPERATOR'
  /** Nobody: it has its default. */
  | 'DEFAULT';

/** Who made which version of the settings, and what it made different. */
export type GraphQLTenantConfigVersion = {
  readonly __typename?: 'TenantConfigVersion';
  /** Counts from 1, without gaps. */
  readonly version: Scalars['Int']['output'];
  /** Who made it. */
  readonly author: GraphQLActor;
  /** When. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Why; null for versions of before reasons were asked for. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** The version that it went back to; null when it was no going back. */
  readonly rolledBackTo: Maybe<Scalars['Int']['output']>;
  /** What it made different from the version before. */
  readonly changes: ReadonlyArray<GraphQLSettingChange>;
};

/** A setting that a version made different. */
export type GraphQLSettingChange = {
  readonly __typename?: 'SettingChange';
  /** Which one, as `group.name`. */
  readonly path: Scalars['String']['output'];
  /** What the tenant had said; null when nothing, and for secrets. A logo is told by its digest, `sha256:…`. */
  readonly before: Maybe<Scalars['JSON']['output']>;
  /** What the tenant says now; null when nothing, and for secrets. */
  readonly after: Maybe<Scalars['JSON']['output']>;
  /** Whether it is a secret, of which only that it changed is told. */
  readonly isSecret: Scalars['Boolean']['output'];
};

/** A new version of the settings, as subscribers learn of it. */
export type GraphQLTenantConfigChange = {
  readonly __typename?: 'TenantConfigChange';
  /** Resume from here. */
  readonly cursor: Scalars['String']['output'];
  /** The version. */
  readonly version: GraphQLTenantConfigVersion;
};

/** A page of versions. */
export type GraphQLTenantConfigVersionConnection = {
  readonly __typename?: 'TenantConfigVersionConnection';
  /** The versions with their cursors. */
  readonly edges: ReadonlyArray<GraphQLTenantConfigVersionEdge>;
  /** The versions. */
  readonly nodes: ReadonlyArray<GraphQLTenantConfigVersion>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** A version in a page. */
export type GraphQLTenantConfigVersionEdge = {
  readonly __typename?: 'TenantConfigVersionEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The version. */
  readonly node: GraphQLTenantConfigVersion;
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
  /** `rol_…`, as the audit log names it; null for a predefined one. */
  readonly id: Maybe<Scalars['ID']['output']>;
  /** What it is given by, and stays: 1 to 60 letters, digits, spaces, dots, hyphens and underscores. */
  readonly name: Scalars['String']['output'];
  /** Admin, Developer and Viewer are: nobody can change or delete them. */
  readonly isPredefined: Scalars['Boolean']['output'];
  /** What it is for. */
  readonly description: Scalars['String']['output'];
  /**
   * Its permissions, each `resource:verb`, in alphabetical order. What everybody may do with what is their own, as ending their
   * sessions, is always among them.
   */
  readonly permissions: ReadonlyArray<Scalars['String']['output']>;
  /**
   * Names of the collections that it is limited to, 1 to 100; null: all. It limits what may be done with collections, records and
   * imports: everything else is answered as if it did not exist. It limits no other permission: who may read the audit log
   * reads all of it.
   */
  readonly collections: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Counts from 1 with each change; 0 for a predefined one. */
  readonly version: Scalars['Int']['output'];
  /** When it was made; null for a predefined one. */
  readonly createdAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was last changed; null for a predefined one. */
  readonly updatedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What the caller may do. */
export type GraphQLMyPermissions = {
  readonly __typename?: 'MyPermissions';
  /** Names of their roles; none for the platform. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** Each `resource:verb`, in alphabetical order. */
  readonly permissions: ReadonlyArray<Scalars['String']['output']>;
  /** Names of the collections that the role is limited to; null: all. */
  readonly collections: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Why somebody may do something or may not. */
export type GraphQLAccessExplanation = {
  readonly __typename?: 'AccessExplanation';
  /** Whether no rule refuses it. Rules that depend on the request can still do so. */
  readonly isAllowed: Scalars['Boolean']['output'];
  /** Every rule that decides, in the order in which a request meets them. */
  readonly rules: ReadonlyArray<GraphQLAccessRule>;
};

/** A rule and what it found. */
export type GraphQLAccessRule = {
  readonly __typename?: 'AccessRule';
  /** Which rule. */
  readonly rule: GraphQLAccessRuleName;
  /** What it says. */
  readonly outcome: GraphQLRuleOutcome;
  /** A sentence that says what was found, and what would change it. */
  readonly reason: Scalars['String']['output'];
};

/** What is asked before somebody may do something. */
export type GraphQLAccessRuleName =
  /** Whether the tenant may work. */
  | 'TENANT_STATUS'
  /** Whether the user, key or machine opens anything; for a service account, whether a key of it does. */
  | 'CREDENTIAL'
  /** Whether the user is a member. */
  | 'MEMBERSHIP'
  /** Whether the tenant has the role. */
  | 'ROLE'
  /** Whether the role has the permission. */
  | 'PERMISSION'
  /** Whether the role reaches the collection. */
  | 'COLLECTION'
  /** Whether a user signed in lately and well enough (RFC 9470). */
  | 'RECENT_SIGN_IN';

/** What a rule says. */
export type GraphQLRuleOutcome =
  /** It lets it through. */
  | 'PASSES'
  /** It refuses it. */
  | 'REFUSES'
  /** It is decided when the request is made. */
  | 'DEPENDS';

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

/** Who did something; identity owns the rest of it. */
export type GraphQLActor = {
  readonly __typename?: 'Actor';
  /** `usr_…`, `key_…`, `cli_…` or `platform`. */
  readonly id: Scalars['ID']['output'];
};

/** What asks somebody to become a member: bound to an e-mail address, used once. */
export type GraphQLInvitation = {
  readonly __typename?: 'Invitation';
  /** `inv_…` */
  readonly id: Scalars['ID']['output'];
  /** The address that is invited. */
  readonly email: Scalars['String']['output'];
  /** Name of the role that the member will have. */
  readonly role: Scalars['String']['output'];
  /** Words of the inviter; null for none. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** What became of it. */
  readonly state: GraphQLInvitationState;
  /** Who made the newest link, and vouches for the role. */
  readonly invitedBy: GraphQLActor;
  /** When the address was first invited. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the newest link was made. */
  readonly sentAt: Scalars['DateTime']['output'];
  /** Until when the newest link works, if the invitation is pending. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** When it was accepted or revoked, or expired; null while it is pending. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What became of an invitation. */
export type GraphQLInvitationState =
  /** Its link works. */
  | 'PENDING'
  /** Somebody became a member by it. */
  | 'ACCEPTED'
  /** It was taken back. */
  | 'REVOKED'
  /** Nobody used it in time. */
  | 'EXPIRED';

/** A page of invitations. */
export type GraphQLInvitationConnection = {
  readonly __typename?: 'InvitationConnection';
  /** The invitations with their cursors. */
  readonly edges: ReadonlyArray<GraphQLInvitationEdge>;
  /** The invitations. */
  readonly nodes: ReadonlyArray<GraphQLInvitation>;
  /** Where the page stands. */
  readonly pageInfo: GraphQLPageInfo;
};

/** An invitation in a page. */
export type GraphQLInvitationEdge = {
  readonly __typename?: 'InvitationEdge';
  /** Where to go on from. */
  readonly cursor: Scalars['String']['output'];
  /** The invitation. */
  readonly node: GraphQLInvitation;
};

/** Arguments of `inviteMember`. */
export type GraphQLInviteMemberInput = {
  /**
   * The address, at most 254 bytes in UTF-8 (RFC 5321 section 4.5.3.1.3), without letters that look like others. It is
   * compared without regard to case.
   */
  readonly email: Scalars['String']['input'];
  /** Name of a role. */
  readonly role: Scalars['String']['input'];
  /** Words to the invited, at most 500 characters on one line, without addresses of pages and mailboxes. Null: none. */
  readonly message?: InputMaybe<Scalars['String']['input']>;
};

/** Answer of `inviteMember`. */
export type GraphQLInviteMemberPayload = {
  readonly __typename?: 'InviteMemberPayload';
  /** The invitation. */
  readonly invitation: GraphQLInvitation;
  /**
   * The link itself. Hand it over now: it cannot be shown again. Null where the installation sends mail: then the link went to
   * the address and nobody else has it. Where mail is only kept for developers to look at, it is here as well.
   */
  readonly url: Maybe<Scalars['String']['output']>;
};

/** Arguments of `resendInvitation`. */
export type GraphQLResendInvitationInput = {
  /** `inv_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `resendInvitation`. */
export type GraphQLResendInvitationPayload = {
  readonly __typename?: 'ResendInvitationPayload';
  /** The invitation as it now is. */
  readonly invitation: GraphQLInvitation;
  /** As in the answer of `inviteMember`. */
  readonly url: Maybe<Scalars['String']['output']>;
};

/** Arguments of `revokeInvitation`. */
export type GraphQLRevokeInvitationInput = {
  /** `inv_…` */
  readonly id: Scalars['ID']['input'];
};

/** Answer of `revokeInvitation`. */
export type GraphQLRevokeInvitationPayload = {
  readonly __typename?: 'RevokeInvitationPayload';
  /** The invitation as it now is. */
  readonly invitation: GraphQLInvitation;
};

/** Arguments of `leaveTenant`. */
export type GraphQLLeaveTenantInput = {
  /** True: the caller means it. Nobody but an Admin can make them a member again. */
  readonly confirm: Scalars['Boolean']['input'];
};

/** Answer of `leaveTenant`. */
export type GraphQLLeaveTenantPayload = {
  readonly __typename?: 'LeaveTenantPayload';
  /** Id of the membership that ended. */
  readonly id: Scalars['ID']['output'];
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

/** Arguments of `createRole`. */
export type GraphQLCreateRoleInput = {
  /**
   * 1 to 60 letters of one script, digits, spaces, dots, hyphens and underscores, a letter first. Unique in the tenant whatever
   * the case, and none of the predefined ones.
   */
  readonly name: Scalars['String']['input'];
  /** What it is for: 1 to 200 characters. */
  readonly description: Scalars['String']['input'];
  /** One or more of docs/security/permissions.md. */
  readonly permissions: ReadonlyArray<Scalars['String']['input']>;
  /** Names of 1 to 100 collections that it is limited to, whether they exist yet or not. Null or left out: all. */
  readonly collections?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Answer of `createRole`. */
export type GraphQLCreateRolePayload = {
  readonly __typename?: 'CreateRolePayload';
  /** The role. */
  readonly role: GraphQLRole;
};

/** Arguments of `updateRole`. What is left out stays. */
export type GraphQLUpdateRoleInput = {
  /** Name of a role of the tenant's own. */
  readonly name: Scalars['String']['input'];
  /** `version` of the role as it was read: the change is made to this one or not at all. */
  readonly version: Scalars['Int']['input'];
  /** 1 to 200 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** All that it is to have: one or more of docs/security/permissions.md. */
  readonly permissions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Names of 1 to 100 collections; null: all. */
  readonly collections?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Answer of `updateRole`. */
export type GraphQLUpdateRolePayload = {
  readonly __typename?: 'UpdateRolePayload';
  /** The role as it now is. */
  readonly role: GraphQLRole;
};

/** Arguments of `deleteRole`. */
export type GraphQLDeleteRoleInput = {
  /** Name of a role of the tenant's own. */
  readonly name: Scalars['String']['input'];
};

/** Answer of `deleteRole`. */
export type GraphQLDeleteRolePayload = {
  readonly __typename?: 'DeleteRolePayload';
  /** Name of the role that is no more. */
  readonly name: Scalars['String']['output'];
};

/** Arguments of `updateTenantConfig`. What is not named stays; null takes back what the tenant said. */
export type GraphQLUpdateTenantConfigInput = {
  /** `version` of the settings as they were read: the change is made to these or not at all. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** Why, for whoever reads the versions later: 1 to 200 characters. */
  readonly reason: Scalars['String']['input'];
  /** True: nothing is written; the answer tells what would change, and what to know before. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** What a tenant has switched on. */
  readonly features?: InputMaybe<GraphQLFeatureSettingsInput>;
  /** What a tenant allows itself, below what its plan and the installation allow. */
  readonly limits?: InputMaybe<GraphQLLimitSettingsInput>;
  /** For how long things are kept. */
  readonly retention?: InputMaybe<GraphQLRetentionSettingsInput>;
  /** How things are told to a tenant's people. */
  readonly locale?: InputMaybe<GraphQLLocaleSettingsInput>;
  /** How a tenant looks to its people where they sign in. */
  readonly branding?: InputMaybe<GraphQLBrandingSettingsInput>;
  /** What it takes to get in, and to stay. */
  readonly security?: InputMaybe<GraphQLSecuritySettingsInput>;
  /** Where a tenant's webhooks may go, and what they are signed with. */
  readonly webhooks?: InputMaybe<GraphQLWebhookSettingsInput>;
};

/** What a tenant has switched on. */
export type GraphQLFeatureSettingsInput = {
  /** Whether files can be imported. One that is running goes on. */
  readonly imports?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether changes can be subscribed to. */
  readonly subscriptions?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the REST routes under /v1 can be used. GraphQL always can; files are imported by REST alone. */
  readonly rest?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether OAuth clients can be registered. Those that there are go on. */
  readonly oauthClients?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What a tenant allows itself, below what its plan and the installation allow. */
export type GraphQLLimitSettingsInput = {
  /**
   * Requests of all keys and users of the tenant together, over a while; four times as many at once where the installation
   * allows that. Null: as many as the installation allows. Bounds: 1 to 100,000 requests per second.
   */
  readonly requestsPerSecond?: InputMaybe<Scalars['Int']['input']>;
  /** Largest file that can be uploaded. Null: as large as the installation allows. Bounds: 1 to 2,147,483,647 bytes. */
  readonly uploadBytes?: InputMaybe<Scalars['Int']['input']>;
};

/** For how long things are kept. */
export type GraphQLRetentionSettingsInput = {
  /**
   * Days for which the rows that an import rejected, and what a migration of a collection found wrong, are kept after it has
   * ended; the import or migration with its counts stays. Null: for as long as that. Bounds: 1 to 3,650 days.
   */
  readonly importReportDays?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Days for which deleted records are kept, with all their versions, to be restored. 0: they are purged at once. Bounds:
   * 0 to 3,650 days.
   */
  readonly deletedRecordDays?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Days for which versions of records are kept after a later one has taken their place. Null: for as long as the record.
   * Bounds: 1 to 3,650 days.
   */
  readonly recordVersionDays?: InputMaybe<Scalars['Int']['input']>;
};

/** How things are told to a tenant's people. */
export type GraphQLLocaleSettingsInput = {
  /**
   * By whose clock pages tell people days that the tenant has set. Null: UTC. Bounds: a name of the IANA time zone database, such
   * as `Europe/Berlin`.
   */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
};

/** How a tenant looks to its people where they sign in. */
export type GraphQLBrandingSettingsInput = {
  /** Shown where users sign in, instead of the tenant's name. Null: its name is shown. Bounds: 1 to 80 characters. */
  readonly displayName?: InputMaybe<Scalars['String']['input']>;
  /**
   * Shown there beside the name, as `data:image/png;base64,…` or `data:image/webp;base64,…`. Null: none. Bounds: a still
   * PNG or WebP in a data address, at most 32,768 bytes and 1,024 pixels a side.
   */
  readonly logo?: InputMaybe<Scalars['String']['input']>;
  /**
   * Colour of the buttons and links there. On dark pages it is lightened until it can be read. Null: the installation's.
   * Bounds: `#rrggbb`, with a contrast of 4.5 to 1 or more with `#f3f5f8`.
   */
  readonly accentColour?: InputMaybe<Scalars['String']['input']>;
};

/** What it takes to get in, and to stay. */
export type GraphQLSecuritySettingsInput = {
  /**
   * What it takes to enter the tenant, beside the password. Asking for more begins after the grace period, asking for less
   * at once.
   */
  readonly mfa?: InputMaybe<GraphQLMfaPolicy>;
  /**
   * Days that people are given when `mfa` is changed to ask for more, in the same change or a later one; a period that
   * runs is not moved. Bounds: 0 to 90 days.
   */
  readonly mfaGraceDays?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Hours after which somebody who signed in to an application must do so again, however much they use it. Null: 4,320,
   * which is 180 days. Bounds: 1 to 4,320 hours.
   */
  readonly sessionHours?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Hours without use after which somebody must sign in to an application again. Null: 336, which is 14 days. Bounds: 1 to
   * 336 hours.
   */
  readonly sessionIdleHours?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Networks from which the tenant's keys, users and machines may call. Empty: from anywhere. A change that would shut out
   * whoever makes it is refused. Bounds: at most 50; addresses or CIDR ranges of IPv4 and IPv6.
   */
  readonly allowedNetworks?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /**
   * Whether API keys open anything. Off, none works and none can be made; on again, those that there were work again. Only
   * a user can switch it off.
   */
  readonly apiKeys?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Days after which an API key opens nothing any more. Null: none ends by its age. Only a user can shorten it. Bounds: 1
   * to 3,650 days.
   */
  readonly apiKeyDays?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Whether operators of the platform may act as users of the tenant, with a reason and for an hour at most. Off, those who
   * do stop, and do not go on when it is on again.
   */
  readonly impersonation?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Where a tenant's webhooks may go, and what they are signed with. */
export type GraphQLWebhookSettingsInput = {
  /**
   * Hosts that the tenant's webhooks may be sent to. Empty: any that the installation allows. Bounds: at most 50; host
   * names, `*.` before one for every name below it.
   */
  readonly allowedHosts?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /**
   * What webhooks are signed with by default. It can be written, and never read again. Bounds: 24 to 256 visible ASCII
   * characters.
   */
  readonly signingSecret?: InputMaybe<Scalars['String']['input']>;
};

/** Arguments of `closeTenant`. */
export type GraphQLCloseTenantInput = {
  /** Why, in 1 to 200 characters; shown to everybody of the tenant. */
  readonly reason: Scalars['String']['input'];
  /** The tenant's own slug, so that it is no other one that is closed. */
  readonly confirmSlug: Scalars['String']['input'];
  /** Days until everything is destroyed: 7 to 90, 30 when not said. The operator may choose fewer. */
  readonly graceDays?: InputMaybe<Scalars['Int']['input']>;
};

/** Answer of `closeTenant`. */
export type GraphQLCloseTenantPayload = {
  readonly __typename?: 'CloseTenantPayload';
  /** The tenant, with the day. */
  readonly tenant: GraphQLTenant;
};

/** Arguments of `reopenTenant`. */
export type GraphQLReopenTenantInput = {
  /** The tenant's own slug. */
  readonly confirmSlug: Scalars['String']['input'];
};

/** Answer of `reopenTenant`. */
export type GraphQLReopenTenantPayload = {
  readonly __typename?: 'ReopenTenantPayload';
  /** The tenant as it now is. */
  readonly tenant: GraphQLTenant;
};

/** How far an export is. */
export type GraphQLTenantExportStatus =
  /** It waits for its turn. */
  | 'QUEUED'
  /** It is being written. */
  | 'RUNNING'
  /** It can be fetched. */
  | 'SUCCEEDED'
  /** Nothing more will happen. Ask for another one. */
  | 'FAILED'
  /** Its seven days are over, and its bytes are gone. */
  | 'EXPIRED';

/** Everything that the tenant owned at a time, in one archive; docs/operations/tenants.md says what is in it. */
export type GraphQLTenantExport = {
  readonly __typename?: 'TenantExport';
  /** `exp_…` */
  readonly id: Scalars['ID']['output'];
  /** How far it is. */
  readonly status: GraphQLTenantExportStatus;
  /** Share that is done, 0 to 1. */
  readonly progress: Scalars['Float']['output'];
  /** Rows written so far. */
  readonly rows: Scalars['Float']['output'];
  /** Bytes of the archive so far. */
  readonly bytes: Scalars['Float']['output'];
  /** Where the bytes are, in their order; empty unless it can be fetched. */
  readonly parts: ReadonlyArray<GraphQLTenantExportPart>;
  /** Public id of who asked for it. */
  readonly createdBy: Scalars['ID']['output'];
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it ended; null until then. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** Until when it can be fetched; null unless it succeeded. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
};

/** A piece of an export's archive. */
export type GraphQLTenantExportPart = {
  readonly __typename?: 'TenantExportPart';
  /** `blob_…` */
  readonly blob: Scalars['ID']['output'];
  /** Its length in bytes. */
  readonly bytes: Scalars['Float']['output'];
};

/** Arguments of `createTenantExport`. */
export type GraphQLCreateTenantExportInput = {
  /** Whether the audit log is in it, which may be the largest part. True when not said. */
  readonly auditLog?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Answer of `createTenantExport`. */
export type GraphQLCreateTenantExportPayload = {
  readonly __typename?: 'CreateTenantExportPayload';
  /** The export, waiting for its turn. */
  readonly tenantExport: GraphQLTenantExport;
};

/** Answer of `updateTenantConfig`. */
export type GraphQLUpdateTenantConfigPayload = {
  readonly __typename?: 'UpdateTenantConfigPayload';
  /** The settings as they now are; in a dry run as they would be. */
  readonly tenantConfig: GraphQLTenantConfig;
  /** What this made different. */
  readonly changes: ReadonlyArray<GraphQLSettingChange>;
  /** What to know about it, a sentence each: who must do something, and what stops working. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
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

/** Arguments of `scheduleTenantClosure`. */
export type GraphQLScheduleTenantClosureInput = {
  /** `ten_…` */
  readonly tenantId: Scalars['ID']['input'];
  /** Why, in 1 to 200 characters; shown to everybody of the tenant. */
  readonly reason: Scalars['String']['input'];
  /** The tenant's slug, so that it is no other one that is closed. */
  readonly confirmSlug: Scalars['String']['input'];
  /** Days until everything is destroyed: 7 to 90, 30 when not said. */
  readonly graceDays?: InputMaybe<Scalars['Int']['input']>;
};

/** Answer of `scheduleTenantClosure`. */
export type GraphQLScheduleTenantClosurePayload = {
  readonly __typename?: 'ScheduleTenantClosurePayload';
  /** The tenant, with the day. */
  readonly tenant: GraphQLManagedTenant;
};

/** Arguments of `cancelTenantClosure`. */
export type GraphQLCancelTenantClosureInput = {
  /** `ten_…` */
  readonly tenantId: Scalars['ID']['input'];
  /** The tenant's slug. */
  readonly confirmSlug: Scalars['String']['input'];
};

/** Answer of `cancelTenantClosure`. */
export type GraphQLCancelTenantClosurePayload = {
  readonly __typename?: 'CancelTenantClosurePayload';
  /** The tenant as it now is. */
  readonly tenant: GraphQLManagedTenant;
};

/** What is sold to tenants, in a version of it. */
export type GraphQLPlan = {
  readonly __typename?: 'Plan';
  /** Its name, by which tenants are on it. */
  readonly name: Scalars['String']['output'];
  /** Counts from 1. */
  readonly version: Scalars['Int']['output'];
  /** What it is for. */
  readonly description: Scalars['String']['output'];
  /** What a tenant on it may have at most. */
  readonly limits: GraphQLPlanLimits;
};

/** The most of each thing that plans limit, whole numbers; null: unlimited. Floats, since bytes may be more than an Int holds. */
export type GraphQLPlanLimits = {
  readonly __typename?: 'PlanLimits';
  /** Operations that are let in, in a calendar month of UTC. */
  readonly requests: Maybe<Scalars['Float']['output']>;
  /** Records stored. */
  readonly records: Maybe<Scalars['Float']['output']>;
  /** Bytes of records, as JSON text, and of uploads that are kept. */
  readonly bytes: Maybe<Scalars['Float']['output']>;
  /** Members of the tenant. */
  readonly members: Maybe<Scalars['Float']['output']>;
  /** WebSockets that are open at once. */
  readonly sockets: Maybe<Scalars['Float']['output']>;
  /** Deliveries of webhooks, in a calendar month of UTC. */
  readonly webhookDeliveries: Maybe<Scalars['Float']['output']>;
  /**
   * Messages that all streams of the tenant together bring a second, in each gateway's process. The smaller of this and the
   * installation's own limit holds; beyond it a stream ends with `TOO_MANY_MESSAGES`, to be resumed.
   */
  readonly messagesPerSecond: Maybe<Scalars['Float']['output']>;
};

/** The most of each thing that plans limit: whole numbers from 0 to 2^53 - 1. What is left out is unlimited. */
export type GraphQLPlanLimitsInput = {
  /** Operations that are let in, in a calendar month of UTC. */
  readonly requests?: InputMaybe<Scalars['Float']['input']>;
  /** Records stored. */
  readonly records?: InputMaybe<Scalars['Float']['input']>;
  /** Bytes of records, as JSON text, and of uploads that are kept. */
  readonly bytes?: InputMaybe<Scalars['Float']['input']>;
  /** Members of the tenant. */
  readonly members?: InputMaybe<Scalars['Float']['input']>;
  /** WebSockets that are open at once. */
  readonly sockets?: InputMaybe<Scalars['Float']['input']>;
  /** Deliveries of webhooks, in a calendar month of UTC. */
  readonly webhookDeliveries?: InputMaybe<Scalars['Float']['input']>;
  /**
   * Messages that all streams of the tenant together bring a second, in each gateway's process. The smaller of this and the
   * installation's own limit holds; beyond it a stream ends with `TOO_MANY_MESSAGES`, to be resumed. 1 or more.
   */
  readonly messagesPerSecond?: InputMaybe<Scalars['Float']['input']>;
};

/** Arguments of `definePlan`. */
export type GraphQLDefinePlanInput = {
  /** 1 to 31 lower-case letters, digits and hyphens, a letter first. */
  readonly name: Scalars['String']['input'];
  /** What it is for, in 1 to 200 characters. */
  readonly description: Scalars['String']['input'];
  /** All limits of the version: none is kept from the one before. */
  readonly limits: GraphQLPlanLimitsInput;
};

/** Answer of `definePlan`. */
export type GraphQLDefinePlanPayload = {
  readonly __typename?: 'DefinePlanPayload';
  /** The version that holds from now on. */
  readonly plan: GraphQLPlan;
};

/** A version of what tenants are made from. */
export type GraphQLTenantTemplate = {
  readonly __typename?: 'TenantTemplate';
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** Counts from 1. */
  readonly version: Scalars['Int']['output'];
  /** Name to show to whoever chooses one. */
  readonly title: Scalars['String']['output'];
  /** What it is for. */
  readonly description: Scalars['String']['output'];
  /** Name of the plan that a tenant is put on. */
  readonly plan: Scalars['String']['output'];
  /** Where the tenant's data is kept. */
  readonly region: Scalars['String']['output'];
  /** Roles beyond the predefined ones. */
  readonly roles: ReadonlyArray<GraphQLTenantTemplateRole>;
  /** Collections that the tenant begins with. */
  readonly collections: ReadonlyArray<GraphQLTenantTemplateCollection>;
  /** Settings that the tenant begins with, by group, as `tenantConfig` names them. */
  readonly settings: Scalars['JSON']['output'];
  /** Whether people may choose it who make a tenant by themselves. */
  readonly isOffered: Scalars['Boolean']['output'];
  /** Whether no tenant is made from it any more. */
  readonly isRetired: Scalars['Boolean']['output'];
  /** When this version was made. */
  readonly createdAt: Scalars['DateTime']['output'];
};

/** A role of a template. */
export type GraphQLTenantTemplateRole = {
  readonly __typename?: 'TenantTemplateRole';
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** What it is for. */
  readonly description: Scalars['String']['output'];
  /** What it allows; docs/security/permissions.md lists them. */
  readonly permissions: ReadonlyArray<Scalars['String']['output']>;
  /** Names of the collections that it is limited to; null: all. */
  readonly collections: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** A collection of a template. */
export type GraphQLTenantTemplateCollection = {
  readonly __typename?: 'TenantTemplateCollection';
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** JSON Schema of its records. */
  readonly schema: Scalars['JSON']['output'];
};

/** Arguments of `defineTemplate`. */
export type GraphQLDefineTemplateInput = {
  /** 1 to 31 lower-case letters, digits and hyphens, a letter first. */
  readonly name: Scalars['String']['input'];
  /** Name to show, in 1 to 200 characters. */
  readonly title: Scalars['String']['input'];
  /** What it is for, in 1 to 200 characters. */
  readonly description: Scalars['String']['input'];
  /** Name of a plan that is defined; `standard` when not said. */
  readonly plan?: InputMaybe<Scalars['String']['input']>;
  /** Where data of its tenants is kept, named as plans are; `default` when not said. */
  readonly region?: InputMaybe<Scalars['String']['input']>;
  /** At most 50 roles beyond the predefined ones. */
  readonly roles?: InputMaybe<ReadonlyArray<GraphQLTenantTemplateRoleInput>>;
  /** At most 50 collections, checked as `defineCollection` does. */
  readonly collections?: InputMaybe<ReadonlyArray<GraphQLTenantTemplateCollectionInput>>;
  /** Settings by group, as `updateTenantConfig` takes them, without secrets: `{"security": {"mfa": "REQUIRED"}}`. */
  readonly settings?: InputMaybe<Scalars['JSON']['input']>;
  /** Whether people may choose it who make a tenant by themselves. False when not said. */
  readonly isOffered?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A role of a template. */
export type GraphQLTenantTemplateRoleInput = {
  /** As of `createRole`, and none of the predefined ones. */
  readonly name: Scalars['String']['input'];
  /** What it is for, in 1 to 200 characters. */
  readonly description: Scalars['String']['input'];
  /** One or more of docs/security/permissions.md. */
  readonly permissions: ReadonlyArray<Scalars['String']['input']>;
  /** Names of the collections that it is limited to, one or more; null or left out: all. */
  readonly collections?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** A collection of a template. */
export type GraphQLTenantTemplateCollectionInput = {
  /** As of `defineCollection`. */
  readonly name: Scalars['String']['input'];
  /** JSON Schema of its records, as of `defineCollection`. */
  readonly schema: Scalars['JSON']['input'];
};

/** Answer of `defineTemplate`. */
export type GraphQLDefineTemplatePayload = {
  readonly __typename?: 'DefineTemplatePayload';
  /** The version that holds from now on. */
  readonly template: GraphQLTenantTemplate;
};

/** Arguments of `retireTemplate`. */
export type GraphQLRetireTemplateInput = {
  /** Name of a template. */
  readonly name: Scalars['String']['input'];
};

/** Answer of `retireTemplate`. */
export type GraphQLRetireTemplatePayload = {
  readonly __typename?: 'RetireTemplatePayload';
  /** The version that says so. */
  readonly template: GraphQLTenantTemplate;
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
  /**
   * Requests of them all in the month, as quotas count them, to the nearest 10; null where one tenant would show in it, or when
   * the month was published before they were measured.
   */
  readonly requests: Maybe<Scalars['Float']['output']>;
  /** Bytes that they all store, as quotas count them, to the nearest 1,000,000; null as `requests`. */
  readonly bytes: Maybe<Scalars['Float']['output']>;
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
  /** They may join, without anybody being asked. Whoever was a member before asks, as under APPROVAL. */
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

/** Arguments of `rollbackTenantConfig`. */
export type GraphQLRollbackTenantConfigInput = {
  /** `version` of the settings as they were read. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The version to go back to; 0 is before anything was set. */
  readonly toVersion: Scalars['Int']['input'];
  /** Why: 1 to 200 characters. */
  readonly reason: Scalars['String']['input'];
  /** True: nothing is written, as for `updateTenantConfig`. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Answer of `rollbackTenantConfig`. */
export type GraphQLRollbackTenantConfigPayload = {
  readonly __typename?: 'RollbackTenantConfigPayload';
  /** The settings as they now are; in a dry run as they would be. */
  readonly tenantConfig: GraphQLTenantConfig;
  /** What this made different. */
  readonly changes: ReadonlyArray<GraphQLSettingChange>;
  /** What to know about it, a sentence each. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
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
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  PageInfo: ResolverTypeWrapper<GraphQLPageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tenant: ResolverTypeWrapper<Tenant>;
  TenantStatus: GraphQLTenantStatus;
  TenantConfig: ResolverTypeWrapper<GraphQLTenantConfig>;
  FeatureSettings: ResolverTypeWrapper<GraphQLFeatureSettings>;
  LimitSettings: ResolverTypeWrapper<GraphQLLimitSettings>;
  RetentionSettings: ResolverTypeWrapper<GraphQLRetentionSettings>;
  LocaleSettings: ResolverTypeWrapper<GraphQLLocaleSettings>;
  BrandingSettings: ResolverTypeWrapper<GraphQLBrandingSettings>;
  SecuritySettings: ResolverTypeWrapper<GraphQLSecuritySettings>;
  WebhookSettings: ResolverTypeWrapper<GraphQLWebhookSettings>;
  ResidencySettings: ResolverTypeWrapper<GraphQLResidencySettings>;
  SettingOrigin: ResolverTypeWrapper<GraphQLSettingOrigin>;
  SettingSource: GraphQLSettingSource;
  TenantConfigVersion: ResolverTypeWrapper<GraphQLTenantConfigVersion>;
  SettingChange: ResolverTypeWrapper<GraphQLSettingChange>;
  TenantConfigChange: ResolverTypeWrapper<ConfigChange>;
  TenantConfigVersionConnection: ResolverTypeWrapper<GraphQLTenantConfigVersionConnection>;
  TenantConfigVersionEdge: ResolverTypeWrapper<GraphQLTenantConfigVersionEdge>;
  MfaPolicy: GraphQLMfaPolicy;
  Role: ResolverTypeWrapper<Role>;
  MyPermissions: ResolverTypeWrapper<GraphQLMyPermissions>;
  AccessExplanation: ResolverTypeWrapper<GraphQLAccessExplanation>;
  AccessRule: ResolverTypeWrapper<GraphQLAccessRule>;
  AccessRuleName: GraphQLAccessRuleName;
  RuleOutcome: GraphQLRuleOutcome;
  Member: ResolverTypeWrapper<Member>;
  User: ResolverTypeWrapper<GraphQLUser>;
  MemberConnection: ResolverTypeWrapper<Omit<GraphQLMemberConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['MemberEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Member']> }>;
  MemberEdge: ResolverTypeWrapper<Omit<GraphQLMemberEdge, 'node'> & { node: GraphQLResolversTypes['Member'] }>;
  Actor: ResolverTypeWrapper<GraphQLActor>;
  Invitation: ResolverTypeWrapper<Invitation>;
  InvitationState: GraphQLInvitationState;
  InvitationConnection: ResolverTypeWrapper<Omit<GraphQLInvitationConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversTypes['InvitationEdge']>, nodes: ReadonlyArray<GraphQLResolversTypes['Invitation']> }>;
  InvitationEdge: ResolverTypeWrapper<Omit<GraphQLInvitationEdge, 'node'> & { node: GraphQLResolversTypes['Invitation'] }>;
  InviteMemberInput: GraphQLInviteMemberInput;
  InviteMemberPayload: ResolverTypeWrapper<Omit<GraphQLInviteMemberPayload, 'invitation'> & { invitation: GraphQLResolversTypes['Invitation'] }>;
  ResendInvitationInput: GraphQLResendInvitationInput;
  ResendInvitationPayload: ResolverTypeWrapper<Omit<GraphQLResendInvitationPayload, 'invitation'> & { invitation: GraphQLResolversTypes['Invitation'] }>;
  RevokeInvitationInput: GraphQLRevokeInvitationInput;
  RevokeInvitationPayload: ResolverTypeWrapper<Omit<GraphQLRevokeInvitationPayload, 'invitation'> & { invitation: GraphQLResolversTypes['Invitation'] }>;
  LeaveTenantInput: GraphQLLeaveTenantInput;
  LeaveTenantPayload: ResolverTypeWrapper<GraphQLLeaveTenantPayload>;
  AddMemberInput: GraphQLAddMemberInput;
  AddMemberPayload: ResolverTypeWrapper<Omit<GraphQLAddMemberPayload, 'member'> & { member: GraphQLResolversTypes['Member'] }>;
  ChangeMemberRoleInput: GraphQLChangeMemberRoleInput;
  ChangeMemberRolePayload: ResolverTypeWrapper<Omit<GraphQLChangeMemberRolePayload, 'member'> & { member: GraphQLResolversTypes['Member'] }>;
  RemoveMemberInput: GraphQLRemoveMemberInput;
  RemoveMemberPayload: ResolverTypeWrapper<GraphQLRemoveMemberPayload>;
  CreateRoleInput: GraphQLCreateRoleInput;
  CreateRolePayload: ResolverTypeWrapper<Omit<GraphQLCreateRolePayload, 'role'> & { role: GraphQLResolversTypes['Role'] }>;
  UpdateRoleInput: GraphQLUpdateRoleInput;
  UpdateRolePayload: ResolverTypeWrapper<Omit<GraphQLUpdateRolePayload, 'role'> & { role: GraphQLResolversTypes['Role'] }>;
  DeleteRoleInput: GraphQLDeleteRoleInput;
  DeleteRolePayload: ResolverTypeWrapper<GraphQLDeleteRolePayload>;
  UpdateTenantConfigInput: GraphQLUpdateTenantConfigInput;
  FeatureSettingsInput: GraphQLFeatureSettingsInput;
  LimitSettingsInput: GraphQLLimitSettingsInput;
  RetentionSettingsInput: GraphQLRetentionSettingsInput;
  LocaleSettingsInput: GraphQLLocaleSettingsInput;
  BrandingSettingsInput: GraphQLBrandingSettingsInput;
  SecuritySettingsInput: GraphQLSecuritySettingsInput;
  WebhookSettingsInput: GraphQLWebhookSettingsInput;
  CloseTenantInput: GraphQLCloseTenantInput;
  CloseTenantPayload: ResolverTypeWrapper<Omit<GraphQLCloseTenantPayload, 'tenant'> & { tenant: GraphQLResolversTypes['Tenant'] }>;
  ReopenTenantInput: GraphQLReopenTenantInput;
  ReopenTenantPayload: ResolverTypeWrapper<Omit<GraphQLReopenTenantPayload, 'tenant'> & { tenant: GraphQLResolversTypes['Tenant'] }>;
  TenantExportStatus: GraphQLTenantExportStatus;
  TenantExport: ResolverTypeWrapper<GraphQLTenantExport>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  TenantExportPart: ResolverTypeWrapper<GraphQLTenantExportPart>;
  CreateTenantExportInput: GraphQLCreateTenantExportInput;
  CreateTenantExportPayload: ResolverTypeWrapper<GraphQLCreateTenantExportPayload>;
  UpdateTenantConfigPayload: ResolverTypeWrapper<GraphQLUpdateTenantConfigPayload>;
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
  ScheduleTenantClosureInput: GraphQLScheduleTenantClosureInput;
  ScheduleTenantClosurePayload: ResolverTypeWrapper<GraphQLScheduleTenantClosurePayload>;
  CancelTenantClosureInput: GraphQLCancelTenantClosureInput;
  CancelTenantClosurePayload: ResolverTypeWrapper<GraphQLCancelTenantClosurePayload>;
  Plan: ResolverTypeWrapper<GraphQLPlan>;
  PlanLimits: ResolverTypeWrapper<GraphQLPlanLimits>;
  PlanLimitsInput: GraphQLPlanLimitsInput;
  DefinePlanInput: GraphQLDefinePlanInput;
  DefinePlanPayload: ResolverTypeWrapper<GraphQLDefinePlanPayload>;
  TenantTemplate: ResolverTypeWrapper<GraphQLTenantTemplate>;
  TenantTemplateRole: ResolverTypeWrapper<GraphQLTenantTemplateRole>;
  TenantTemplateCollection: ResolverTypeWrapper<GraphQLTenantTemplateCollection>;
  DefineTemplateInput: GraphQLDefineTemplateInput;
  TenantTemplateRoleInput: GraphQLTenantTemplateRoleInput;
  TenantTemplateCollectionInput: GraphQLTenantTemplateCollectionInput;
  DefineTemplatePayload: ResolverTypeWrapper<GraphQLDefineTemplatePayload>;
  RetireTemplateInput: GraphQLRetireTemplateInput;
  RetireTemplatePayload: ResolverTypeWrapper<GraphQLRetireTemplatePayload>;
  RunTenantReportInput: GraphQLRunTenantReportInput;
  RunTenantReportPayload: ResolverTypeWrapper<GraphQLRunTenantReportPayload>;
  TenantReportCell: ResolverTypeWrapper<GraphQLTenantReportCell>;
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
  RollbackTenantConfigInput: GraphQLRollbackTenantConfigInput;
  RollbackTenantConfigPayload: ResolverTypeWrapper<GraphQLRollbackTenantConfigPayload>;
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
  Tenant: Tenant;
  TenantConfig: GraphQLTenantConfig;
  FeatureSettings: GraphQLFeatureSettings;
  LimitSettings: GraphQLLimitSettings;
  RetentionSettings: GraphQLRetentionSettings;
  LocaleSettings: GraphQLLocaleSettings;
  BrandingSettings: GraphQLBrandingSettings;
  SecuritySettings: GraphQLSecuritySettings;
  WebhookSettings: GraphQLWebhookSettings;
  ResidencySettings: GraphQLResidencySettings;
  SettingOrigin: GraphQLSettingOrigin;
  TenantConfigVersion: GraphQLTenantConfigVersion;
  SettingChange: GraphQLSettingChange;
  TenantConfigChange: ConfigChange;
  TenantConfigVersionConnection: GraphQLTenantConfigVersionConnection;
  TenantConfigVersionEdge: GraphQLTenantConfigVersionEdge;
  Role: Role;
  MyPermissions: GraphQLMyPermissions;
  AccessExplanation: GraphQLAccessExplanation;
  AccessRule: GraphQLAccessRule;
  Member: Member;
  User: GraphQLUser;
  MemberConnection: Omit<GraphQLMemberConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['MemberEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Member']> };
  MemberEdge: Omit<GraphQLMemberEdge, 'node'> & { node: GraphQLResolversParentTypes['Member'] };
  Actor: GraphQLActor;
  Invitation: Invitation;
  InvitationConnection: Omit<GraphQLInvitationConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<GraphQLResolversParentTypes['InvitationEdge']>, nodes: ReadonlyArray<GraphQLResolversParentTypes['Invitation']> };
  InvitationEdge: Omit<GraphQLInvitationEdge, 'node'> & { node: GraphQLResolversParentTypes['Invitation'] };
  InviteMemberInput: GraphQLInviteMemberInput;
  InviteMemberPayload: Omit<GraphQLInviteMemberPayload, 'invitation'> & { invitation: GraphQLResolversParentTypes['Invitation'] };
  ResendInvitationInput: GraphQLResendInvitationInput;
  ResendInvitationPayload: Omit<GraphQLResendInvitationPayload, 'invitation'> & { invitation: GraphQLResolversParentTypes['Invitation'] };
  RevokeInvitationInput: GraphQLRevokeInvitationInput;
  RevokeInvitationPayload: Omit<GraphQLRevokeInvitationPayload, 'invitation'> & { invitation: GraphQLResolversParentTypes['Invitation'] };
  LeaveTenantInput: GraphQLLeaveTenantInput;
  LeaveTenantPayload: GraphQLLeaveTenantPayload;
  AddMemberInput: GraphQLAddMemberInput;
  AddMemberPayload: Omit<GraphQLAddMemberPayload, 'member'> & { member: GraphQLResolversParentTypes['Member'] };
  ChangeMemberRoleInput: GraphQLChangeMemberRoleInput;
  ChangeMemberRolePayload: Omit<GraphQLChangeMemberRolePayload, 'member'> & { member: GraphQLResolversParentTypes['Member'] };
  RemoveMemberInput: GraphQLRemoveMemberInput;
  RemoveMemberPayload: GraphQLRemoveMemberPayload;
  CreateRoleInput: GraphQLCreateRoleInput;
  CreateRolePayload: Omit<GraphQLCreateRolePayload, 'role'> & { role: GraphQLResolversParentTypes['Role'] };
  UpdateRoleInput: GraphQLUpdateRoleInput;
  UpdateRolePayload: Omit<GraphQLUpdateRolePayload, 'role'> & { role: GraphQLResolversParentTypes['Role'] };
  DeleteRoleInput: GraphQLDeleteRoleInput;
  DeleteRolePayload: GraphQLDeleteRolePayload;
  UpdateTenantConfigInput: GraphQLUpdateTenantConfigInput;
  FeatureSettingsInput: GraphQLFeatureSettingsInput;
  LimitSettingsInput: GraphQLLimitSettingsInput;
  RetentionSettingsInput: GraphQLRetentionSettingsInput;
  LocaleSettingsInput: GraphQLLocaleSettingsInput;
  BrandingSettingsInput: GraphQLBrandingSettingsInput;
  SecuritySettingsInput: GraphQLSecuritySettingsInput;
  WebhookSettingsInput: GraphQLWebhookSettingsInput;
  CloseTenantInput: GraphQLCloseTenantInput;
  CloseTenantPayload: Omit<GraphQLCloseTenantPayload, 'tenant'> & { tenant: GraphQLResolversParentTypes['Tenant'] };
  ReopenTenantInput: GraphQLReopenTenantInput;
  ReopenTenantPayload: Omit<GraphQLReopenTenantPayload, 'tenant'> & { tenant: GraphQLResolversParentTypes['Tenant'] };
  TenantExport: GraphQLTenantExport;
  Float: Scalars['Float']['output'];
  TenantExportPart: GraphQLTenantExportPart;
  CreateTenantExportInput: GraphQLCreateTenantExportInput;
  CreateTenantExportPayload: GraphQLCreateTenantExportPayload;
  UpdateTenantConfigPayload: GraphQLUpdateTenantConfigPayload;
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
  ScheduleTenantClosureInput: GraphQLScheduleTenantClosureInput;
  ScheduleTenantClosurePayload: GraphQLScheduleTenantClosurePayload;
  CancelTenantClosureInput: GraphQLCancelTenantClosureInput;
  CancelTenantClosurePayload: GraphQLCancelTenantClosurePayload;
  Plan: GraphQLPlan;
  PlanLimits: GraphQLPlanLimits;
  PlanLimitsInput: GraphQLPlanLimitsInput;
  DefinePlanInput: GraphQLDefinePlanInput;
  DefinePlanPayload: GraphQLDefinePlanPayload;
  TenantTemplate: GraphQLTenantTemplate;
  TenantTemplateRole: GraphQLTenantTemplateRole;
  TenantTemplateCollection: GraphQLTenantTemplateCollection;
  DefineTemplateInput: GraphQLDefineTemplateInput;
  TenantTemplateRoleInput: GraphQLTenantTemplateRoleInput;
  TenantTemplateCollectionInput: GraphQLTenantTemplateCollectionInput;
  DefineTemplatePayload: GraphQLDefineTemplatePayload;
  RetireTemplateInput: GraphQLRetireTemplateInput;
  RetireTemplatePayload: GraphQLRetireTemplatePayload;
  RunTenantReportInput: GraphQLRunTenantReportInput;
  RunTenantReportPayload: GraphQLRunTenantReportPayload;
  TenantReportCell: GraphQLTenantReportCell;
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
  RollbackTenantConfigInput: GraphQLRollbackTenantConfigInput;
  RollbackTenantConfigPayload: GraphQLRollbackTenantConfigPayload;
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

export interface GraphQLJsonScalarConfig extends GraphQLScalarTypeConfig<GraphQLResolversTypes['JSON'], any> {
  name: 'JSON';
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
  tenantConfigVersions: Resolver<GraphQLResolversTypes['TenantConfigVersionConnection'], ParentType, ContextType, Partial<GraphQLQueryTenantConfigVersionsArgs>>;
  tenantConfigChange: Resolver<GraphQLResolversTypes['TenantConfigChange'], ParentType, ContextType, RequireFields<GraphQLQueryTenantConfigChangeArgs, 'cursor'>>;
  members: Resolver<GraphQLResolversTypes['MemberConnection'], ParentType, ContextType, Partial<GraphQLQueryMembersArgs>>;
  member: Resolver<GraphQLResolversTypes['Member'], ParentType, ContextType, RequireFields<GraphQLQueryMemberArgs, 'id'>>;
  roles: Resolver<ReadonlyArray<GraphQLResolversTypes['Role']>, ParentType, ContextType>;
  tenants: Resolver<GraphQLResolversTypes['ManagedTenantConnection'], ParentType, ContextType, Partial<GraphQLQueryTenantsArgs>>;
  tenantById: Resolver<GraphQLResolversTypes['ManagedTenant'], ParentType, ContextType, RequireFields<GraphQLQueryTenantByIdArgs, 'id'>>;
  plans: Resolver<ReadonlyArray<GraphQLResolversTypes['Plan']>, ParentType, ContextType>;
  templates: Resolver<ReadonlyArray<GraphQLResolversTypes['TenantTemplate']>, ParentType, ContextType>;
  domains: Resolver<ReadonlyArray<GraphQLResolversTypes['Domain']>, ParentType, ContextType>;
  joinRequests: Resolver<GraphQLResolversTypes['JoinRequestConnection'], ParentType, ContextType, Partial<GraphQLQueryJoinRequestsArgs>>;
  tenantExports: Resolver<ReadonlyArray<GraphQLResolversTypes['TenantExport']>, ParentType, ContextType>;
  tenantExport: Resolver<GraphQLResolversTypes['TenantExport'], ParentType, ContextType, RequireFields<GraphQLQueryTenantExportArgs, 'id'>>;
  invitations: Resolver<GraphQLResolversTypes['InvitationConnection'], ParentType, ContextType, Partial<GraphQLQueryInvitationsArgs>>;
  invitation: Resolver<GraphQLResolversTypes['Invitation'], ParentType, ContextType, RequireFields<GraphQLQueryInvitationArgs, 'id'>>;
  role: Resolver<GraphQLResolversTypes['Role'], ParentType, ContextType, RequireFields<GraphQLQueryRoleArgs, 'name'>>;
  myPermissions: Resolver<GraphQLResolversTypes['MyPermissions'], ParentType, ContextType>;
  explainAccess: Resolver<GraphQLResolversTypes['AccessExplanation'], ParentType, ContextType, RequireFields<GraphQLQueryExplainAccessArgs, 'principal' | 'permission'>>;
};

export type GraphQLMutationResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Mutation'] = GraphQLResolversParentTypes['Mutation']> = {
  addMember: Resolver<GraphQLResolversTypes['AddMemberPayload'], ParentType, ContextType, RequireFields<GraphQLMutationAddMemberArgs, 'input'>>;
  changeMemberRole: Resolver<GraphQLResolversTypes['ChangeMemberRolePayload'], ParentType, ContextType, RequireFields<GraphQLMutationChangeMemberRoleArgs, 'input'>>;
  removeMember: Resolver<GraphQLResolversTypes['RemoveMemberPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRemoveMemberArgs, 'input'>>;
  inviteMember: Resolver<GraphQLResolversTypes['InviteMemberPayload'], ParentType, ContextType, RequireFields<GraphQLMutationInviteMemberArgs, 'input'>>;
  resendInvitation: Resolver<GraphQLResolversTypes['ResendInvitationPayload'], ParentType, ContextType, RequireFields<GraphQLMutationResendInvitationArgs, 'input'>>;
  revokeInvitation: Resolver<GraphQLResolversTypes['RevokeInvitationPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRevokeInvitationArgs, 'input'>>;
  leaveTenant: Resolver<GraphQLResolversTypes['LeaveTenantPayload'], ParentType, ContextType, RequireFields<GraphQLMutationLeaveTenantArgs, 'input'>>;
  createRole: Resolver<GraphQLResolversTypes['CreateRolePayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateRoleArgs, 'input'>>;
  updateRole: Resolver<GraphQLResolversTypes['UpdateRolePayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateRoleArgs, 'input'>>;
  deleteRole: Resolver<GraphQLResolversTypes['DeleteRolePayload'], ParentType, ContextType, RequireFields<GraphQLMutationDeleteRoleArgs, 'input'>>;
  updateTenantConfig: Resolver<GraphQLResolversTypes['UpdateTenantConfigPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateTenantConfigArgs, 'input'>>;
  suspendTenant: Resolver<GraphQLResolversTypes['SuspendTenantPayload'], ParentType, ContextType, RequireFields<GraphQLMutationSuspendTenantArgs, 'input'>>;
  resumeTenant: Resolver<GraphQLResolversTypes['ResumeTenantPayload'], ParentType, ContextType, RequireFields<GraphQLMutationResumeTenantArgs, 'input'>>;
  changeTenantPlan: Resolver<GraphQLResolversTypes['ChangeTenantPlanPayload'], ParentType, ContextType, RequireFields<GraphQLMutationChangeTenantPlanArgs, 'input'>>;
  scheduleTenantClosure: Resolver<GraphQLResolversTypes['ScheduleTenantClosurePayload'], ParentType, ContextType, RequireFields<GraphQLMutationScheduleTenantClosureArgs, 'input'>>;
  cancelTenantClosure: Resolver<GraphQLResolversTypes['CancelTenantClosurePayload'], ParentType, ContextType, RequireFields<GraphQLMutationCancelTenantClosureArgs, 'input'>>;
  definePlan: Resolver<GraphQLResolversTypes['DefinePlanPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDefinePlanArgs, 'input'>>;
  defineTemplate: Resolver<GraphQLResolversTypes['DefineTemplatePayload'], ParentType, ContextType, RequireFields<GraphQLMutationDefineTemplateArgs, 'input'>>;
  retireTemplate: Resolver<GraphQLResolversTypes['RetireTemplatePayload'], ParentType, ContextType, RequireFields<GraphQLMutationRetireTemplateArgs, 'input'>>;
  runTenantReport: Resolver<GraphQLResolversTypes['RunTenantReportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRunTenantReportArgs, 'input'>>;
  addDomain: Resolver<GraphQLResolversTypes['AddDomainPayload'], ParentType, ContextType, RequireFields<GraphQLMutationAddDomainArgs, 'input'>>;
  updateDomain: Resolver<GraphQLResolversTypes['UpdateDomainPayload'], ParentType, ContextType, RequireFields<GraphQLMutationUpdateDomainArgs, 'input'>>;
  verifyDomain: Resolver<GraphQLResolversTypes['VerifyDomainPayload'], ParentType, ContextType, RequireFields<GraphQLMutationVerifyDomainArgs, 'input'>>;
  removeDomain: Resolver<GraphQLResolversTypes['RemoveDomainPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRemoveDomainArgs, 'input'>>;
  approveJoinRequest: Resolver<GraphQLResolversTypes['ApproveJoinRequestPayload'], ParentType, ContextType, RequireFields<GraphQLMutationApproveJoinRequestArgs, 'input'>>;
  declineJoinRequest: Resolver<GraphQLResolversTypes['DeclineJoinRequestPayload'], ParentType, ContextType, RequireFields<GraphQLMutationDeclineJoinRequestArgs, 'input'>>;
  rollbackTenantConfig: Resolver<GraphQLResolversTypes['RollbackTenantConfigPayload'], ParentType, ContextType, RequireFields<GraphQLMutationRollbackTenantConfigArgs, 'input'>>;
  closeTenant: Resolver<GraphQLResolversTypes['CloseTenantPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCloseTenantArgs, 'input'>>;
  reopenTenant: Resolver<GraphQLResolversTypes['ReopenTenantPayload'], ParentType, ContextType, RequireFields<GraphQLMutationReopenTenantArgs, 'input'>>;
  createTenantExport: Resolver<GraphQLResolversTypes['CreateTenantExportPayload'], ParentType, ContextType, RequireFields<GraphQLMutationCreateTenantExportArgs, 'input'>>;
};

export type GraphQLSubscriptionResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Subscription'] = GraphQLResolversParentTypes['Subscription']> = {
  tenantConfigChanged: SubscriptionResolver<GraphQLResolversTypes['TenantConfigChange'], "tenantConfigChanged", ParentType, ContextType, Partial<GraphQLSubscriptionTenantConfigChangedArgs>>;
};

export type GraphQLTenantResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Tenant'] = GraphQLResolversParentTypes['Tenant'], FederationReferenceType extends GraphQLFederationReferenceTypes['Tenant'] = GraphQLFederationReferenceTypes['Tenant']> = {
  __resolveReference?: ReferenceResolver<Maybe<GraphQLResolversTypes['Tenant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  slug?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['TenantStatus'], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  closesAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  closedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLTenantConfigResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantConfig'] = GraphQLResolversParentTypes['TenantConfig']> = {
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  features?: Resolver<GraphQLResolversTypes['FeatureSettings'], ParentType, ContextType>;
  limits?: Resolver<GraphQLResolversTypes['LimitSettings'], ParentType, ContextType>;
  retention?: Resolver<GraphQLResolversTypes['RetentionSettings'], ParentType, ContextType>;
  locale?: Resolver<GraphQLResolversTypes['LocaleSettings'], ParentType, ContextType>;
  branding?: Resolver<GraphQLResolversTypes['BrandingSettings'], ParentType, ContextType>;
  security?: Resolver<GraphQLResolversTypes['SecuritySettings'], ParentType, ContextType>;
  webhooks?: Resolver<GraphQLResolversTypes['WebhookSettings'], ParentType, ContextType>;
  residency?: Resolver<GraphQLResolversTypes['ResidencySettings'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<GraphQLResolversTypes['SettingOrigin']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLFeatureSettingsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['FeatureSettings'] = GraphQLResolversParentTypes['FeatureSettings']> = {
  imports?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  subscriptions?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  rest?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  oauthClients?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GraphQLLimitSettingsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['LimitSettings'] = GraphQLResolversParentTypes['LimitSettings']> = {
  requestsPerSecond?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  uploadBytes?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
};

export type GraphQLRetentionSettingsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['RetentionSettings'] = GraphQLResolversParentTypes['RetentionSettings']> = {
  importReportDays?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  deletedRecordDays?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  recordVersionDays?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
};

export type GraphQLLocaleSettingsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['LocaleSettings'] = GraphQLResolversParentTypes['LocaleSettings']> = {
  timeZone?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLBrandingSettingsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['BrandingSettings'] = GraphQLResolversParentTypes['BrandingSettings']> = {
  displayName?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  logo?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  accentColour?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLSecuritySettingsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['SecuritySettings'] = GraphQLResolversParentTypes['SecuritySettings']> = {
  mfa?: Resolver<GraphQLResolversTypes['MfaPolicy'], ParentType, ContextType>;
  mfaGraceDays?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  sessionHours?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  sessionIdleHours?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  allowedNetworks?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  apiKeys?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  apiKeyDays?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  impersonation?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  mfaEnforcedFrom?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLWebhookSettingsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['WebhookSettings'] = GraphQLResolversParentTypes['WebhookSettings']> = {
  allowedHosts?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  signingSecretVersion?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
};

export type GraphQLResidencySettingsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ResidencySettings'] = GraphQLResolversParentTypes['ResidencySettings']> = {
  region?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLSettingOriginResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['SettingOrigin'] = GraphQLResolversParentTypes['SettingOrigin']> = {
  path?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<GraphQLResolversTypes['SettingSource'], ParentType, ContextType>;
  isFixed?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GraphQLTenantConfigVersionResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantConfigVersion'] = GraphQLResolversParentTypes['TenantConfigVersion']> = {
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  author?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  rolledBackTo?: Resolver<Maybe<GraphQLResolversTypes['Int']>, ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<GraphQLResolversTypes['SettingChange']>, ParentType, ContextType>;
};

export type GraphQLSettingChangeResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['SettingChange'] = GraphQLResolversParentTypes['SettingChange']> = {
  path?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  before?: Resolver<Maybe<GraphQLResolversTypes['JSON']>, ParentType, ContextType>;
  after?: Resolver<Maybe<GraphQLResolversTypes['JSON']>, ParentType, ContextType>;
  isSecret?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
};

export type GraphQLTenantConfigChangeResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantConfigChange'] = GraphQLResolversParentTypes['TenantConfigChange']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['TenantConfigVersion'], ParentType, ContextType>;
};

export type GraphQLTenantConfigVersionConnectionResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantConfigVersionConnection'] = GraphQLResolversParentTypes['TenantConfigVersionConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['TenantConfigVersionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['TenantConfigVersion']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLTenantConfigVersionEdgeResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantConfigVersionEdge'] = GraphQLResolversParentTypes['TenantConfigVersionEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['TenantConfigVersion'], ParentType, ContextType>;
};

export type GraphQLRoleResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Role'] = GraphQLResolversParentTypes['Role']> = {
  id?: Resolver<Maybe<GraphQLResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  isPredefined?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  description?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  collections?: Resolver<Maybe<ReadonlyArray<GraphQLResolversTypes['String']>>, ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLMyPermissionsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['MyPermissions'] = GraphQLResolversParentTypes['MyPermissions']> = {
  roles?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  collections?: Resolver<Maybe<ReadonlyArray<GraphQLResolversTypes['String']>>, ParentType, ContextType>;
};

export type GraphQLAccessExplanationResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['AccessExplanation'] = GraphQLResolversParentTypes['AccessExplanation']> = {
  isAllowed?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  rules?: Resolver<ReadonlyArray<GraphQLResolversTypes['AccessRule']>, ParentType, ContextType>;
};

export type GraphQLAccessRuleResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['AccessRule'] = GraphQLResolversParentTypes['AccessRule']> = {
  rule?: Resolver<GraphQLResolversTypes['AccessRuleName'], ParentType, ContextType>;
  outcome?: Resolver<GraphQLResolversTypes['RuleOutcome'], ParentType, ContextType>;
  reason?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
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

export type GraphQLActorResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Actor'] = GraphQLResolversParentTypes['Actor']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
};

export type GraphQLInvitationResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Invitation'] = GraphQLResolversParentTypes['Invitation']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<GraphQLResolversTypes['InvitationState'], ParentType, ContextType>;
  invitedBy?: Resolver<GraphQLResolversTypes['Actor'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  sentAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLInvitationConnectionResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['InvitationConnection'] = GraphQLResolversParentTypes['InvitationConnection']> = {
  edges?: Resolver<ReadonlyArray<GraphQLResolversTypes['InvitationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<GraphQLResolversTypes['Invitation']>, ParentType, ContextType>;
  pageInfo?: Resolver<GraphQLResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GraphQLInvitationEdgeResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['InvitationEdge'] = GraphQLResolversParentTypes['InvitationEdge']> = {
  cursor?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<GraphQLResolversTypes['Invitation'], ParentType, ContextType>;
};

export type GraphQLInviteMemberPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['InviteMemberPayload'] = GraphQLResolversParentTypes['InviteMemberPayload']> = {
  invitation?: Resolver<GraphQLResolversTypes['Invitation'], ParentType, ContextType>;
  url?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLResendInvitationPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ResendInvitationPayload'] = GraphQLResolversParentTypes['ResendInvitationPayload']> = {
  invitation?: Resolver<GraphQLResolversTypes['Invitation'], ParentType, ContextType>;
  url?: Resolver<Maybe<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLRevokeInvitationPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['RevokeInvitationPayload'] = GraphQLResolversParentTypes['RevokeInvitationPayload']> = {
  invitation?: Resolver<GraphQLResolversTypes['Invitation'], ParentType, ContextType>;
};

export type GraphQLLeaveTenantPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['LeaveTenantPayload'] = GraphQLResolversParentTypes['LeaveTenantPayload']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
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

export type GraphQLCreateRolePayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['CreateRolePayload'] = GraphQLResolversParentTypes['CreateRolePayload']> = {
  role?: Resolver<GraphQLResolversTypes['Role'], ParentType, ContextType>;
};

export type GraphQLUpdateRolePayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['UpdateRolePayload'] = GraphQLResolversParentTypes['UpdateRolePayload']> = {
  role?: Resolver<GraphQLResolversTypes['Role'], ParentType, ContextType>;
};

export type GraphQLDeleteRolePayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['DeleteRolePayload'] = GraphQLResolversParentTypes['DeleteRolePayload']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
};

export type GraphQLCloseTenantPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['CloseTenantPayload'] = GraphQLResolversParentTypes['CloseTenantPayload']> = {
  tenant?: Resolver<GraphQLResolversTypes['Tenant'], ParentType, ContextType>;
};

export type GraphQLReopenTenantPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ReopenTenantPayload'] = GraphQLResolversParentTypes['ReopenTenantPayload']> = {
  tenant?: Resolver<GraphQLResolversTypes['Tenant'], ParentType, ContextType>;
};

export type GraphQLTenantExportResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantExport'] = GraphQLResolversParentTypes['TenantExport']> = {
  id?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<GraphQLResolversTypes['TenantExportStatus'], ParentType, ContextType>;
  progress?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  rows?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  bytes?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
  parts?: Resolver<ReadonlyArray<GraphQLResolversTypes['TenantExportPart']>, ParentType, ContextType>;
  createdBy?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<GraphQLResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GraphQLTenantExportPartResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantExportPart'] = GraphQLResolversParentTypes['TenantExportPart']> = {
  blob?: Resolver<GraphQLResolversTypes['ID'], ParentType, ContextType>;
  bytes?: Resolver<GraphQLResolversTypes['Float'], ParentType, ContextType>;
};

export type GraphQLCreateTenantExportPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['CreateTenantExportPayload'] = GraphQLResolversParentTypes['CreateTenantExportPayload']> = {
  tenantExport?: Resolver<GraphQLResolversTypes['TenantExport'], ParentType, ContextType>;
};

export type GraphQLUpdateTenantConfigPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['UpdateTenantConfigPayload'] = GraphQLResolversParentTypes['UpdateTenantConfigPayload']> = {
  tenantConfig?: Resolver<GraphQLResolversTypes['TenantConfig'], ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<GraphQLResolversTypes['SettingChange']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
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

export type GraphQLScheduleTenantClosurePayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['ScheduleTenantClosurePayload'] = GraphQLResolversParentTypes['ScheduleTenantClosurePayload']> = {
  tenant?: Resolver<GraphQLResolversTypes['ManagedTenant'], ParentType, ContextType>;
};

export type GraphQLCancelTenantClosurePayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['CancelTenantClosurePayload'] = GraphQLResolversParentTypes['CancelTenantClosurePayload']> = {
  tenant?: Resolver<GraphQLResolversTypes['ManagedTenant'], ParentType, ContextType>;
};

export type GraphQLPlanResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['Plan'] = GraphQLResolversParentTypes['Plan']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  description?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  limits?: Resolver<GraphQLResolversTypes['PlanLimits'], ParentType, ContextType>;
};

export type GraphQLPlanLimitsResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['PlanLimits'] = GraphQLResolversParentTypes['PlanLimits']> = {
  requests?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  records?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  bytes?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  members?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  sockets?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  webhookDeliveries?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  messagesPerSecond?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
};

export type GraphQLDefinePlanPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['DefinePlanPayload'] = GraphQLResolversParentTypes['DefinePlanPayload']> = {
  plan?: Resolver<GraphQLResolversTypes['Plan'], ParentType, ContextType>;
};

export type GraphQLTenantTemplateResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantTemplate'] = GraphQLResolversParentTypes['TenantTemplate']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<GraphQLResolversTypes['Int'], ParentType, ContextType>;
  title?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  plan?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<GraphQLResolversTypes['TenantTemplateRole']>, ParentType, ContextType>;
  collections?: Resolver<ReadonlyArray<GraphQLResolversTypes['TenantTemplateCollection']>, ParentType, ContextType>;
  settings?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
  isOffered?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  isRetired?: Resolver<GraphQLResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<GraphQLResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GraphQLTenantTemplateRoleResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantTemplateRole'] = GraphQLResolversParentTypes['TenantTemplateRole']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
  collections?: Resolver<Maybe<ReadonlyArray<GraphQLResolversTypes['String']>>, ParentType, ContextType>;
};

export type GraphQLTenantTemplateCollectionResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['TenantTemplateCollection'] = GraphQLResolversParentTypes['TenantTemplateCollection']> = {
  name?: Resolver<GraphQLResolversTypes['String'], ParentType, ContextType>;
  schema?: Resolver<GraphQLResolversTypes['JSON'], ParentType, ContextType>;
};

export type GraphQLDefineTemplatePayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['DefineTemplatePayload'] = GraphQLResolversParentTypes['DefineTemplatePayload']> = {
  template?: Resolver<GraphQLResolversTypes['TenantTemplate'], ParentType, ContextType>;
};

export type GraphQLRetireTemplatePayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['RetireTemplatePayload'] = GraphQLResolversParentTypes['RetireTemplatePayload']> = {
  template?: Resolver<GraphQLResolversTypes['TenantTemplate'], ParentType, ContextType>;
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
  requests?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
  bytes?: Resolver<Maybe<GraphQLResolversTypes['Float']>, ParentType, ContextType>;
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

export type GraphQLRollbackTenantConfigPayloadResolvers<ContextType = TenancyContext, ParentType extends GraphQLResolversParentTypes['RollbackTenantConfigPayload'] = GraphQLResolversParentTypes['RollbackTenantConfigPayload']> = {
  tenantConfig?: Resolver<GraphQLResolversTypes['TenantConfig'], ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<GraphQLResolversTypes['SettingChange']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<GraphQLResolversTypes['String']>, ParentType, ContextType>;
};

export type GraphQLResolvers<ContextType = TenancyContext> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: GraphQLPageInfoResolvers<ContextType>;
  Query?: GraphQLQueryResolvers<ContextType>;
  Mutation?: GraphQLMutationResolvers<ContextType>;
  Subscription?: GraphQLSubscriptionResolvers<ContextType>;
  Tenant?: GraphQLTenantResolvers<ContextType>;
  TenantConfig?: GraphQLTenantConfigResolvers<ContextType>;
  FeatureSettings?: GraphQLFeatureSettingsResolvers<ContextType>;
  LimitSettings?: GraphQLLimitSettingsResolvers<ContextType>;
  RetentionSettings?: GraphQLRetentionSettingsResolvers<ContextType>;
  LocaleSettings?: GraphQLLocaleSettingsResolvers<ContextType>;
  BrandingSettings?: GraphQLBrandingSettingsResolvers<ContextType>;
  SecuritySettings?: GraphQLSecuritySettingsResolvers<ContextType>;
  WebhookSettings?: GraphQLWebhookSettingsResolvers<ContextType>;
  ResidencySettings?: GraphQLResidencySettingsResolvers<ContextType>;
  SettingOrigin?: GraphQLSettingOriginResolvers<ContextType>;
  TenantConfigVersion?: GraphQLTenantConfigVersionResolvers<ContextType>;
  SettingChange?: GraphQLSettingChangeResolvers<ContextType>;
  TenantConfigChange?: GraphQLTenantConfigChangeResolvers<ContextType>;
  TenantConfigVersionConnection?: GraphQLTenantConfigVersionConnectionResolvers<ContextType>;
  TenantConfigVersionEdge?: GraphQLTenantConfigVersionEdgeResolvers<ContextType>;
  Role?: GraphQLRoleResolvers<ContextType>;
  MyPermissions?: GraphQLMyPermissionsResolvers<ContextType>;
  AccessExplanation?: GraphQLAccessExplanationResolvers<ContextType>;
  AccessRule?: GraphQLAccessRuleResolvers<ContextType>;
  Member?: GraphQLMemberResolvers<ContextType>;
  User?: GraphQLUserResolvers<ContextType>;
  MemberConnection?: GraphQLMemberConnectionResolvers<ContextType>;
  MemberEdge?: GraphQLMemberEdgeResolvers<ContextType>;
  Actor?: GraphQLActorResolvers<ContextType>;
  Invitation?: GraphQLInvitationResolvers<ContextType>;
  InvitationConnection?: GraphQLInvitationConnectionResolvers<ContextType>;
  InvitationEdge?: GraphQLInvitationEdgeResolvers<ContextType>;
  InviteMemberPayload?: GraphQLInviteMemberPayloadResolvers<ContextType>;
  ResendInvitationPayload?: GraphQLResendInvitationPayloadResolvers<ContextType>;
  RevokeInvitationPayload?: GraphQLRevokeInvitationPayloadResolvers<ContextType>;
  LeaveTenantPayload?: GraphQLLeaveTenantPayloadResolvers<ContextType>;
  AddMemberPayload?: GraphQLAddMemberPayloadResolvers<ContextType>;
  ChangeMemberRolePayload?: GraphQLChangeMemberRolePayloadResolvers<ContextType>;
  RemoveMemberPayload?: GraphQLRemoveMemberPayloadResolvers<ContextType>;
  CreateRolePayload?: GraphQLCreateRolePayloadResolvers<ContextType>;
  UpdateRolePayload?: GraphQLUpdateRolePayloadResolvers<ContextType>;
  DeleteRolePayload?: GraphQLDeleteRolePayloadResolvers<ContextType>;
  CloseTenantPayload?: GraphQLCloseTenantPayloadResolvers<ContextType>;
  ReopenTenantPayload?: GraphQLReopenTenantPayloadResolvers<ContextType>;
  TenantExport?: GraphQLTenantExportResolvers<ContextType>;
  TenantExportPart?: GraphQLTenantExportPartResolvers<ContextType>;
  CreateTenantExportPayload?: GraphQLCreateTenantExportPayloadResolvers<ContextType>;
  UpdateTenantConfigPayload?: GraphQLUpdateTenantConfigPayloadResolvers<ContextType>;
  ManagedTenant?: GraphQLManagedTenantResolvers<ContextType>;
  ManagedTenantConnection?: GraphQLManagedTenantConnectionResolvers<ContextType>;
  ManagedTenantEdge?: GraphQLManagedTenantEdgeResolvers<ContextType>;
  SuspendTenantPayload?: GraphQLSuspendTenantPayloadResolvers<ContextType>;
  ResumeTenantPayload?: GraphQLResumeTenantPayloadResolvers<ContextType>;
  ChangeTenantPlanPayload?: GraphQLChangeTenantPlanPayloadResolvers<ContextType>;
  ScheduleTenantClosurePayload?: GraphQLScheduleTenantClosurePayloadResolvers<ContextType>;
  CancelTenantClosurePayload?: GraphQLCancelTenantClosurePayloadResolvers<ContextType>;
  Plan?: GraphQLPlanResolvers<ContextType>;
  PlanLimits?: GraphQLPlanLimitsResolvers<ContextType>;
  DefinePlanPayload?: GraphQLDefinePlanPayloadResolvers<ContextType>;
  TenantTemplate?: GraphQLTenantTemplateResolvers<ContextType>;
  TenantTemplateRole?: GraphQLTenantTemplateRoleResolvers<ContextType>;
  TenantTemplateCollection?: GraphQLTenantTemplateCollectionResolvers<ContextType>;
  DefineTemplatePayload?: GraphQLDefineTemplatePayloadResolvers<ContextType>;
  RetireTemplatePayload?: GraphQLRetireTemplatePayloadResolvers<ContextType>;
  RunTenantReportPayload?: GraphQLRunTenantReportPayloadResolvers<ContextType>;
  TenantReportCell?: GraphQLTenantReportCellResolvers<ContextType>;
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
  RollbackTenantConfigPayload?: GraphQLRollbackTenantConfigPayloadResolvers<ContextType>;
};

export type GraphQLDirectiveResolvers<ContextType = TenancyContext> = {
  permission?: GraphQLPermissionDirectiveResolver<any, any, ContextType>;
  public?: GraphQLPublicDirectiveResolver<any, any, ContextType>;
  signedIn?: GraphQLSignedInDirectiveResolver<any, any, ContextType>;
  data?: GraphQLDataDirectiveResolver<any, any, ContextType>;
};

