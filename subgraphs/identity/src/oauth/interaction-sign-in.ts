import type { Page } from "../pages/page.ts";
import { type SignInFault, signInPage } from "../pages/sign-in-page.ts";
import type { OAuthDeps } from "./deps.ts";
import type { Answered, Asked } from "./interaction.ts";
import { loginResult } from "./login-result.ts";
import type { PageContext } from "./page-context.ts";
import { passkeyForAnybody, provePasskey, provePassword } from "./sign-in-steps.ts";
import { waysOf } from "./sign-in-ways.ts";

/** Who are you: by e-mail address and password, or by a passkey. */
export async function signInView(deps: OAuthDeps, asked: Asked, fault?: SignInFault, email?: string): Promise<Page> {
  const client = await deps.clients.find(String(asked.params.client_id));
  const hint = asked.params.login_hint;
  const action = `/oauth/interaction/${asked.uid}`;
  return signInPage({
    action,
    abort: { action: `${action}/abort` },
    client: { name: client?.name ?? "" },
    email: email ?? (typeof hint === "string" ? hint : ""),
    ...(await passkeyForAnybody(deps)),
    ...waysOf(deps, asked.uid),
    ...(fault ? { fault } : {}),
  });
}

export async function answerSignIn(
  deps: OAuthDeps,
  ctx: PageContext,
  asked: Asked,
  form: URLSearchParams,
): Promise<Answered> {
  const step = form.has("response") ? await provePasskey(deps, form) : await provePassword(deps, ctx, form);
  if ("fault" in step)
    return { page: await signInView(deps, asked, step.fault, form.get("email") ?? undefined), status: step.status };
  return { result: loginResult({ ...step.proved, ts: Math.floor(Date.now() / 1_000) }) };
}
