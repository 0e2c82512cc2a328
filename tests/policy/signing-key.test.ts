import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../testkit/grants.ts";
import { openIssuer } from "../testkit/issuer.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";
import { subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

let server: TestServer;
beforeAll(async () => {
  // With a setting of its own it never is the installation that all files share: what is revoked here is everybody's key.
  server = await openTestServer({ BULKHEAD_LOG_LEVEL: "warn" });
}, 60_000);
afterAll(() => server.stop());

test("revoking a signing key ends its tokens, and closes their sockets long before anybody looks at all of them", async () => {
  const { signingKeys } = server.platform.authorisation;
  const tenant = await server.tenant();
  const tenantId = tryDecodeId("tenant", tenant.tenantId) ?? "";
  const issuer = await openIssuer(server);
  const clientId = await seedClient(server.databases.owner, tenantId, "Viewer");
  const token = await issuer.sign({ tenantId, clientId });
  const { data } = await server.graphql(token, "{ me { actor { id } } }");
  expect(data).toEqual({ me: { actor: { id: encodeId("oauthClient", clientId) } } });
  const listening = await subscribe(
    server.address,
    token,
    'subscription { recordChanged(collection: "any") { cursor } }',
  );
  const [before] = signingKeys.current().privateJwks;

  await signingKeys.rotate(operatorRequest(INSTALLATION_ID), { atOnce: true, byHand: true });
  await signingKeys.revoke(operatorRequest(INSTALLATION_ID), before?.kid ?? "");
  expect((await server.graphql(token, "{ tenant { id } }")).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  let how = "";
  await until(async () => {
    how = await listening.ended(1_000);
    return /^\d{4}/.test(how);
  }, 5_000);
  expect(how).toBe("4401 UNAUTHENTICATED");
  const fresh = await (await openIssuer(server)).sign({ tenantId, clientId });
  expect((await server.graphql(fresh, "{ tenant { id } }")).errors).toBeUndefined();
});
