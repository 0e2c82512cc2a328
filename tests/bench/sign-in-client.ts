import { randomBytes } from "node:crypto";
import { openWalker, wayOn } from "../testkit/oauth-walker.ts";
import type { SignInSeed } from "./seed-sign-in.ts";

/**
 * Signs somebody in as a browser does that nobody has signed in with before, up to the client's door. Answers how many
 * milliseconds the POST of the password took: the sign-in itself, with its hash.
 */
export async function signInOnce(
  port: number,
  { clientId, redirectUri, email, password }: Omit<SignInSeed, "passwordHash">,
): Promise<number> {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid",
    code_challenge: randomBytes(32).toString("base64url"),
    code_challenge_method: "S256",
  });
  const walker = openWalker();
  const { page } = await walker.walk(`http://localhost:${port}/oauth/authorize?${query}`, { until: redirectUri });
  const form = page?.forms.find(({ fields }) => fields.some(({ name }) => name === "password"));
  if (!page || !form) throw new Error(`no page to sign in on: ${page?.status} ${page?.url}\n${page?.html}`);
  const values = new URLSearchParams(
    form.fields.filter(({ type, name }) => type === "hidden" && name !== "").map(({ name, value }) => [name, value]),
  );
  values.set("email", email);
  values.set("password", password);
  const begun = performance.now();
  const answered = await walker.submit(form, values);
  const took = performance.now() - begun;
  const next = wayOn(answered);
  if (!next) throw new Error(`nobody was signed in: ${answered.status}\n${answered.html}`);
  const { answer, page: last } = await walker.walk(new URL(next, answered.url).href, { until: redirectUri });
  if (!answer?.searchParams.has("code"))
    throw new Error(`no code: ${answer?.href ?? `${last?.status} ${last?.url}\n${last?.html}`}`);
  return took;
}
