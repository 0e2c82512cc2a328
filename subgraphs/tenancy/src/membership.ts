import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Feed, FeedEvent } from "@bulkhead/kernel/feed.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createTenantCache, type Known } from "@bulkhead/kernel/tenant-cache.ts";
import type { TenantPolicy } from "./policy.ts";
import { ADMIN } from "./roles.ts";

/** What a user is in a tenant, for whoever signs them in. */
export interface Membership {
  role: string;
  /** As it wants to be called. */
  tenantName: string;
  slug: string;
  status: TenantPolicy["status"];
}

/** From the table each time; undefined for a user who is no member. */
export async function readMembership(db: Database, tenantId: string, userId: string): Promise<Membership | undefined> {
  const [row] = await readAsTenant<Omit<Membership, "tenantName"> & { name: string }>(db, tenantId, {
    name: "membership",
    text: `select role, coalesce(display_name, name) as name, slug, status
           from tenancy.member join tenancy.tenant using (tenant_id)
           left join lateral (
             select settings #>> '{branding,displayName}' as display_name from tenancy.tenant_setting
             where tenant_id = $1 order by version desc limit 1
           ) as setting on true
           where tenant_id = $1 and user_id = $2`,
    values: [tenantId, userId],
  });
  if (!row) return undefined;
  const { role, name: tenantName, slug, status } = row;
  return { role, tenantName, slug, status };
}

/** More than are ever asked about: whoever has so many has another. */
const MAX_ADMINS = 1_000;

/** The users who are Admins of a tenant, by uuids; none of one that is suspended, where nobody works. From the table. */
export async function readAdmins(db: Database, tenantId: string): Promise<string[]> {
  const rows = await readAsTenant<{ user_id: string }>(db, tenantId, {
    name: "admins_of_tenant",
    text: `select user_id from tenancy.member join tenancy.tenant using (tenant_id)
           where tenant_id = $1 and role = $2 and status in ('ACTIVE', 'CLOSING') order by id desc limit $3`,
    values: [tenantId, ADMIN, MAX_ADMINS],
  });
  return rows.map(({ user_id: userId }) => userId);
}

/** The users who hold a role, by uuid, oldest member first. */
export async function readUsersWithRole(db: Database, tenantId: string, role: string): Promise<string[]> {
  const rows = await readAsTenant<{ user_id: string }>(db, tenantId, {
    name: "users_with_role",
    text: "select user_id from tenancy.member where tenant_id = $1 and role = $2 order by id",
    values: [tenantId, role],
  });
  return rows.map((row) => row.user_id);
}

/** Roles of members, by uuid of tenant and user: kept until the feed says that one changed. */
export interface MemberRoles extends Known<string> {
  stop(): void;
}

/** Some 250 bytes each. */
const MAX_MEMBERS = 100_000;

/** `load` reads the table, or asks the tenancy room of another process. */
export function createMemberRoles(
  load: (tenantId: string, userId: string) => Promise<string | undefined>,
  feed: Pick<Feed, "listen" | "lagMs">,
): MemberRoles {
  const roles = createTenantCache({ load, max: MAX_MEMBERS, trusted: () => isBelieved(feed) });
  const stop = feed.listen(({ type, tenantId, payload }: FeedEvent) => {
    if (!type.startsWith("member.")) return;
    const { userId } = payload;
    const user = typeof userId === "string" ? tryDecodeId("user", userId) : undefined;
    // An event that does not say whose membership it changed is taken to have changed all.
    if (user === undefined) roles.forgetAll();
    else roles.forget(tenantId, user);
  });
  return { get: roles.get, peek: roles.peek, stop };
}
