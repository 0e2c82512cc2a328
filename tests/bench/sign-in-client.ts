import { randomBytes } from "node:crypto";
import { openWalker } from "../testkit/oauth-walker.ts";
import type { SignInSeed } from "./seed-sign-in.ts";

/** Signs somebody in as a browser does that nobody has signed in with before, up to the client's door. */
export async function signInOnce(port: number, { clientId, redirectUri, email, password }: SignInSeed): Promise<void> {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid",
    code_challenge: randomBytes(32).toString("base64url"),
    code_challenge_method: "S256",
  });
  const start = `http://localhost:${port}/oauth/authorize?${query}`;
  const { answer, page } = await openWalker().walk(start, { as: { email, password }, until: redirectUri });
  if (!answer?.searchParams.has("code"))
    throw new Error(`nobody was signed in: ${answer?.href ?? `${page?.status} ${page?.url}\n${page?.html}`}`);
}
