import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { factorsPage } from "../pages/factors-page.ts";
import { newCodesPage } from "../pages/recovery-codes-pages.ts";
import type { AccountPage } from "./account-page.ts";
import { rememberDevice } from "./device-cookie.ts";
import { requireFresh } from "./fresh-session.ts";
import { ownerRequest } from "./owner-request.ts";
import { goTo, readForm, showPage } from "./page-context.ts";

const PATH = "/account/factors";

/** `/account/factors`: all that signs in beside the password; keeps one of it, and nothing else. */
export const answerFactors: AccountPage = async (deps, provider, ctx) => {
  const { factors } = deps.accounts;
  const session = await requireFresh(deps, provider, ctx);
  if (!session) return;
  const { accountId, uid: sessionUid, list } = session;
  if (ctx.method !== "POST") return showPage(ctx, 200, factorsPage({ action: PATH, factors: list.factors }));
  const id = (await readForm(ctx, deps.issuer)).get("keep") ?? "";
  try {
    const codes = await factors.keep(ownerRequest(ctx), accountId, { id, sessionUid });
    if (!codes) return goTo(ctx, PATH);
    await rememberDevice(deps, ctx, accountId, { quietly: true });
    showPage(ctx, 200, newCodesPage({ codes }));
  } catch (error) {
    if (appErrorOf(error)?.code !== "CONFLICT") throw error;
    const now = await factors.list(accountId);
    showPage(ctx, 409, factorsPage({ action: PATH, factors: now.factors, isChanged: true }));
  }
};
