import { generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import {
  assertionOf,
  authorize,
  type JsonAnswer,
  newVerifier,
  post,
  postAs,
  redeem,
  refresh,
  tokensOf,
} from "../testkit/oauth-requests.ts";

/** Codes and client authentication against those who misuse them (RFC 6749 sections 2.3, 4.1 and 5, RFC 9700 section 2). */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let publicClient: TestClient;
let confidential: TestClient;
let machine: TestClient;
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  publicClient = await tenant.client({ kind: "PUBLIC" });
  confidential = await tenant.client({ kind: "CONFIDENTIAL" });
  machine = await tenant.client({ kind: "MACHINE" });
}, 60_000);
afterAll(() => world?.stop());

const CLIENT_CREDENTIALS = { grant_type: "client_credentials" };

const outcome = ({ status, body }: JsonAnswer) => (status === 200 ? "tokens" : `${status} ${body.error}`);

/** What the API says to a token. */
async function apiSays(token: unknown): Promise<string> {
  const { data, errors } = await world.server.graphql(String(token), "{ me { roles } }");
  return errors?.[0]?.extensions.code ?? JSON.stringify(data);
}

describe("a code", () => {
  test.each(["PUBLIC", "CONFIDENTIAL"] as const)(
    "redeemed eight times at once by a %s client succeeds once, and ends all that it gave",
    async (kind) => {
      const client = kind === "PUBLIC" ? publicClient : confidential;
      const authorized = await authorize(world.issuer, client, member);
      const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(world.issuer, client, authorized)));
      expect(answers.map(outcome).sort()).toEqual([...Array(7).fill("400 invalid_grant"), "tokens"]);
      const { access_token, refresh_token } = answers.find(({ status }) => status === 200)?.body ?? {};
      expect(outcome(await refresh(world.issuer, client, String(refresh_token)))).toBe("400 invalid_grant");
      await expect.poll(() => apiSays(access_token), { timeout: 2_000 }).toBe("UNAUTHENTICATED");
    },
  );

  test("used a second time later ends all that it gave", async () => {
    const authorized = await authorize(world.issuer, confidential, member);
    const { body } = await redeem(world.issuer, confidential, authorized);
    expect(await apiSays(body.access_token)).toContain("Developer");
    expect(outcome(await redeem(world.issuer, confidential, authorized))).toBe("400 invalid_grant");
    expect(outcome(await refresh(world.issuer, confidential, String(body.refresh_token)))).toBe("400 invalid_grant");
    await expect.poll(() => apiSays(body.access_token), { timeout: 2_000 }).toBe("UNAUTHENTICATED");
  });

  test("is for its client, its address and its verifier, and a wrong try gives nothing to the right one's thief", async () => {
    const other = await tenant.client({ kind: "PUBLIC" });
    const attempts: [TestClient, Record<string, string | undefined>][] = [
      [other, {}],
      [publicClient, { redirect_uri: "https://client.example/callback/" }],
      [publicClient, { redirect_uri: undefined }],
      [publicClient, { code_verifier: newVerifier().verifier }],
    ];
    for (const [client, parameters] of attempts) {
      const authorized = await authorize(world.issuer, publicClient, member);
      const answer = await redeem(world.issuer, client, authorized, parameters);
      expect(outcome(answer)).toMatch(/^400 invalid_(grant|request)$/);
      expect(answer.body).not.toHaveProperty("access_token");
    }
  });

  test("lives for a minute at most", async () => {
    const owner = world.server.databases.owner.pool;
    const authorized = await authorize(world.issuer, publicClient, member);
    const { rows } = await owner.query(
      `select (payload->>'exp')::float8 - (payload->>'iat')::float8 as life
       from identity.oidc_artifact where model = 'AuthorizationCode'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { life } of rows) expect(life).toBeLessThanOrEqual(60);
    // A minute and a second later. The row stays for a while, to know a second use by.
    await owner.query(
      `update identity.oidc_artifact
       set payload = payload || jsonb_build_object('exp', extract(epoch from now())::bigint - 1)
       where model = 'AuthorizationCode'`,
    );
    expect(outcome(await redeem(world.issuer, publicClient, authorized))).toBe("400 invalid_grant");
  });

  test("that nobody issued, or of another form, is refused", async () => {
    for (const code of ["guessed", "", "x".repeat(5_000), "'; drop table identity.account; --", "\u0000", undefined])
      expect(
        outcome(
          await postAs(world.issuer, publicClient, "token", {
            grant_type: "authorization_code",
            code,
            redirect_uri: publicClient.redirectUri,
            code_verifier: newVerifier().verifier,
          }),
        ),
      ).toMatch(/^400 invalid_(grant|request)$/);
  });
});

test("no answer with tokens or about them may be kept", async () => {
  const tokens = await tokensOf(world.issuer, confidential, member);
  const token = tokens.access_token;
  const answers = [
    await postAs(world.issuer, machine, "token", CLIENT_CREDENTIALS),
    await refresh(world.issuer, confidential, tokens.refresh_token),
    await refresh(world.issuer, confidential, "none"),
    await postAs(world.issuer, confidential, "token", { grant_type: "nonsense" }),
    await postAs(world.issuer, { ...machine, secret: "wrong" }, "token", CLIENT_CREDENTIALS),
    await postAs(world.issuer, confidential, "introspect", { token }),
    await postAs(world.issuer, confidential, "revoke", { token: "none" }),
    await postAs(world.issuer, publicClient, "device_authorization", {}),
    await post(world.issuer, "token", {}),
  ];
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400, 401]));
  for (const { headers } of answers) expect(headers.get("cache-control")).toBe("no-store");
});

describe("a client proves itself", () => {
  test("or gets 401, with a challenge when it used the Authorization header", async () => {
    const wrong = { ...machine, secret: "bhs_wrong" };
    const byHeader = await postAs(world.issuer, wrong, "token", CLIENT_CREDENTIALS);
    expect([outcome(byHeader), byHeader.headers.get("www-authenticate")]).toEqual([
      "401 invalid_client",
      expect.stringMatching(/^Basic realm=/),
    ]);
    const inBody = { ...CLIENT_CREDENTIALS, client_id: machine.id, client_secret: "bhs_wrong" };
    expect(outcome(await post(world.issuer, "token", inBody))).toBe("401 invalid_client");
  });

  test("says the same to a wrong secret, an unknown client and none at all", async () => {
    const ask = async (id: string, secret: string) => {
      const answer = await postAs(world.issuer, { ...machine, id, secret }, "token", CLIENT_CREDENTIALS);
      return [answer.status, answer.body];
    };
    const known = await ask(machine.id, `${machine.secret}x`);
    expect(await ask("cli_01h455vb4pex5vsknk084sn02q", machine.secret)).toEqual(known);
    expect(await ask("nobody", machine.secret)).toEqual(known);
    // Another client's secret.
    expect(await ask(machine.id, confidential.secret)).toEqual(known);
  });

  test("in one way only, with its whole secret", async () => {
    const twice = { ...CLIENT_CREDENTIALS, client_id: machine.id, client_secret: machine.secret };
    expect(outcome(await postAs(world.issuer, machine, "token", twice))).toBe("400 invalid_request");
    for (const secret of [machine.secret.slice(0, -1), `${machine.secret} `, machine.secret.toUpperCase(), ""]) {
      const inBody = { ...CLIENT_CREDENTIALS, client_id: machine.id, client_secret: secret };
      expect(outcome(await post(world.issuer, "token", inBody))).toMatch(/^40[01] invalid_(client|request)$/);
    }
    const unproven = { ...CLIENT_CREDENTIALS, client_id: machine.id };
    expect(outcome(await post(world.issuer, "token", unproven))).toMatch(/^40[01] invalid_(client|request)$/);
  });

  test("with a secret of which the database holds a keyed hash alone", async () => {
    const { rows } = await world.server.databases.owner.pool.query(
      `select row_to_json(client)::text || coalesce((select string_agg(row_to_json(secret)::text, '')
         from identity.oauth_client_secret secret where secret.client_id = client.id), '') as kept
       from identity.oauth_client client`,
    );
    const kept = rows.map((row: { kept: string }) => row.kept).join("\n");
    expect(kept).toContain("digest");
    for (const { secret } of [machine, confidential]) {
      expect(kept).not.toContain(secret);
      expect(kept).not.toContain(Buffer.from(secret).toString("hex"));
    }
  });
});

describe("a signed assertion (RFC 7523)", () => {
  let client: TestClient;
  let key: CryptoKey;
  beforeAll(async () => {
    client = await tenant.client({ kind: "MACHINE", byKey: true });
    key = client.key as CryptoKey;
  });
  const send = async (proof: Record<string, string | string[] | undefined>) =>
    outcome(await post(world.issuer, "token", { ...CLIENT_CREDENTIALS, client_id: client.id, ...proof }));

  test("works once, though it is sent eight times at once", async () => {
    const proof = await assertionOf(world.issuer, client, key);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(proof)));
    expect(answers.sort()).toEqual([...Array(7).fill("401 invalid_client"), "tokens"]);
    expect(await send(proof)).toBe("401 invalid_client");
  });

  test("is for us: the issuer is its audience, and nothing else", async () => {
    for (const audience of [`${world.issuer}/oauth/token`, `${world.issuer}/`, "https://other.example", ""])
      expect(await send(await assertionOf(audience, client, key))).toBe("401 invalid_client");
    expect(await send(await assertionOf(world.issuer, client, key))).toBe("tokens");
  });

  test("of another key, another client, another time or no signature is refused", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    expect(await send(await assertionOf(world.issuer, client, privateKey))).toBe("401 invalid_client");
    expect(await send(await assertionOf(world.issuer, machine, key))).toMatch(/^40[01] invalid_(client|request)$/);
    const [header, payload] = String((await assertionOf(world.issuer, client, key)).client_assertion).split(".");
    const none = Buffer.from(`{"alg":"none"}`).toString("base64url");
    const type = { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" };
    for (const client_assertion of [`${none}.${payload}.`, `${header}.${payload}.`, "x.y.z", ""])
      expect(await send({ ...type, client_assertion })).toMatch(/^40[01] invalid_(client|request)$/);
    const bare = () =>
      new SignJWT({})
        .setProtectedHeader({ alg: "ES256" })
        .setIssuer(client.id)
        .setSubject(client.id)
        .setAudience(world.issuer);
    for (const client_assertion of [
      await bare().setJti("past").setExpirationTime("-1m").sign(key),
      await bare().setJti("without an end").sign(key),
      await bare().setExpirationTime("1m").sign(key),
    ])
      expect(await send({ ...type, client_assertion })).toBe("401 invalid_client");
  });

  test("is the only proof of a client that has a key", async () => {
    expect(await send({ client_secret: "" })).toMatch(/^40[01] invalid_(client|request)$/);
    expect(await send({ client_secret: "bhs_anything" })).toBe("401 invalid_client");
  });
});
