import type { Provider } from "oidc-provider";
import { sessionsPage } from "../pages/sessions-page.ts";
import { requireAccount } from "./account-session.ts";
import type { OAuthDeps } from "./deps.ts";
import { ownerRequest } from "./owner-request.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";

const PATH = "/account/sessions";

/** `/account/sessions`: where a person is signed in; ends one of these sessions, or all but this one. */
export async function answerSessions({ accounts, ...deps }: OAuthDeps, provider: Provider, ctx: PageContext) {
  const session = await requireAccount({ accounts, ...deps }, provider, ctx);
  if (!session) return;
  const { accountId, uid } = session;
  if (ctx.method === "POST") {
    const form = await readForm(ctx, deps.issuer);
    const request = ownerRequest(ctx);
    const named = form.get("session");
    if (named !== null) await accounts.sessions.end(request, accountId, named);
    else if (form.has("others")) await accounts.sessions.endOthers(request, accountId, uid);
    return goTo(ctx, `${PATH}?done=${named === null ? "others" : "one"}`);
  }
  const [email = "", sessions] = await Promise.all([accounts.emailOf(accountId), accounts.sessions.list(accountId)]);
  const { done } = ctx.query;
  const shown = sessions.map((one) => ({ ...one, isCurrent: one.uid === uid }));
  // This one first, whatever was used last.
  shown.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  showPage(
    ctx,
    200,
    sessionsPage({
      action: PATH,
      sessions: shown,
      user: { email },
      ...(done === "one" || done === "others" ? { done } : {}),
    }),
  );
}
