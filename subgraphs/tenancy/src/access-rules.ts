import type { Permission } from "@bulkhead/kernel/permission.ts";
import { SENSITIVE, type StepUp } from "@bulkhead/kernel/step-up.ts";
import type { Credential } from "./context.ts";
import type { PolicyFacts } from "./policy.ts";
import { ADMIN, type Role } from "./roles.ts";

/** In the order in which a request meets them. */
export type AccessRuleName =
  | "TENANT_STATUS"
  | "CREDENTIAL"
  | "MEMBERSHIP"
  | "ROLE"
  | "PERMISSION"
  | "COLLECTION"
  | "RECENT_SIGN_IN";

/** DEPENDS: it passes or refuses by what is known only when the request is made. */
export type RuleOutcome = "PASSES" | "REFUSES" | "DEPENDS";

export interface AccessRule {
  rule: AccessRuleName;
  outcome: RuleOutcome;
  /** A sentence that says what was found, and what would change it. */
  reason: string;
}

export interface AccessFacts {
  permission: Permission;
  /** Name of a collection. */
  resource: string | null;
  credential: Credential;
  /** Of the credential or membership; undefined for a user who is no member. */
  roleName: string | undefined;
  /** Undefined when the tenant has no such role. */
  role: Role | undefined;
  policy: PolicyFacts;
}

/** Every rule that decides, each with what it found. After one that refuses the others are still told. */
export function rulesOf(facts: AccessFacts): AccessRule[] {
  return [tenantStatus, credential, membership, role, permission, collection, recentSignIn].flatMap(
    (rule) => rule(facts) ?? [],
  );
}

function says(rule: AccessRuleName, passes: boolean, reason: string): AccessRule {
  return { rule, outcome: passes ? "PASSES" : "REFUSES", reason };
}

function tenantStatus({ policy: { status }, roleName, permission }: AccessFacts): AccessRule {
  const rule = "TENANT_STATUS";
  if (status === "SUSPENDED") {
    const mayRead = roleName === ADMIN && permission.endsWith(":read");
    return says(rule, mayRead, "The tenant is suspended: its Admins may read, and nobody may do anything else.");
  }
  return says(rule, status !== "CLOSED", `The tenant is ${status.toLowerCase()}.`);
}

const STANDS = {
  USER: ["The user is not locked.", "The user is locked. unlockUser lets them in again."],
  API_KEY: ["The API key is not revoked.", "The API key is revoked, for good."],
  CLIENT: ["The client is not revoked.", "The client is revoked, for good."],
} as const;

function credential({ credential: { kind, stands } }: AccessFacts): AccessRule {
  return says("CREDENTIAL", stands, STANDS[kind][stands ? 0 : 1]);
}

function membership({ credential, roleName }: AccessFacts): AccessRule | undefined {
  if (credential.kind !== "USER") return undefined;
  if (roleName === undefined)
    return says("MEMBERSHIP", false, "The user is no member of the tenant. Invite or add them.");
  return says("MEMBERSHIP", true, `The user is a member with the role ${roleName}.`);
}

function role({ role, roleName }: AccessFacts): AccessRule | undefined {
  if (roleName === undefined) return undefined;
  const reason = role ? `The tenant has the role ${roleName}.` : `The tenant has no role ${roleName} any more.`;
  return says("ROLE", role !== undefined, reason);
}

function permission({ role, permission }: AccessFacts): AccessRule | undefined {
  if (!role) return undefined;
  const holds = role.permissions.has(permission);
  return says("PERMISSION", holds, `The role ${role.name} ${holds ? "has" : "lacks"} ${permission}.`);
}

/** What a limit to collections limits. */
const OF_COLLECTIONS = /^(collection|record|import):/;

function collection({ role, permission, resource }: AccessFacts): AccessRule | undefined {
  if (!role || !OF_COLLECTIONS.test(permission)) return undefined;
  const rule = "COLLECTION";
  if (!role.collections) return says(rule, true, `The role ${role.name} is not limited to some collections.`);
  const names = [...role.collections].join(", ");
  const limited = `The role ${role.name} is limited to ${names}`;
  if (resource === null) return { rule, outcome: "DEPENDS", reason: `${limited}: it depends on the collection.` };
  return says(rule, role.collections.has(resource), `${limited}.`);
}

/** `api-key:create` → `createApiKey`: the mutation that a permission is of. */
function mutationOf(permission: Permission): string {
  const [resource = "", verb = ""] = permission.split(":");
  return verb + resource.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function recentSignIn({ credential, permission }: AccessFacts): AccessRule | undefined {
  const stepUp = (SENSITIVE as Readonly<Record<string, StepUp>>)[`Mutation.${mutationOf(permission)}`];
  if (!stepUp || credential.kind !== "USER") return undefined;
  const reason = `It takes a sign-in of the last ${stepUp.maxAgeSeconds / 60} minutes, as strong as the tenant asks for.`;
  return { rule: "RECENT_SIGN_IN", outcome: "DEPENDS", reason };
}
