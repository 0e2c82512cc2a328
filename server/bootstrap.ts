import type { IdentityContext } from "@bulkhead/identity/src/context.ts";
import { apiKeys } from "@bulkhead/identity/src/domain/api-keys.ts";
import { createActivationLink } from "@bulkhead/identity/src/domain/create-activation-link.ts";
import { createApiKey } from "@bulkhead/identity/src/domain/create-api-key.ts";
import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { readEmail } from "@bulkhead/identity/src/email.ts";
import { createFounders } from "@bulkhead/identity/src/onboarding/founders.ts";
import type { IdentityRoom } from "@bulkhead/identity/src/room.ts";
import { AppError, appErrorOf, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import { createTenant } from "@bulkhead/tenancy/src/domain/create-tenant.ts";
import { DEFAULT_TEMPLATE } from "@bulkhead/tenancy/src/founding.ts";
import { ADMIN } from "@bulkhead/tenancy/src/roles.ts";
import type { TenancyRoom } from "@bulkhead/tenancy/src/room.ts";
import type { Databases } from "./databases.ts";
import { operatorRequest } from "./operator.ts";

/** What is needed of a platform. */
export interface Bootstrapping {
  rooms: {
    tenancy: Pick<TenancyRoom, "subgraph" | "tenantIdOfSlug" | "onboarding" | "adminsOf">;
    identity: Pick<IdentityRoom, "subgraph" | "userIdOfEmail">;
  };
  databases: Pick<Databases, "oauth">;
}

export interface NewTenant {
  slug: string;
  name: string;
  adminEmail: string;
  adminName: string;
  /** What it begins with; absent: `standard`. */
  template?: string | undefined;
  /** Where its data is kept; absent: the template's. */
  region?: string | undefined;
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
 * Makes a tenant with its first Admin, the link by which they set a password, and an Admin key. It goes the way of a
 * company that comes in by itself (docs/adr/0035): the user first, then tenant and membership in one transaction, so no
 * tenant is ever without an Admin. It may die between two steps: called again for the same slug it goes on where it
 * stopped, and what nobody goes on with is swept before there is a tenant. The key comes last; a tenant that has one is
 * complete and is left alone. Errors: CONFLICT, BAD_USER_INPUT.
 */
export async function bootstrap(platform: Bootstrapping, wanted: NewTenant): Promise<MadeTenant> {
  const faults: FieldFault[] = [];
  const email = readEmail(wanted.adminEmail, "adminEmail", faults);
  const adminName = readName(wanted.adminName, "adminName", faults);
  const name = readName(wanted.name, "name", faults);
  refuseFaults(faults);

  const { tenancy, identity } = platform.rooms;
  const existing = await tenancy.tenantIdOfSlug(wanted.slug);
  const checked = { ...wanted, adminEmail: email, adminName, name };
  const { tenantId, userId } = existing ? await goOn(platform, existing, checked) : await found(platform, checked);
  const context = identity.subgraph.context(operatorRequest(tenantId));
  const activation = await handActivationLink(context, userId);
  const { key } = await createApiKey(context, { name: "First Admin key", role: ADMIN });
  return { tenantId: encodeId("tenant", tenantId), key, activation };
}

/** Answers a uuid and a public id. */
interface Made {
  tenantId: string;
  userId: string;
}

async function found({ rooms, databases }: Bootstrapping, wanted: NewTenant): Promise<Made> {
  const { slug, name, adminEmail: email, adminName: personName, template = DEFAULT_TEMPLATE, region } = wanted;
  const founders = createFounders({ db: databases.oauth, tenancy: rooms.tenancy.onboarding });
  const founding = await founders.begin({ slug, name, template, email, personName }, operatorRequest);
  const { tenantId, userId } = founding;
  try {
    const context = rooms.tenancy.subgraph.context(operatorRequest(tenantId));
    await createTenant(context, { slug, name, template, region, foundedBy: userId });
  } catch (error) {
    if (appErrorOf(error)) await founders.giveUp(founding);
    throw error;
  }
  await founders.end(founding);
  return { tenantId, userId: encodeId("user", userId) };
}

/** With a tenant that lacks its key; and its Admin too, where a version before made it, in steps of their own. */
async function goOn({ rooms }: Bootstrapping, tenantId: string, wanted: NewTenant): Promise<Made> {
  const { adminEmail: email, adminName: name } = wanted;
  const request = operatorRequest(tenantId);
  const identity = rooms.identity.subgraph.context(request);
  await refuseComplete(identity, wanted.slug);
  const known = await rooms.identity.userIdOfEmail(tenantId, email);
  const admins = await rooms.tenancy.adminsOf(tenantId);
  // Somebody else's: a company that came in by itself has no key until it makes one.
  if (admins.length > 0 && !(known && admins.includes(known))) throw exists(wanted.slug, "an Admin");
  const userId = known ? encodeId("user", known) : (await createUser(identity, { email, name })).id;
  await addMember(rooms.tenancy.subgraph.context(request), { userId, role: ADMIN }).catch(ignoreConflict);
  return { tenantId, userId };
}

/** Keys come oldest first, so the first Admin key, revoked or not, is on the first page. */
async function refuseComplete(identity: IdentityContext, slug: string): Promise<void> {
  const { nodes } = await apiKeys(identity, { first: 500 });
  if (nodes.some((key) => key.role === ADMIN)) throw exists(slug, "an Admin key");
}

function exists(slug: string, what: string): AppError {
  return new AppError("CONFLICT", `The tenant ${slug} exists and has ${what}. Choose another slug.`);
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
