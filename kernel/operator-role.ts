import { MULTI_FACTOR_ACR } from "./acr.ts";
import { decodeId } from "./id.ts";
import { INSTALLATION_ID } from "./installation.ts";
import { type Permission, PLATFORM_PERMISSIONS, type PlatformPermission } from "./permission.ts";
import { type Principal, permissionsKeyOf } from "./principal.ts";

/** What an operator of the platform may be. Code, as the predefined roles of tenants are: no row can change what they allow. */
export const OPERATOR_ROLES = ["SUPPORT", "BILLING", "SECURITY", "OWNER"] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

export type OperatorPermission = Permission | PlatformPermission;

const ALLOWS: Readonly<Record<OperatorRole, ReadonlySet<OperatorPermission>>> = {
  SUPPORT: new Set(["tenant-directory:read", "impersonation:start", "impersonation:end"]),
  BILLING: new Set(["tenant-directory:read", "tenant-plan:change", "tenant-report:run"]),
  SECURITY: new Set([
    "tenant-directory:read",
    "tenant:suspend",
    "tenant:resume",
    "operator:read",
    "impersonation:end",
    "key:read",
    "key:rotate",
    "signing-key:rotate",
  ]),
  OWNER: new Set([...PLATFORM_PERMISSIONS, "impersonation:end"]),
};

export function isOperatorRole(value: unknown): value is OperatorRole {
  return (OPERATOR_ROLES as readonly unknown[]).includes(value);
}

/** The same object each time. */
export function permissionsOfOperator(role: OperatorRole): ReadonlySet<OperatorPermission> {
  return ALLOWS[role];
}

/** What a credential of an operator says: who, in which role, and how long. */
export interface OperatorIdentity {
  /** `opr_…` */
  id: string;
  role: OperatorRole;
  /** When they last proved both factors, in seconds since 1970. */
  authTime: number;
  /** In seconds since 1970. */
  expiresAt: number;
}

/** Outside any tenant; what an operator does in one, they do by `inTenant`. */
export function operatorPrincipal({ id, role, authTime, expiresAt }: OperatorIdentity): Principal {
  const permissions = ALLOWS[role];
  return {
    kind: "operator",
    id,
    tenantId: null,
    roles: [role],
    permissions,
    permissionsKey: permissionsKeyOf(permissions),
    acr: MULTI_FACTOR_ACR,
    authTime,
    expiresAt,
  };
}

interface Acting {
  principal: Principal;
}

/**
 * An operator at work in the tenant that an argument names. Whoever is none stays where their credential put them, and is
 * refused by the permission, which no tenant's role can have: whatever they name, the answer is the same.
 */
export function inTenant<C extends Acting>(ctx: C, id: string, path = "input.tenantId"): C {
  if (ctx.principal.kind !== "operator") return ctx;
  return { ...ctx, principal: { ...ctx.principal, tenantId: decodeId("tenant", id, path) } };
}

/** An operator at work on what belongs to the installation, whose log then has it. */
export function inInstallation<C extends Acting>(ctx: C): C {
  if (ctx.principal.kind !== "operator") return ctx;
  return { ...ctx, principal: { ...ctx.principal, tenantId: INSTALLATION_ID } };
}
