import type { IdentityContext } from "@bulkhead/identity/src/context.ts";
import { apiKeys } from "@bulkhead/identity/src/domain/api-keys.ts";
import { createActivationLink } from "@bulkhead/identity/src/domain/create-activation-link.ts";
import { createApiKey } from "@bulkhead/identity/src/domain/create-api-key.ts";
import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { readEmail } from "@bulkhead/identity/src/email.ts";
import type { IdentityRoom } from "@bulkhead/identity/src/room.ts";
import { AppError, appErrorOf, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import { createTenant } from "@bulkhead/tenancy/src/domain/create-tenant.ts";
import { ADMIN } from "@bulkhead/tenancy/src/roles.ts";
import type { TenancyRoom } from "@bulkhead/tenancy/src/room.ts";
import { operatorRequest } from "./operator.ts";

export interface BootstrapRooms {
  tenancy: Pick<TenancyRoom, "subgraph" | "tenantIdOfSlug">;
  identity: Pick<IdentityRoom, "subgraph" | "userIdOfEmail">;
}

export interface NewTenant {
  slug: string;
  name: string;
  adminEmail: string;
  adminName: string;
  /** What it begins with; absent: `standard`. */
  template?: string | undefined;
}

/** An activation link as the operator is given it, whatever becomes of mail. */
export interface HandedLink {
  url: string;
  expiresAt: string;
}

/** What is shown once and stored nowhere. */
export interface MadeTenant {
  /** `ten_…` */
  tenantId: string;
  /** An Admin key. */
  key: string;
  /** By which the Admin sets a password; undefined when they have one already, from a run that died. */
  activation: HandedLink | undefined;
}

/**
 * Makes a tenant, its first Admin, the link by which they set a password, and an Admin key, through the domain functions
 * that everybody uses. Each step is a transaction of its own, so it may die between two: called again for the same slug
 * it goes on where it stopped. The key comes last; a tenant that has one is complete and is left alone. Errors: CONFLICT,
 * BAD_USER_INPUT.
 */
export async function bootstrap(rooms: BootstrapRooms, wanted: NewTenant): Promise<MadeTenant> {
  const { slug, name, adminEmail, adminName } = wanted;
  const faults: FieldFault[] = [];
  const email = readEmail(adminEmail, "adminEmail", faults);
  readName(adminName, "adminName", faults);
  refuseFaults(faults);

  const existing = await rooms.tenancy.tenantIdOfSlug(slug);
  const tenantId = existing ?? newUuid();
  const request = operatorRequest(tenantId);
  const tenancy = rooms.tenancy.subgraph.context(request);
  const identity = rooms.identity.subgraph.context(request);

  if (existing === undefined) await createTenant(tenancy, { slug, name, template: wanted.template });
  else await refuseComplete(identity, slug);
  const known = await rooms.identity.userIdOfEmail(tenantId, email);
  const userId = known ? encodeId("user", known) : (await createUser(identity, { email, name: adminName })).id;
  await addMember(tenancy, { userId, role: ADMIN }).catch(ignoreConflict);
  const activation = await handActivationLink(identity, userId);
  const { key } = await createApiKey(identity, { name: "First Admin key", role: ADMIN });
  return { tenantId: encodeId("tenant", tenantId), key, activation };
}

/** Keys come oldest first, so the first Admin key, revoked or not, is on the first page. */
async function refuseComplete(identity: IdentityContext, slug: string): Promise<void> {
  const { nodes } = await apiKeys(identity, { first: 500 });
  if (nodes.some((key) => key.role === ADMIN))
    throw new AppError("CONFLICT", `The tenant ${slug} exists and has an Admin key. Choose another slug.`);
}

/** The link for a user, to hand over or to follow; undefined when they can sign in already. */
export async function handActivationLink(identity: IdentityContext, userId: string): Promise<HandedLink | undefined> {
  const made = await createActivationLink(identity, { userId }).catch(ignoreConflict);
  return made && made.url !== null ? { url: made.url, expiresAt: made.expiresAt } : undefined;
}

/** It was done by the run that died. */
export function ignoreConflict(error: unknown): undefined {
  if (appErrorOf(error)?.code !== "CONFLICT") throw error;
}
