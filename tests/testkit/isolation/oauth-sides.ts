import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { decodeJwt, type JWTPayload } from "jose";
import type { Issuer } from "../issuer.ts";
import type { Member, OAuthTenant, OAuthWorld, TestClient } from "../oauth.ts";
import type { Page } from "../oauth-page.ts";
import {
  authorizeParameters,
  authorizeUrl,
  formOf,
  newVerifier,
  postAs,
  type Tokens,
  tokensOf,
} from "../oauth-requests.ts";
import { openWalker, type Walker } from "../oauth-walker.ts";
import type { TestServer } from "../server.ts";
import type { Answer } from "./compare.ts";
import { phantomText } from "./world.ts";

/** One tenant as the authorisation server knows it: a person who is signed in, and clients of each kind. */
export interface Side {
  server: TestServer;
  tenant: OAuthTenant;
  member: Member;
  /** The person's browser. */
  walker: Walker;
  /** Of the confidential client. */
  tokens: Tokens;
  machineToken: string;
  /** A public client. */
  open: TestClient;
  confidential: TestClient;
  machine: TestClient;
  /** A machine that signs assertions. */
  keyed: TestClient;
}

export async function openSide(world: OAuthWorld): Promise<Side> {
  const { issuer } = world;
  const tenant = await world.tenant();
  const member = await tenant.member();
  const open = await tenant.client({ kind: "PUBLIC" });
  const confidential = await tenant.client({ kind: "CONFIDENTIAL" });
  const machine = await tenant.client({ kind: "MACHINE" });
  const keyed = await tenant.client({ kind: "MACHINE", byKey: true });
  const walker = openWalker();
  const tokens = await tokensOf(issuer, confidential, member, {}, walker);
  const { body } = await postAs(issuer, machine, "token", { grant_type: "client_credentials" });
  const clients = { open, confidential, machine, keyed };
  return { server: world.server, tenant, member, walker, tokens, machineToken: String(body.access_token), ...clients };
}

/** A question that a browser is being asked, and the cookies that let it answer. */
export interface Begun {
  uid: string;
  cookies: string;
  walker: Walker;
}

/** An authorisation at the confidential client that waits on its first page. */
export async function begin(issuer: string, { confidential }: Side, walker = openWalker(), other = {}): Promise<Begun> {
  const parameters = authorizeParameters(confidential, newVerifier().challenge, other);
  const { headers, html } = await walker.request(authorizeUrl(issuer, parameters));
  const uid = /\/oauth\/interaction\/([\w-]+)/.exec(headers.get("location") ?? "")?.[1];
  if (uid === undefined) throw new Error(`nothing was asked: ${headers.get("location")} ${html}`);
  return { uid, walker, cookies: [...walker.jar.values()].map(({ name, value }) => `${name}=${value}`).join("; ") };
}

/** A request by hand: a form if there is one. */
export async function sent(url: string, form?: URLSearchParams, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(url, {
    method: form === undefined ? "GET" : "POST",
    headers,
    redirect: "manual",
    ...(form === undefined ? {} : { body: form }),
  });
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

/** As a person sees it: without the passkey challenge and the sign-in under way, which are new ones on every page. */
export function shown({ status, headers, html }: Page): Answer {
  const body = html
    .replace(/ data-options="[^"]*"/, "")
    .replace(/name="challenge" value="[^"]*"/, "")
    .replace(/\?interaction=[\w-]+/, "");
  return { status, headers: Object.fromEntries(headers), body };
}

export async function pairing(issuer: string, client: TestClient): Promise<Record<string, string>> {
  return (await postAs(issuer, client, "device_authorization", { scope: "openid" })).body as Record<string, string>;
}

/** A request that the confidential client has pushed. */
export async function pushed(issuer: string, { confidential }: Side): Promise<string> {
  const parameters = authorizeParameters(confidential, newVerifier().challenge);
  return String((await postAs(issuer, confidential, "par", parameters)).body.request_uri);
}

/** The proof that a form of the sign-out page carries, of the page shown last. */
export async function signOutProof(issuer: string, walker: Walker): Promise<string> {
  const { forms } = await walker.request(`${issuer}/oauth/logout`);
  return forms[0]?.fields.find(({ name }) => name === "xsrf")?.value ?? "";
}

/** A user code typed into the page for it. */
export async function typeUserCode(issuer: string, walker: Walker, userCode: string): Promise<Answer> {
  const page = await walker.request(`${issuer}/oauth/device`);
  const xsrf = page.forms[0]?.fields.find(({ name }) => name === "xsrf")?.value ?? "";
  return shown(await walker.request(`${issuer}/oauth/device`, formOf({ xsrf, user_code: userCode })));
}

export const phantomClient = () => encodeId("oauthClient", newUuid());

/** Tokens that nobody was issued: with another signature, and of our own key about what does not exist. */
export async function phantomTokens(keys: Issuer, token: string): Promise<string[]> {
  const [header, payload, signature = ""] = token.split(".");
  const claims = decodeJwt(token);
  const phantom: JWTPayload =
    claims.sid === undefined
      ? { ...claims, sub: phantomClient(), client_id: phantomClient() }
      : { ...claims, sid: encodeId("grant", newUuid()), sub: encodeId("user", newUuid()) };
  return [`${header}.${payload}.${phantomText(signature)}`, await keys.sign(NOBODY, { claims: phantom })];
}

const NOBODY = { tenantId: newUuid(), clientId: newUuid() };

/** An access token as its owner has it, but for one claim. */
export function withClaim(keys: Issuer, token: string, claims: JWTPayload): Promise<string> {
  return keys.sign(NOBODY, { claims: { ...decodeJwt(token), ...claims } });
}

/** What is new in every answer of its kind, whoever asks. */
const FRESH: [RegExp, string][] = [
  [/\/oauth\/(interaction|authorize)\/[\w-]{20,}/g, "/oauth/$1/<uid>"],
  [/interaction=[\w-]{20,}/g, "interaction=<uid>"],
  [/(name="(?:xsrf|challenge|proof)" value=")[^"]*/g, "$1<fresh>"],
  [/(&quot;challenge&quot;:&quot;)[\w-]+/g, "$1<challenge>"],
  [/urn:ietf:params:oauth:request_uri:[\w-]+/g, "<request_uri>"],
  [/("(?:access_token|id_token|refresh_token|device_code|user_code)":")[^"]*/g, "$1<token>"],
  [/user_code=[A-Z]{4}-[A-Z]{4}/g, "user_code=<code>"],
];
const COOKIE = /(^|, )(\w+(?:\.sig)?)=[^;]*/g;

/** An answer without what was asked for, which it may repeat, and without what is new in every one. */
export function withoutAsked(asked: string, { status, headers, body }: Answer): Answer {
  const without = (text: string) =>
    FRESH.reduce((rest, [pattern, by]) => rest.replaceAll(pattern, by), text)
      .replaceAll(asked, "<asked>")
      .replaceAll(encodeURIComponent(asked), "<asked>");
  const cookies = headers["set-cookie"]?.replaceAll(COOKIE, "$1$2=").replaceAll(/expires=[^;]*/g, "expires=");
  const all = cookies === undefined ? headers : { ...headers, "set-cookie": cookies };
  const kept = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, without(value)]));
  return { status, headers: kept, body: without(body) };
}
