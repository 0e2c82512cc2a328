import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusedImpersonation, startImpersonation } from "../testkit/impersonation.ts";
import { change, type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { openOperator, type TestOperator } from "../testkit/operators.ts";
import type { TestServer } from "../testkit/server.ts";
import { subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

let world: OAuthWorld;
let server: TestServer;
let support: TestOperator;
let owner: TestOperator;
let home: OAuthTenant;
let person: Member;

beforeAll(async () => {
  world = await openOAuthWorld();
  server = world.server;
  [support, owner] = [await openOperator(server, "SUPPORT"), await openOperator(server, "OWNER")];
  home = await world.tenant();
  person = await home.member("Developer");
}, 60_000);
afterAll(() => server.stop());

describe("a tenant that forbids it", () => {
  const UPDATE = `mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) {
    tenantConfig { version security { impersonation } } warnings } }`;
  const ROLLBACK = `mutation ($i: RollbackTenantConfigInput!) { rollbackTenantConfig(input: $i) {
    tenantConfig { version security { impersonation } } } }`;
  const works = async (token: string) => (await server.graphql(token, "{ me { roles } }")).errors === undefined;
  const whom = () => ({ tenantId: home.id, userId: person.userId });
  const startHere = () => startImpersonation(support, whom());

  async function versionNow(): Promise<number> {
    const { data } = await home.admin.graphql("Admin", "{ tenantConfig { version } }");
    return (data as { tenantConfig: { version: number } }).tenantConfig.version;
  }

  async function set(impersonation: boolean): Promise<string[]> {
    const input = { expectedVersion: await versionNow(), reason: "our rule", security: { impersonation } };
    const { data, errors } = await server.graphql(home.admin.keys.Admin, UPDATE, { i: input });
    expect(errors).toBeUndefined();
    const { tenantConfig, warnings } = (data as { updateTenantConfig: { tenantConfig: object; warnings: string[] } })
      .updateTenantConfig;
    expect(tenantConfig).toMatchObject({ security: { impersonation } });
    // What is pushed comes a moment later.
    const uuid = tryDecodeId("tenant", home.id) ?? "";
    await until(
      async () => (await server.platform.rooms.tenancy.policyOf(uuid))?.settings.impersonation === impersonation,
    );
    return warnings;
  }

  const endedIn = (id: string) =>
    until(async () => {
      const { data } = await home.admin.graphql("Admin", "{ impersonations { id endedAt } }");
      const all = (data as { impersonations: { id: string; endedAt: string | null }[] }).impersonations;
      return all.find((one) => one.id === id)?.endedAt != null;
    }, 10_000);

  test("ends what runs, its sockets too; it stays ended when it is allowed again", async () => {
    const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
    await change(home.admin, DEFINE, { name: "notes", schema: { type: "object" } });
    const { accessToken, impersonation } = await startHere();
    const other = await world.tenant();
    const { userId } = await other.member("Developer");
    const elsewhere = await startImpersonation(support, { tenantId: other.id, userId });
    const CHANGES = `subscription { recordChanged(collection: "notes") { __typename } }`;
    const socket = await subscribe(server.address, accessToken, CHANGES);
    expect(await works(accessToken)).toBe(true);
    expect(await set(false)).toContainEqual(expect.stringContaining("stop at once"));
    await until(async () => !(await works(accessToken)));
    await until(async () => (await socket.ended(1_000)) === "4401 UNAUTHENTICATED", 10_000);
    expect((await refusedImpersonation(support, whom()))?.extensions.code).toBe("FORBIDDEN");
    await endedIn(impersonation.id);
    const { data } = await home.admin.graphql(
      "Admin",
      `{ auditEvents(filter: { action: "impersonation.end" }) { nodes { targetId actor { id } } } }`,
    );
    expect(data).toEqual({
      auditEvents: { nodes: [{ targetId: impersonation.id, actor: { id: "platform" } }] },
    });

    await set(true);
    const again = await startHere();
    expect([await works(accessToken), await works(again.accessToken)]).toEqual([false, true]);
    expect(await works(elsewhere.accessToken)).toBe(true);
  });

  test("by going back to a version that did, too", async () => {
    await set(false);
    const toVersion = await versionNow();
    await set(true);
    const { accessToken, impersonation } = await startHere();
    expect(await works(accessToken)).toBe(true);
    const input = { expectedVersion: await versionNow(), toVersion, reason: "back" };
    const { data } = await server.graphql(home.admin.keys.Admin, ROLLBACK, { i: input });
    expect(data).toMatchObject({ rollbackTenantConfig: { tenantConfig: { security: { impersonation: false } } } });
    await until(async () => !(await works(accessToken)));
    await endedIn(impersonation.id);
    await set(true);
  });

  test("is not overruled by whoever acts as its Admin", async () => {
    const admin = await home.member("Admin");
    const { accessToken } = await startImpersonation(owner, { tenantId: home.id, userId: admin.userId, mode: "WRITE" });
    const input = { expectedVersion: await versionNow(), reason: "mine", security: { impersonation: true } };
    const { errors } = await server.graphql(accessToken, UPDATE, { i: input });
    expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });
});
