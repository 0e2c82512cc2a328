import { randomUUID } from "node:crypto";
import { addOperator } from "@bulkhead/identity/src/domain/add-operator.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { type EnqueuedJob, enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { operatorContext } from "../operators.ts";
import type { TestServer } from "../server.ts";

/** One that waits, and goes on waiting: it has no job. */
export async function seedBulkChange({ databases }: TestServer, tenantId: string, collection: string): Promise<string> {
  const id = newUuid();
  await databases.owner.pool.query(
    `insert into data.bulk_change (tenant_id, id, collection_id, kind, status, dry_run, filter_digest, request_id, created_by)
     values ($1, $2, $3, 'DELETE', 'QUEUED', true, '', 'req', 'platform')`,
    [tenantId, id, tryDecodeId("collection", collection)],
  );
  return encodeId("bulkChange", id);
}

/** A grant as the authorisation server makes it when a user signs in to a client. */
export async function seedGrant(server: TestServer, tenantId: string, user: string, client: string): Promise<void> {
  await server.databases.owner.pool.query(
    `insert into identity.oauth_grant (tenant_id, id, user_id, client_id, scope, expires_at)
     values ($1, $2, $3, $4, 'openid', now() + interval '1 day')`,
    [tenantId, newUuid(), tryDecodeId("user", user), tryDecodeId("oauthClient", client)],
  );
}

/** A quota that was reached once, and a day on which something was asked, long before whatever the gateway counts of the test itself. */
export async function seedUsage(server: TestServer, tenantId: string, credential: string): Promise<void> {
  await server.databases.owner.pool.query(
    `insert into platform.usage_day (tenant_id, quota, day, operation, credential, amount)
     values ($1, 'requests', now() - interval '2 days', 'Query.records', $2, 3)`,
    [tenantId, credential],
  );
  await server.databases.owner.pool.query(
    "insert into platform.quota_reached (tenant_id, quota, period, percent) values ($1, 'requests', '2026-01', 80)",
    [tenantId],
  );
  // Of some other gateway that has none open, and that nobody takes for dead while the test runs.
  await server.databases.owner.pool.query(
    `insert into platform.usage_gauge (tenant_id, instance, amount, seen_at)
     values ($1, gen_random_uuid(), 0, now() + interval '1 day')`,
    [tenantId],
  );
}

/** An operator belongs to no tenant: one for each world, so that there is one to name. */
export async function seedOperator(server: TestServer, name: string): Promise<string> {
  const wanted = {
    email: `${name}-${randomUUID()}@operators.example`,
    name: "Some Operator",
    role: "SUPPORT",
  } as const;
  return (await addOperator(operatorContext(server), wanted)).operator.id;
}

/** An operator at work as a user of the tenant; whose it is, does not matter here. */
export async function seedImpersonation(
  server: TestServer,
  tenantId: string,
  user: string,
  mark: string,
): Promise<string> {
  const id = newUuid();
  await server.databases.owner.pool.query(
    `insert into identity.impersonation (tenant_id, id, user_id, operator_id, mode, reason, expires_at)
     values ($1, $2, $3, $4, 'READ', $5, now() + interval '30 minutes')`,
    [tenantId, id, tryDecodeId("user", user), newUuid(), `${mark} reason`],
  );
  return encodeId("impersonation", id);
}

/** A job that was given up: of a kind that no worker knows, so that it stands still however it is pushed. */
export async function seedDeadLetter(server: TestServer, tenantId: string): Promise<string> {
  const ctx = {
    principal: platformPrincipal(tenantId),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
  const job = enqueueJob(ctx, tenantId, { kind: "test.nobody", payload: {}, runAfter: "2999-01-01T00:00:00Z" });
  const [[made]] = (await flushAsTenant(server.platform.databases.data, tenantId, [job])) as [[EnqueuedJob]];
  await server.databases.owner.pool.query(
    "update platform.job set state = 'FAILED', finished_at = now() where tenant_id = $1 and id = $2",
    [tenantId, made.id],
  );
  return encodeId("job", made.id);
}
