import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { decodeProtectedHeader } from "jose";
import { type Canary, canary } from "./canaries.ts";
import { change, type Member, type OAuthTenant, type OAuthWorld, type TestClient } from "./oauth.ts";
import { authorize, authorizeParameters, newVerifier, postAs, redeem, refresh } from "./oauth-requests.ts";
import { openWalker, type Walker } from "./oauth-walker.ts";

/**
 * Signs people, a machine and a device in, succeeds and fails with every kind of credential there is, and answers all of
 * them. `told` gets what was answered to those who failed; who succeeds is rightly handed credentials.
 */
export async function useCredentials(
  world: OAuthWorld,
  tenant: OAuthTenant,
  told: (text: string) => void,
): Promise<Canary[]> {
  const member = await tenant.member();
  const client = await tenant.client({ kind: "PUBLIC" });
  const machine = await tenant.client({ kind: "MACHINE" });
  const confidential = await tenant.client({ kind: "CONFIDENTIAL" });
  const link = await activationLink(tenant);
  const all = [
    canary("a password", member.password),
    canary("the secret of a machine", machine.secret.slice("bhs_".length)),
    canary("the secret of a client", confidential.secret.slice("bhs_".length)),
    canary("the token of an activation link", link),
    canary("what that token says", Buffer.from(link, "base64url")),
    ...(await signIn(world, client, member)),
    ...(await pushAndPair(world, confidential, client)),
    ...jwtCanaries("a machine's token", await machineToken(world, machine)),
    ...signingKeys(world),
  ];
  await misuse(world, all, told);
  await misuseInTrouble(world, all, client, told);
  return [...all, ...(await mistype(world, client, member, told))];
}

async function activationLink(tenant: OAuthTenant): Promise<string> {
  const email = "casey@canary.example";
  const CREATE = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
  const LINK = "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }";
  const { user } = await change<{ user: { id: string } }>(tenant.admin, CREATE, { email, name: "Casey" });
  const { url } = await change<{ url: string }>(tenant.admin, LINK, { userId: user.id });
  return new URL(url).searchParams.get("token") ?? "";
}

/** A sign-in in a browser, a refresh, and the same refresh again, whose sealed answer is kept. */
async function signIn({ issuer }: OAuthWorld, client: TestClient, member: Member): Promise<Canary[]> {
  const walker = openWalker();
  const { passed } = await walker.walk(`${issuer}/oauth/authorize?client_id=none`, { until: "none:" });
  if (passed.length === 0) throw new Error("nothing was shown");
  const authorized = await authorize(issuer, client, member, {}, walker);
  const first = await redeem(issuer, client, authorized);
  const old = String(first.body.refresh_token);
  const second = await refresh(issuer, client, old);
  const again = await refresh(issuer, client, old);
  if (again.body.refresh_token !== second.body.refresh_token) throw new Error("the answer was not repeated");
  const open = await authorize(issuer, client, member, {}, walker);
  return [
    canary("a code that was used", authorized.code),
    canary("a code that was not used", open.code),
    canary("a code verifier", authorized.verifier),
    canary("a refresh token that was used", old),
    canary("its successor", String(second.body.refresh_token)),
    ...jwtCanaries("an access token", String(second.body.access_token)),
    ...jwtCanaries("an ID token", String(first.body.id_token)),
    ...cookieCanaries(walker),
  ];
}

/** Session and interaction cookies; the short resume cookie holds the same id as the interaction's. */
function cookieCanaries(walker: Walker): Canary[] {
  const cookies = [...walker.jar.values()].filter(({ value }) => value.length >= 16);
  if (!cookies.some(({ name }) => name === "bulkhead_session")) throw new Error("there is no session cookie");
  return cookies.map(({ name, value }) => canary(`the cookie ${name}`, value));
}

/** The signature is what nobody can make; header and claims are no secret by themselves. */
function jwtCanaries(what: string, jwt: string): Canary[] {
  const [, , signature = ""] = jwt.split(".");
  if (decodeProtectedHeader(jwt).alg !== "ES256") throw new Error(`${what} is not what it should be`);
  return [canary(what, jwt), canary(`the signature of ${what}`, Buffer.from(signature, "base64url"))];
}

/** A pushed request and a device that waits. */
async function pushAndPair({ issuer }: OAuthWorld, confidential: TestClient, client: TestClient): Promise<Canary[]> {
  const pushed = await postAs(issuer, confidential, "par", authorizeParameters(confidential, newVerifier().challenge));
  const paired = await postAs(issuer, client, "device_authorization", { scope: "openid" });
  const requestUri = String(pushed.body.request_uri);
  const code = String(paired.body.device_code);
  await openWalker().walk(String(paired.body.verification_uri_complete), { until: "none:" });
  return [canary("a request_uri", requestUri.slice(requestUri.lastIndexOf(":") + 1)), canary("a device code", code)];
}

async function machineToken({ issuer }: OAuthWorld, machine: TestClient): Promise<string> {
  const { body } = await postAs(issuer, machine, "token", { grant_type: "client_credentials" });
  return String(body.access_token);
}

function signingKeys({ server }: OAuthWorld): Canary[] {
  const { privateJwks } = server.platform.authorisation.signingKeys.current();
  if (privateJwks.length === 0) throw new Error("there is no signing key");
  return privateJwks.flatMap(({ d = "" }) => [
    canary("a signing key", Buffer.from(d, "base64url")),
    canary("a signing key as its JWK has it", d),
  ]);
}

/** Where a credential may get into an address by mistake. */
const PLACES = ["authorize?request_uri=", "logout?id_token_hint=", "activate?x=", "device?x=", "interaction/"];

/** Every credential where it does not belong: what goes wrong is what gets logged and quoted. */
async function misuse({ issuer, server }: OAuthWorld, all: Canary[], told: (text: string) => void): Promise<void> {
  const nobody: TestClient = {
    id: encodeId("oauthClient", newUuid()),
    secret: "",
    key: undefined,
    redirectUri: "https://client.example/callback",
  };
  for (const { bytes } of all) {
    const text = bytes.toString().replaceAll(/[^\x21-\x7e]/g, "x");
    told(JSON.stringify((await server.graphql(text, "{ me { id } }")).errors));
    told((await server.rest(text, "GET", "/oauth/userinfo")).text);
    told((await server.rest(null, "GET", `/v1/collections?token=${encodeURIComponent(text)}`)).text);
    const places = ["code", "refresh_token", "client_secret", "client_assertion", "device_code"];
    const form = Object.fromEntries(places.map((place) => [place, text]));
    for (const grant_type of ["authorization_code", "refresh_token", "client_credentials", text])
      told(JSON.stringify((await postAs(issuer, { ...nobody, id: text }, "token", { ...form, grant_type })).body));
    told(JSON.stringify((await postAs(issuer, nobody, "introspect", { token: text })).body));
    // No address has dots: its refusal names it, to whoever asked (RFC 9457 section 3.1.5).
    for (const place of PLACES)
      told(
        (await openWalker().request(`${issuer}/oauth/${place}${encodeURIComponent(text.replaceAll(".", "-"))}`)).html,
      );
  }
}

/** The same while our side fails, which is when logs get long. */
async function misuseInTrouble(
  { issuer, server }: OAuthWorld,
  all: Canary[],
  client: TestClient,
  told: (text: string) => void,
): Promise<void> {
  const { pool } = server.databases.owner;
  await pool.query("alter table identity.oidc_artifact rename to out_of_order");
  try {
    for (const { bytes } of all) {
      const token = bytes.toString("latin1");
      const answer = await refresh(issuer, client, token);
      if (answer.status < 400) throw new Error(`answered ${answer.status} although nothing could be read`);
      told(JSON.stringify(answer.body));
      const query = new URLSearchParams({ client_id: client.id, request_uri: `${PUSHED}${token}` });
      told((await openWalker().request(`${issuer}/oauth/authorize?${query}`)).html);
    }
  } finally {
    await pool.query("alter table identity.out_of_order rename to oidc_artifact");
  }
}

const PUSHED = "urn:ietf:params:oauth:request_uri:";

/** Passwords that are wrong are somebody's right ones elsewhere. */
async function mistype(
  { issuer }: OAuthWorld,
  client: TestClient,
  member: Member,
  told: (text: string) => void,
): Promise<Canary[]> {
  const password = `mistyped ${newUuid()}`;
  const address = `nobody-${newUuid()}@canary.example`;
  const start = `${issuer}/oauth/authorize?${new URLSearchParams({
    ...(authorizeParameters(client, newVerifier().challenge) as Record<string, string>),
  })}`;
  for (const email of [member.email, address]) {
    const { page } = await openWalker().walk(start, { as: { email, password }, until: client.redirectUri });
    if (page?.status !== 401) throw new Error(`a wrong password was answered with ${page?.status}`);
    told(page.html.replaceAll(email, ""));
  }
  return [canary("a wrong password", password), canary("an address that nobody has", address)];
}
