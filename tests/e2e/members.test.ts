import { afterAll, beforeAll, expect, test } from "vitest";
import { fillIn, newAddress, newPassword } from "../testkit/accounts.ts";
import { linkIn, mailboxOf } from "../testkit/mailbox.ts";
import { change, type Member, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { until } from "../testkit/until.ts";

/** From an invitation to leaving again, and a service account, wherever the rooms run. */
let world: OAuthWorld;
beforeAll(async () => {
  world = await openOAuthWorld();
}, 60_000);
afterAll(() => world?.stop());

const INVITE = "mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { invitation { id } } }";
const LEAVE = "mutation { leaveTenant(input: { confirm: true }) { id } }";

const codeOf = async (credential: string, query: string) => {
  const { errors } = await world.server.graphql(credential, query);
  return errors?.[0]?.extensions.code ?? "ok";
};

test("somebody is invited by mail, comes in, works, and leaves", async () => {
  const tenant = await world.tenant();
  const [email, password] = [newAddress(), newPassword()];
  await change(tenant.admin, INVITE, { email, role: "Developer", message: "We start on Monday." });
  const mail = await mailboxOf(world.server).mailTo(email, { subject: /^Join / });
  expect(mail.text).toContain("We start on Monday.");
  const walker = openWalker();
  const joined = await fillIn(walker, await walker.request(linkIn(mail)), { name: "Ada", password });
  expect([joined.status, joined.html]).toEqual([200, expect.stringContaining("You are a member")]);

  const client = await tenant.client({ kind: "PUBLIC" });
  const { access_token: token } = await tokensOf(world.issuer, client, { email, password });
  const { data } = await world.server.graphql(token, "{ me { roles } tenant { id } }");
  expect(data).toEqual({ me: { roles: ["Developer"] }, tenant: { id: tenant.id } });
  expect(await codeOf(token, LEAVE)).toBe("ok");
  await until(async () => (await codeOf(token, "{ tenant { id } }")) === "UNAUTHENTICATED", 10_000);
});

test("the last Admin who can sign in is neither locked nor removed, though another never came", async () => {
  const tenant = await world.tenant();
  const [last, leaving] = [await tenant.member("Admin"), await tenant.member("Admin")];
  const lock = ({ userId }: Member) =>
    `mutation { lockUser(input: { id: "${userId}", reason: "a test" }) { user { id } } }`;
  const remove = ({ memberId }: Member) => `mutation { removeMember(input: { id: "${memberId}" }) { id } }`;
  const key = tenant.admin.keys.Admin;
  expect(await codeOf(key, remove(leaving))).toBe("ok");
  expect([await codeOf(key, lock(last)), await codeOf(key, remove(last))]).toEqual(["CONFLICT", "CONFLICT"]);
});

test("a service account's key has the role that the account has, and ends with it", async () => {
  const { admin } = await world.tenant();
  const { serviceAccount } = await change<{ serviceAccount: { id: string } }>(
    admin,
    "mutation ($i: CreateServiceAccountInput!) { createServiceAccount(input: $i) { serviceAccount { id } } }",
    { name: "Robot", role: "Admin" },
  );
  const { id } = serviceAccount;
  const { key } = await change<{ key: string }>(
    admin,
    "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key } }",
    { name: "a key", serviceAccountId: id },
  );
  expect(await codeOf(key, "{ apiKeys { nodes { id } } }")).toBe("ok");
  await change(
    admin,
    "mutation ($i: ChangeServiceAccountRoleInput!) { changeServiceAccountRole(input: $i) { serviceAccount { id } } }",
    { id, role: "Viewer" },
  );
  await until(async () => (await codeOf(key, "{ apiKeys { nodes { id } } }")) === "FORBIDDEN", 10_000);
  expect(await codeOf(key, "{ tenant { id } }")).toBe("ok");
  await change(
    admin,
    "mutation ($i: RemoveServiceAccountInput!) { removeServiceAccount(input: $i) { serviceAccount { id } } }",
    { id },
  );
  await until(async () => (await codeOf(key, "{ tenant { id } }")) === "UNAUTHENTICATED", 10_000);
});
