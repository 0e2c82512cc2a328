import { setPassword } from "@bulkhead/identity/src/domain/set-password.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  change,
  type Member,
  type OAuthTenant,
  type OAuthWorld,
  openOAuthWorld,
  REDIRECT_URI,
  type TestClient,
} from "../testkit/oauth.ts";
import {
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  postAs,
  refresh,
  type Tokens,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { until } from "../testkit/until.ts";

/** What ends a family of tokens: everything by which a person is no longer who they were (RFC 9700 section 4.14.2). */
let world: OAuthWorld;
beforeAll(async () => {
  world = await openOAuthWorld();
}, 60_000);
afterAll(() => world?.stop());

interface Scene {
  tenant: OAuthTenant;
  member: Member;
  client: TestClient;
  walker: ReturnType<typeof openWalker>;
}

const mutation = (name: string, input: string) => `mutation ($i: ${input}!) { ${name}(input: $i) { __typename } }`;

async function isAccepted({ access_token }: Tokens): Promise<boolean> {
  return (await world.server.graphql(access_token, "{ me { roles } }")).errors === undefined;
}

/** By what a family ends, and what gives the person a way back in. */
const ENDS: Record<string, { end(scene: Scene): Promise<unknown>; restore?(scene: Scene): Promise<unknown> }> = {
  "its user is locked": {
    end: ({ tenant, member }) =>
      change(tenant.admin, mutation("lockUser", "LockUserInput"), { id: member.userId, reason: "a test" }),
    restore: ({ tenant, member }) =>
      change(tenant.admin, mutation("unlockUser", "UnlockUserInput"), { id: member.userId }),
  },
  "its user is no member any more": {
    end: ({ tenant, member }) =>
      change(tenant.admin, "mutation ($i: RemoveMemberInput!) { removeMember(input: $i) { id } }", {
        id: member.memberId,
      }),
    restore: ({ tenant, member }) =>
      change(tenant.admin, mutation("addMember", "AddMemberInput"), { userId: member.userId, role: "Developer" }),
  },
  "its tenant is suspended": {
    end: ({ tenant }) => suspendTenant(tenancyContext(tenant), { reason: "a test" }),
    restore: ({ tenant }) => resumeTenant(tenancyContext(tenant)),
  },
  "the password is set": {
    end({ member: { email, password } }) {
      const { databases, authorisation, feed } = world.server.platform;
      const { passwords, passwordPolicy } = authorisation.accounts;
      const operator = {
        ...operatorRequest(INSTALLATION_ID),
        oauthDb: databases.oauth,
        passwords,
        passwordPolicy,
        feed,
      };
      // The same again is another password to whoever was signed in.
      return setPassword(operator, { email, password });
    },
  },
  "its client is revoked": {
    end: ({ tenant, client }) =>
      change(tenant.admin, mutation("revokeOAuthClient", "RevokeOAuthClientInput"), { id: client.id }),
  },
  "the person signs out": {
    end: ({ walker, client }) =>
      walker.walk(`${world.issuer}/oauth/logout?${new URLSearchParams({ client_id: client.id })}`, { until: "none:" }),
  },
};

function tenancyContext({ id }: OAuthTenant) {
  const tenantId = tryDecodeId("tenant", id) ?? "";
  return world.server.platform.rooms.tenancy.subgraph.context(operatorRequest(tenantId));
}

test.each(Object.keys(ENDS))(
  "a family ends when %s: its tokens open nothing within two seconds, nor later",
  async (why) => {
    const tenant = await world.tenant();
    const scene: Scene = {
      tenant,
      member: await tenant.member(),
      client: await tenant.client({ kind: "PUBLIC" }),
      walker: openWalker(),
    };
    const { end, restore } = ENDS[why] as (typeof ENDS)[string];
    const { issuer } = world;
    const tokens = await tokensOf(issuer, scene.client, scene.member, {}, scene.walker);
    const bystander = await tenant.member();
    const theirs = await tokensOf(issuer, await tenant.client({ kind: "PUBLIC" }), bystander);
    expect(await isAccepted(tokens)).toBe(true);

    await end(scene);
    await until(async () => !(await isAccepted(tokens)), 2_000);
    const refused = await refresh(issuer, scene.client, tokens.refresh_token);
    expect([400, 401]).toContain(refused.status);
    expect(refused.body).not.toHaveProperty("access_token");
    if (why !== "its tenant is suspended") expect(await isAccepted(theirs)).toBe(true);

    if (!restore) return;
    // What was ended stays so; only signing in again gives something.
    await world.server.platform.feed.settled();
    await until(async () => (await grantsStanding(scene.member)) === 0, 5_000);
    await restore(scene);
    await until(async () => {
      const { answer } = await openWalker().walk(
        authorizeUrl(issuer, authorizeParameters(scene.client, newVerifier().challenge)),
        { as: scene.member, until: REDIRECT_URI },
      );
      return answer?.searchParams.has("code") === true;
    }, 5_000);
    expect(await isAccepted(tokens)).toBe(false);
    expect((await refresh(issuer, scene.client, tokens.refresh_token)).status).toBe(400);
  },
  60_000,
);

async function grantsStanding({ userId }: Member): Promise<number> {
  const { rows } = await world.server.databases.owner.pool.query(
    "select count(*)::int as standing from identity.oauth_grant where user_id = $1 and ended_at is null",
    [tryDecodeId("user", userId)],
  );
  return rows[0].standing;
}

test("a machine's token opens nothing once its client is revoked or its tenant suspended", async () => {
  for (const suspends of [true, false]) {
    const tenant = await world.tenant();
    const machine = await tenant.client({ kind: "MACHINE" });
    const { body } = await postAs(world.issuer, machine, "token", { grant_type: "client_credentials" });
    const tokens = body as unknown as Tokens;
    expect(await isAccepted(tokens)).toBe(true);
    if (suspends) await suspendTenant(tenancyContext(tenant), { reason: "a test" });
    else await change(tenant.admin, mutation("revokeOAuthClient", "RevokeOAuthClientInput"), { id: machine.id });
    await until(async () => !(await isAccepted(tokens)), 2_000);
    await until(async () => {
      const again = await postAs(world.issuer, machine, "token", { grant_type: "client_credentials" });
      return again.status !== 200;
    }, 2_000);
  }
});
