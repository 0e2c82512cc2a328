import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  change,
  type Member,
  type OAuthTenant,
  type OAuthWorld,
  openOAuthWorld,
  REDIRECT_URI,
  type TestClient,
} from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  post,
  postAs,
  redeem,
} from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** The authorization endpoint against those who misuse it (RFC 6749 section 4.1, RFC 9700 sections 2.1 and 4). */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let publicClient: TestClient;
let confidential: TestClient;
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  publicClient = await tenant.client({ kind: "PUBLIC" });
  confidential = await tenant.client({ kind: "CONFIDENTIAL" });
}, 60_000);
afterAll(() => world?.stop());

type Other = Record<string, string | string[] | undefined>;

const ask = (client: TestClient, other: Other = {}): Promise<Page> =>
  openWalker().request(authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge, other)));

/** A page that leads nowhere: whoever sent the person here gets nothing back. */
function expectErrorPage(page: Page): void {
  expect(page.status).toBe(400);
  expect(page.headers.get("location")).toBeNull();
  expect(page.headers.get("content-type")).toMatch(/^text\/html/);
  expect(page.forms).toEqual([]);
  expect(page.html).not.toMatch(/<a\b|http-equiv="refresh"/i);
}

/** The error that the client was told at its own address. */
function errorOf(page: Page): string | null {
  expect(page.status).toBe(303);
  const location = new URL(page.headers.get("location") ?? "");
  expect(location.origin + location.pathname).toBe(REDIRECT_URI);
  // Where an answer with a token in it would have stood.
  const told = new URLSearchParams(location.search || location.hash.slice(1));
  expect(told.get("iss")).toBe(world.issuer);
  return told.get("error");
}

describe("redirect addresses", () => {
  test.each([
    "https://client.example/Callback",
    "https://client.example/callback/",
    "https://client.example/callback?",
    "https://client.example/callback?next=1",
    "https://client.example:443/callback",
    "https://client.example:444/callback",
    "https://client.example./callback",
    "https://CLIENT.example/callback",
    "HTTPS://client.example/callback",
    "http://client.example/callback",
    "https://client.example/callback/../callback",
    "https://client.example/%63allback",
    "https://client.example//callback",
    "https://client.example/callback#code",
    "https://client.example/callback ",
    "https://client.example@evil.example/callback",
    "https://client.example.evil.example/callback",
    "https://evil.example/callback",
    "//client.example/callback",
    "/callback",
    "javascript:alert(1)",
    "",
  ])("another one than registered is refused without going there: %s", async (redirect_uri) => {
    for (const client of [publicClient, confidential]) expectErrorPage(await ask(client, { redirect_uri }));
  });

  test("two of them are refused without going to either", async () => {
    expectErrorPage(await ask(publicClient, { redirect_uri: [REDIRECT_URI, "https://evil.example/"] }));
  });

  test("only the port may differ, and only of an app on a loopback address", async () => {
    const native = await tenant.client({ kind: "PUBLIC", redirectUris: ["http://127.0.0.1/callback"] });
    const web = await tenant.client({ kind: "PUBLIC", redirectUris: ["http://localhost:3000/callback"] });
    expect((await ask(native, { redirect_uri: "http://127.0.0.1:50123/callback" })).status).toBe(303);
    for (const redirect_uri of [
      "http://127.0.0.1:50123/other",
      "http://127.0.0.2:50123/callback",
      "http://localhost:50123/callback",
      "https://127.0.0.1:50123/callback",
      "http://127.0.0.1.evil.example:50123/callback",
      "http://127.0.0.1:50123@evil.example/callback",
    ])
      expectErrorPage(await ask(native, { redirect_uri }));
    expectErrorPage(await ask(web, { redirect_uri: "http://localhost:3001/callback" }));
  });
});

describe("clients", () => {
  test.each(["cli_01h455vb4pex5vsknk084sn02q", "cli_", "x", "", "usr_01h455vb4pex5vsknk084sn02q", "__proto__"])(
    "an unknown one gets an error page, and its address nothing: %s",
    async (id) => expectErrorPage(await ask({ ...publicClient, id })),
  );

  test("a revoked one is as unknown as any", async () => {
    const client = await tenant.client({ kind: "PUBLIC" });
    expect((await ask(client)).status).toBe(303);
    await change(
      tenant.admin,
      "mutation ($i: RevokeOAuthClientInput!) { revokeOAuthClient(input: $i) { oauthClient { id } } }",
      { id: client.id },
    );
    await expect.poll(async () => (await ask(client)).status, { timeout: 5_000 }).toBe(400);
    expectErrorPage(await ask(client));
  });

  test("a machine has no users to send here", async () => {
    const machine = await tenant.client({ kind: "MACHINE" });
    expectErrorPage(await ask({ ...machine, redirectUri: REDIRECT_URI }));
  });
});

describe("response types", () => {
  test.each(["token", "id_token", "code token", "code id_token", "code id_token token", "none", "", "CODE"])(
    "only code is known, and not %s",
    async (response_type) =>
      expect(["unsupported_response_type", "invalid_request"]).toContain(
        errorOf(await ask(publicClient, { response_type })),
      ),
  );

  test("grants by password or without a code are refused and unheard of", async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).toMatchObject({ response_types_supported: ["code"] });
    expect((metadata as { grant_types_supported: string[] }).grant_types_supported.sort()).toEqual([
      "authorization_code",
      "client_credentials",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:device_code",
    ]);
    const { email: username, password } = member;
    for (const grant_type of ["password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "none"]) {
      const { status, body } = await postAs(world.issuer, confidential, "token", { grant_type, username, password });
      expect([status, body.error]).toEqual([400, "unsupported_grant_type"]);
    }
  });
});

describe("PKCE (RFC 7636)", () => {
  test("every client must send an S256 challenge", async () => {
    for (const client of [publicClient, confidential])
      for (const other of [
        { code_challenge: undefined, code_challenge_method: undefined },
        { code_challenge: undefined },
        { code_challenge_method: "plain" },
        { code_challenge_method: undefined },
        { code_challenge: "too-short" },
        { code_challenge: "x".repeat(129) },
      ])
        expect(errorOf(await ask(client, other))).toBe("invalid_request");
  });

  test("nor does it get around that by pushing its request", async () => {
    const parameters = authorizeParameters(confidential, "", {
      code_challenge: undefined,
      code_challenge_method: undefined,
    });
    const { status, body } = await postAs(world.issuer, confidential, "par", parameters);
    expect([status, body.error]).toEqual([400, "invalid_request"]);
  });

  test("a code is worth nothing without its verifier, or with another", async () => {
    for (const code_verifier of [undefined, "", newVerifier().verifier, "x"]) {
      const authorized = await authorize(world.issuer, confidential, member);
      const { status, body } = await redeem(world.issuer, confidential, authorized, { code_verifier });
      expect([status, body.error]).toEqual([400, expect.stringMatching(/^invalid_(grant|request)$/)]);
    }
  });
});

describe("pushed requests (RFC 9126)", () => {
  const push = async (client: TestClient) => {
    const { verifier, challenge } = newVerifier();
    const parameters = authorizeParameters(client, challenge);
    const { status, body } = await postAs(world.issuer, client, "par", parameters);
    expect(status).toBe(201);
    return { verifier, uri: String(body.request_uri), seconds: Number(body.expires_in) };
  };
  const follow = (client: TestClient, request_uri: string) =>
    openWalker().walk(`${world.issuer}/oauth/authorize?${new URLSearchParams({ client_id: client.id, request_uri })}`, {
      as: member,
      until: REDIRECT_URI,
    });

  test("live for ten minutes at most and lead to a code once", async () => {
    const { uri, seconds } = await push(confidential);
    expect(seconds).toBeLessThanOrEqual(600);
    const first = await follow(confidential, uri);
    expect(first.answer?.searchParams.get("code")).toBeTypeOf("string");
    const second = await follow(confidential, uri);
    expect(second.answer).toBeUndefined();
    expectErrorPage(second.page as Page);
  });

  test("are for the client that pushed them", async () => {
    const { uri } = await push(confidential);
    const other = await follow(publicClient, uri);
    expect(other.answer).toBeUndefined();
    expectErrorPage(other.page as Page);
  });

  test("need the client to prove itself", async () => {
    const parameters = authorizeParameters(confidential, newVerifier().challenge);
    const { status, body } = await post(world.issuer, "par", parameters);
    expect([status, body.error]).toEqual([401, "invalid_client"]);
  });

  test("may not be an address that we would have to fetch", async () => {
    for (const request_uri of ["https://evil.example/request.jwt", "urn:ietf:params:oauth:request_uri:guessed"])
      expectErrorPage(
        await openWalker().request(authorizeUrl(world.issuer, { client_id: confidential.id, request_uri })),
      );
  });
});

describe("answers", () => {
  test("carry the issuer, whether they are good or bad (RFC 9207)", async () => {
    const metadata = await (await fetch(`${world.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({
      issuer: world.issuer,
      authorization_response_iss_parameter_supported: true,
    });
    const { answer } = await authorize(world.issuer, publicClient, member);
    expect(answer.searchParams.get("iss")).toBe(world.issuer);
    expect(answer.searchParams.get("state")).toBe("as it was");
    const faults: [Other, string][] = [
      [{ prompt: "none" }, "login_required"],
      [{ prompt: "none login" }, "invalid_request"],
      [{ response_type: "token" }, "unsupported_response_type"],
      [{ max_age: "-1" }, "invalid_request"],
      [{ request: "e30.e30." }, "request_not_supported"],
    ];
    // Each names the issuer, or errorOf refuses it.
    for (const [other, error] of faults) expect(errorOf(await ask(publicClient, other))).toBe(error);
  });

  test("say when the person refused", async () => {
    const start = authorizeUrl(world.issuer, authorizeParameters(publicClient, newVerifier().challenge));
    const { answer } = await openWalker().walk(start, { as: member, consent: "deny", until: REDIRECT_URI });
    expect(Object.fromEntries(answer?.searchParams ?? [])).toMatchObject({
      error: "access_denied",
      iss: world.issuer,
      state: "as it was",
    });
  });

  test("that lead elsewhere come with 303, so that no browser posts a password on", async () => {
    const end = "https://client.example/bye";
    const client = await tenant.client({ kind: "PUBLIC", postLogoutRedirectUris: [end] });
    const start = authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge));
    const walker = openWalker();
    const { passed } = await walker.walk(start, { as: member, until: REDIRECT_URI });
    const query = new URLSearchParams({ client_id: client.id, post_logout_redirect_uri: end });
    const out = await walker.walk(`${world.issuer}/oauth/logout?${query}`, { until: end });
    expect(out.answer?.href).toBe(end);
    const all = [...passed, ...out.passed];
    expect(all.filter(({ method }) => method === "POST").length).toBeGreaterThanOrEqual(3);
    const redirects = all.filter(({ headers }) => headers.has("location"));
    expect(redirects.length).toBeGreaterThanOrEqual(3);
    for (const { status } of redirects) expect(status).toBe(303);
  });
});
