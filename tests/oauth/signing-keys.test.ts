import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { until } from "../testkit/until.ts";

/** Signing keys as clients see them: over HTTP, while they are rotated and revoked. */
let world: OAuthWorld;
let machine: TestClient;
beforeAll(async () => {
  world = await openOAuthWorld();
  machine = await (await world.tenant()).client({ kind: "MACHINE" });
}, 60_000);
afterAll(() => world.stop());

async function jwks(): Promise<(string | undefined)[]> {
  const answer = await fetch(`${world.issuer}/oauth/jwks`);
  const { keys } = (await answer.json()) as { keys: { kid?: string; d?: string }[] };
  expect(keys.filter((key) => "d" in key)).toEqual([]);
  return keys.map(({ kid }) => kid);
}

async function token(): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${machine.id}:${machine.secret}`).toString("base64")}`;
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  const answer = await fetch(`${world.issuer}/oauth/token`, { method: "POST", headers: { authorization }, body });
  const { access_token } = (await answer.json()) as { access_token: string };
  expect(answer.status).toBe(200);
  return access_token;
}

const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid;
const isAccepted = async (jwt: string) => {
  const { data } = await world.server.graphql(jwt, "{ tenant { id } }");
  return data != null;
};

test("a rotated key is published before it signs, and a revoked one's tokens open nothing within a second", async () => {
  const { signingKeys } = world.server.platform.authorisation;
  const first = await token();
  expect(await isAccepted(first)).toBe(true);
  expect(await jwks()).toEqual([kidOf(first)]);

  const { kid: ahead } = await signingKeys.rotate(operatorRequest(INSTALLATION_ID), { byHand: true });
  expect((await jwks()).sort()).toEqual([kidOf(first), ahead].sort());
  expect(kidOf(await token())).toBe(kidOf(first));

  const { kid: atOnce } = await signingKeys.rotate(operatorRequest(INSTALLATION_ID), { byHand: true, atOnce: true });
  const second = await token();
  expect(kidOf(second)).toBe(atOnce);
  expect([await isAccepted(first), await isAccepted(second)]).toEqual([true, true]);

  await signingKeys.revoke(operatorRequest(INSTALLATION_ID), kidOf(first) ?? "");
  await until(async () => !(await isAccepted(first)), 1_000);
  expect(await isAccepted(second)).toBe(true);
  expect((await jwks()).sort()).toEqual([ahead, atOnce].sort());
});
