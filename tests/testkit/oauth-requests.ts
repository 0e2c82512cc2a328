import { createHash, randomBytes } from "node:crypto";
import { SignJWT } from "jose";
import type { TestClient } from "./oauth.ts";
import { openWalker, type Person, type Walker } from "./oauth-walker.ts";

/** OAuth by hand, request by request: for what no honest client library would send. */

export interface JsonAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
  token_type: string;
  scope: string;
}

/** A PKCE verifier with its S256 challenge (RFC 7636 section 4). */
export function newVerifier(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** Parameters with undefined ones left out, which is how a test leaves one out of the usual. */
type Parameters = Record<string, string | string[] | undefined>;

export function formOf(parameters: Parameters): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of [value ?? []].flat()) form.append(name, one);
  return form;
}

/** An authorization request as it should be, but for what is said otherwise. */
export function authorizeParameters(client: TestClient, challenge: string, other: Parameters = {}): Parameters {
  return {
    client_id: client.id,
    response_type: "code",
    redirect_uri: client.redirectUri,
    scope: "openid email offline_access",
    code_challenge: challenge,
    code_challenge_method: "S256",
    state: "as it was",
    prompt: "consent",
    ...other,
  };
}

export function authorizeUrl(issuer: string, parameters: Parameters): string {
  return `${issuer}/oauth/authorize?${formOf(parameters)}`;
}

/** How a client proves itself by a header, with what stands in the form for that. */
export async function proofOf(issuer: string, client: TestClient): Promise<[Record<string, string>, Parameters]> {
  if (client.key) return [{}, { client_id: client.id, ...(await assertionOf(issuer, client, client.key)) }];
  if (client.secret === "") return [{}, { client_id: client.id }];
  return [{ authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}` }, {}];
}

/** A client assertion (RFC 7523 section 2.2). */
export async function assertionOf(
  audience: string,
  client: TestClient,
  key: CryptoKey,
  jti = randomBytes(12).toString("hex"),
): Promise<Parameters> {
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: "ES256" })
    .setIssuer(client.id)
    .setSubject(client.id)
    .setAudience(audience)
    .setJti(jti)
    .setIssuedAt()
    .setExpirationTime("1m")
    .sign(key);
  return {
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  };
}

/** A form to an endpoint under `/oauth`, answered in JSON; `{}` when the body is empty. */
export async function post(
  issuer: string,
  endpoint: string,
  form: Parameters,
  headers: Record<string, string> = {},
): Promise<JsonAnswer> {
  const answer = await fetch(`${issuer}/oauth/${endpoint}`, { method: "POST", body: formOf(form), headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? {} : JSON.parse(text) };
}

/** The same as a client that proves itself. */
export async function postAs(issuer: string, client: TestClient, endpoint: string, form: Parameters) {
  const [headers, proof] = await proofOf(issuer, client);
  return post(issuer, endpoint, { ...proof, ...form }, headers);
}

export interface Authorized {
  code: string;
  verifier: string;
  /** The whole answer at the client's address. */
  answer: URL;
  walker: Walker;
}

/** Signs a person in and answers the code that the client got. Throws when it got none. */
export async function authorize(
  issuer: string,
  client: TestClient,
  person: Person,
  other: Parameters = {},
  walker = openWalker(),
): Promise<Authorized> {
  const { verifier, challenge } = newVerifier();
  const parameters = authorizeParameters(client, challenge, other);
  const walk = { as: person, until: String(parameters.redirect_uri) };
  const { answer, page } = await walker.walk(authorizeUrl(issuer, parameters), walk);
  const code = answer?.searchParams.get("code");
  if (!answer || !code) throw new Error(`no code: ${answer?.href ?? `${page?.status} ${page?.url}\n${page?.html}`}`);
  return { code, verifier, answer, walker };
}

export function redeem(issuer: string, client: TestClient, { code, verifier }: Authorized, other: Parameters = {}) {
  return postAs(issuer, client, "token", {
    grant_type: "authorization_code",
    code,
    redirect_uri: client.redirectUri,
    code_verifier: verifier,
    ...other,
  });
}

export function refresh(issuer: string, client: TestClient, token: string, other: Parameters = {}) {
  return postAs(issuer, client, "token", { grant_type: "refresh_token", refresh_token: token, ...other });
}

/** A whole sign-in. */
export async function tokensOf(
  issuer: string,
  client: TestClient,
  person: Person,
  other: Parameters = {},
  walker = openWalker(),
): Promise<Tokens> {
  const { status, body } = await redeem(issuer, client, await authorize(issuer, client, person, other, walker));
  if (status !== 200) throw new Error(`no tokens: ${status} ${JSON.stringify(body)}`);
  return body as unknown as Tokens;
}
