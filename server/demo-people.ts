import { randomBytes } from "node:crypto";
import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import { activateBy } from "./activate.ts";
import { handActivationLink, ignoreConflict } from "./bootstrap.ts";
import { type DemoPersonPlan, demoPeople } from "./demo-tenants.ts";
import { operatorRequest } from "./operator.ts";
import type { Platform } from "./platform.ts";

export interface DemoPerson {
  password: string;
  /** Whether they can sign in yet. */
  ready: boolean;
}

/**
 * Lets people sign in to the demo tenants, by the links that an Admin would send them. An interrupted first run goes on
 * where it stopped: a password is kept before it is set.
 */
export async function ensurePeople(
  platform: Platform,
  people: Record<string, DemoPerson>,
  save: () => void,
): Promise<void> {
  for (const { email } of demoPeople) people[email] ??= { password: randomBytes(10).toString("hex"), ready: false };
  save();
  await Promise.all(
    demoPeople.map(async (plan) => {
      const person = people[plan.email];
      if (!person || person.ready) return;
      for (const membership of plan.memberships) await ensureUser(platform, plan, membership, person.password);
      person.ready = true;
      save();
    }),
  );
}

async function ensureUser(
  platform: Platform,
  { email, name }: DemoPersonPlan,
  { tenant, role }: DemoPersonPlan["memberships"][number],
  password: string,
): Promise<void> {
  const { tenancy, identity } = platform.rooms;
  const tenantId = (await tenancy.tenantIdOfSlug(tenant)) ?? "";
  const request = operatorRequest(tenantId);
  const context = identity.subgraph.context(request);
  const known = await identity.userIdOfEmail(tenantId, email);
  const userId = known ? encodeId("user", known) : (await createUser(context, { email, name })).id;
  await addMember(tenancy.subgraph.context(request), { userId, role }).catch(ignoreConflict);
  // None when they were activated before.
  const link = await handActivationLink(context, userId);
  if (link) await activateBy(platform, link.url, password);
}
