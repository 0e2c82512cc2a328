import { createSecretKey } from "node:crypto";
import { type AuditRoom, createAuditRoom } from "@bulkhead/audit/src/room.ts";
import { checkCollection } from "@bulkhead/data/src/collections/check-collection.ts";
import { createAccountPort } from "@bulkhead/identity/src/account-port.ts";
import { createAttempts } from "@bulkhead/identity/src/accounts/attempts.ts";
import { createFactors } from "@bulkhead/identity/src/accounts/factors/create-factors.ts";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { createApiKey } from "@bulkhead/identity/src/domain/create-api-key.ts";
import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { NO_MAIL } from "@bulkhead/identity/src/mail/mail.ts";
import { NO_OPERATORS } from "@bulkhead/identity/src/operators/operators.ts";
import { createIdentityRoom, type IdentityRoom } from "@bulkhead/identity/src/room.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { appErrorOf, type ErrorCode, type FieldFault } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import { type Principal, permissionsKeyOf, platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import { createTenant } from "@bulkhead/tenancy/src/domain/create-tenant.ts";
import type { Member } from "@bulkhead/tenancy/src/member-row.ts";
import { grantOf } from "@bulkhead/tenancy/src/policy.ts";
import { createTenancyRoom, type TenancyRoom } from "@bulkhead/tenancy/src/room.ts";
import type { OperatorSettings } from "@bulkhead/tenancy/src/settings/operator-settings.ts";
import { graphql } from "graphql";
import { openTestPlatform, type TestPlatform } from "./database.ts";
import { openTestKeys, type TestKeys } from "./envelope.ts";
import { testRootKeyFile } from "./root-key.ts";

/** The rooms of people and permissions, wired to each other as the server wires them, on a database of their own. */
export interface TestRooms {
  platform: TestPlatform;
  tenancy: TenancyRoom;
  identity: IdentityRoom;
  audit: AuditRoom;
  peppers: Peppers;
  /** On the root key of all test databases, as commands have it. */
  keys: TestKeys;
  /** TXT records of the DNS, by name. */
  records: Map<string, string[]>;
  stop(): Promise<void>;
}

export async function openTestRooms(operator: { operator?: OperatorSettings } = {}): Promise<TestRooms> {
  const platform = await openTestPlatform();
  const keys = await openTestKeys(platform, openRootKeyFile({ path: testRootKeyFile(), create: false }));
  const { databases, cursors, feed, log } = platform;
  const peppers = { current: 1, keys: new Map([[1, createSecretKey(deriveKey(platform.secret, "pepper 1"))]]) };
  const records = new Map<string, string[]>();
  const tenancy = createTenancyRoom({
    db: databases.tenancy,
    operatorDb: databases.operator,
    cursors,
    feed,
    userExists: (tenantId, userId) => identity.userExists(tenantId, userId),
    credentialOf: (tenantId, id) => identity.credentialOf(tenantId, id),
    roleHolders: (tenantId, role) => identity.roleHolders(tenantId, role),
    inviteeOf: (...which) => identity.invitations.inviteeOf(...which),
    inviterOf: (...which) => identity.invitations.inviterOf(...which),
    sealInvitation: (...what) => identity.invitations.sealInvitation(...what),
    lackingFactor: (...given) => identity.lackingFactor(...given),
    waysIn: (...given) => identity.waysIn(...given),
    envelope: keys.envelope({ db: databases.tenancy }),
    ...operator,
    checkCollection,
    resolver: { texts: async (name) => records.get(name) ?? [] },
  });
  const identity = createIdentityRoom({
    db: databases.identity,
    authenticator: databases.authenticator,
    cursors,
    feed,
    log,
    environment: "test",
    peppers,
    publicOrigin: "https://bulkhead.example",
    accounts: createAccountPort(databases.oauth, testFactors(platform)),
    operators: NO_OPERATORS,
    membershipOf: tenancy.membershipOf,
    adminsOf: tenancy.adminsOf,
    mail: NO_MAIL,
    roleGrantOf: async (tenantId, role) => grantOf(await tenancy.readPolicy(tenantId), role),
  });
  const audit = createAuditRoom({ db: databases.audit, cursors });
  return {
    platform,
    tenancy,
    identity,
    audit,
    peppers,
    keys,
    records,
    async stop() {
      tenancy.stop();
      identity.stop();
      await keys.stop();
      await platform.stop();
    },
  };
}

/** As the port uses them, which lists and removes: nothing is sealed or refused by code for that. */
function testFactors({ databases }: TestPlatform) {
  const unused = { deny() {}, denyAnonymous() {} };
  const publicOrigin = "https://bulkhead.example";
  const key = Buffer.alloc(32, 8);
  return createFactors({
    db: databases.oauth,
    envelope: {} as never,
    mail: NO_MAIL,
    denials: unused,
    attempts: createAttempts({ db: databases.oauth, key }),
    publicOrigin,
    key,
  });
}

export type RoleName = "Admin" | "Developer" | "Viewer";

/** A tenant of one test: an Admin with a membership, and a key of each role. */
export interface TestTenant {
  /** uuid */
  tenantId: string;
  slug: string;
  adminUserId: string;
  adminMemberId: string;
  /** The key itself, of each role. */
  keys: Record<RoleName, string>;
  /** Who calls with it. */
  as: Record<RoleName, Principal>;
}

export async function seedTenant(rooms: TestRooms): Promise<TestTenant> {
  const tenantId = newUuid();
  const slug = `t-${encodeId("tenant", tenantId).slice(4)}`;
  const request = requestOf(platformPrincipal(tenantId));
  const tenancy = rooms.tenancy.subgraph.context(request);
  const identity = rooms.identity.subgraph.context(request);
  await createTenant(tenancy, { slug, name: `Tenant ${slug}` });
  const user = await createUser(identity, { email: `admin@${slug}.example`, name: "Ada Admin" });
  const member = await addMember(tenancy, { userId: user.id, role: "Admin" });
  const make = async (role: RoleName) => {
    const { key } = await createApiKey(identity, { name: `${role} key`, role });
    return { key, principal: await principalOf(rooms, key) };
  };
  const [admin, developer, viewer] = await Promise.all([make("Admin"), make("Developer"), make("Viewer")]);
  return {
    tenantId,
    slug,
    adminUserId: user.id,
    adminMemberId: member.id,
    keys: { Admin: admin.key, Developer: developer.key, Viewer: viewer.key },
    as: { Admin: admin.principal, Developer: developer.principal, Viewer: viewer.principal },
  };
}

/** A user of the tenant who is no member yet. */
export async function seedUser(rooms: TestRooms, tenantId: string): Promise<string> {
  const ctx = rooms.identity.subgraph.context(requestOf(platformPrincipal(tenantId)));
  return (await createUser(ctx, { email: `${newUuid()}@example.com`, name: "Some Body" })).id;
}

/** A new user as a member. */
export async function seedMember(rooms: TestRooms, tenantId: string, role: RoleName): Promise<Member> {
  const userId = await seedUser(rooms, tenantId);
  return addMember(rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenantId))), { userId, role });
}

/** As if these users had followed their links: from then on they can sign in. */
export async function activateUsers(rooms: TestRooms, userIds: readonly string[]): Promise<void> {
  await rooms.platform.databases.owner.pool.query(
    `update identity."user" set activated_at = now() where id = any($1)`,
    [userIds.map((id) => decodeId("user", id, "userIds"))],
  );
}

/** The Admins of a tenant who can sign in, by uuid. */
export async function adminsWhoSignIn(rooms: TestRooms, tenantId: string): Promise<string[]> {
  const { rows } = await rooms.platform.databases.owner.pool.query(
    `select id from identity."user" where tenant_id = $1 and activated_at is not null and locked_at is null
       and id in (select user_id from tenancy.member where tenant_id = $1 and role = 'Admin')`,
    [tenantId],
  );
  return rows.map(({ id }) => id);
}

/** The principal behind a key, found the way the server finds it. */
export async function principalOf(rooms: TestRooms, key: string): Promise<Principal> {
  const found = await rooms.identity.authenticateApiKey(key);
  const policy = found && (await rooms.tenancy.policyOf(found.tenantId));
  const permissions = found && policy?.permissionsOf(found.role);
  if (!found || !permissions) throw new Error("this key opens nothing");
  const { id, tenantId, role } = found;
  const collections = policy?.collectionsOf(role);
  const permissionsKey = permissionsKeyOf(permissions);
  const held = { permissions, permissionsKey, ...(collections ? { collections } : {}) };
  return { kind: "apiKey", id, tenantId, roles: [role], ...held };
}

/** The same principal with other permissions. */
export function withPermissions(principal: Principal, permissions: Principal["permissions"]): Principal {
  return { ...principal, permissions, permissionsKey: permissionsKeyOf(permissions) };
}

export function requestOf(principal: Principal): RequestContext {
  return { principal, requestId: encodeId("request", newUuid()), clientAddress: "203.0.113.7" };
}

export interface Refusal {
  code: ErrorCode | undefined;
  message: string;
  path: string;
  fields?: FieldFault[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for, and fails where that is not there
  data: any;
  refusals: Refusal[];
}

/** Asks a room's own schema, without the gateway and its rules before it. */
export async function ask(
  subgraph: Subgraph,
  principal: Principal,
  source: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const contextValue = subgraph.context(requestOf(principal));
  const { data, errors = [] } = await graphql({
    schema: subgraph.schema,
    source,
    variableValues: variables,
    contextValue,
  });
  const refusals = errors.map((error) => {
    const known = appErrorOf(error);
    return {
      code: known?.code,
      message: error.message,
      path: (error.path ?? []).join("."),
      fields: known?.fields,
      extensions: known?.extensions,
    };
  });
  return { data: data && JSON.parse(JSON.stringify(data)), refusals };
}

/** What a tenant's transactions wrote beside their change. `xid` names the transaction. */
export async function written(rooms: TestRooms, tenantId: string) {
  const { pool } = rooms.platform.databases.owner;
  const outbox = await pool.query(
    `select xid::text, type, subject, payload from platform.outbox where tenant_id = $1 order by outbox.xid, id`,
    [tenantId],
  );
  const audit = await pool.query(
    `select xmin::text as xid, action, actor_id, target_id, outcome, body, personal
     from platform.audit_event where tenant_id = $1 order by id`,
    [tenantId],
  );
  return { outbox: outbox.rows, audit: audit.rows };
}
