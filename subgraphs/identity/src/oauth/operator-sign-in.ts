import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { MAX_PASSWORD, MIN_PASSWORD } from "../accounts/read-password.ts";
import { describeUserAgent } from "../accounts/user-agent.ts";
import { describeError, errorPage } from "../pages/error-page.ts";
import { passwordFaultOf } from "../pages/new-password.ts";
import {
  type OperatorSignInFault,
  operatorCodePage,
  operatorSetUpDonePage,
  operatorSetUpPage,
  operatorSignInPage,
  type SetUpProps,
} from "../pages/operator-sign-in-pages.ts";
import { currentExchange } from "./exchange.ts";
import { formProof, isProved, PROOF_FIELD } from "./form-proof.ts";
import type { OperatorPage } from "./operator-page.ts";
import { keepCookie, operatorSessionOf } from "./operator-session.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";

/** `/operator/sign-in`: the password; what it opens is the page of the code, and nothing else. */
export const answerOperatorSignIn: OperatorPage = async (deps, ctx) => {
  const view = (status: number, fault?: OperatorSignInFault, email = "") => {
    const hidden = { [PROOF_FIELD]: formProof(deps, ctx) };
    showPage(ctx, status, operatorSignInPage({ action: "/operator/sign-in", hidden, email, fault }));
  };
  if (ctx.method === "GET") return view(200);
  const form = await readForm(ctx, deps.issuer);
  const email = form.get("email") ?? "";
  if (!isProved(deps, ctx, form)) return view(400, { code: "EXPIRED" }, email);
  try {
    const userAgent = describeUserAgent(ctx.get("user-agent"));
    const password = form.get("password") ?? "";
    const cookie = await deps.operators.signIn(currentExchange().request, { email, password, userAgent });
    if (cookie === undefined) return view(401, { code: "WRONG_CREDENTIALS" }, email);
    keepCookie(ctx, cookie);
    goTo(ctx, "/operator/code");
  } catch (error) {
    const { fault, status } = faultOf(error);
    view(status, fault, email);
  }
};

/** `/operator/code`: the second factor. */
export const answerOperatorCode: OperatorPage = async (deps, ctx) => {
  const form = ctx.method === "GET" ? undefined : await readForm(ctx, deps.issuer);
  const session = await operatorSessionOf(deps, ctx);
  if (!session) return goTo(ctx, "/operator/sign-in");
  const view = (status: number, fault?: OperatorSignInFault) =>
    showPage(ctx, status, operatorCodePage({ action: "/operator/code", fault }));
  if (!form) return view(200);
  try {
    const cookie = await deps.operators.proveCode(currentExchange().request, session, form.get("code") ?? "");
    if (cookie === undefined) return view(401, { code: "WRONG_CODE" });
    keepCookie(ctx, cookie);
    goTo(ctx, "/operator");
  } catch (error) {
    const { fault, status } = faultOf(error);
    view(status, fault);
  }
};

/** `/operator/sign-out`: of this browser, with the tokens made in it. */
export const answerOperatorSignOut: OperatorPage = async (deps, ctx) => {
  if (ctx.method === "GET") return goTo(ctx, "/operator");
  await readForm(ctx, deps.issuer);
  const session = await operatorSessionOf(deps, ctx);
  if (session) await deps.operators.signOut(currentExchange().request, session);
  keepCookie(ctx, null);
  goTo(ctx, "/operator/sign-in");
};

/** `/operator/set-up?token=…`: where a link leads. Opening it uses nothing up. */
export const answerOperatorSetUp: OperatorPage = async (deps, ctx) => {
  const form = ctx.method === "GET" ? undefined : await readForm(ctx, deps.issuer);
  const token = form?.get("token") ?? (typeof ctx.query.token === "string" ? ctx.query.token : "");
  const found = await deps.operators.findLink(token);
  if (!found) return deadLink(ctx);
  const view = (status: number, fault?: SetUpProps["fault"]) => {
    const { operatorId: _, ...shown } = found;
    const passwordLength = { min: MIN_PASSWORD, max: MAX_PASSWORD };
    showPage(ctx, status, operatorSetUpPage({ action: "/operator/set-up", token, ...shown, passwordLength, fault }));
  };
  if (!form) return view(200);
  try {
    const typed = { token, password: form.get("password") ?? "", code: form.get("code") ?? "" };
    if (!(await deps.operators.setUp(currentExchange().request, typed))) return view(400, { code: "WRONG_CODE" });
    showPage(ctx, 200, operatorSetUpDonePage());
  } catch (error) {
    const known = appErrorOf(error);
    if (known?.code === "NOT_FOUND") return deadLink(ctx);
    const password = passwordFaultOf(known?.fields?.[0]?.code);
    if (password !== undefined) return view(400, { code: password });
    const { fault, status } = faultOf(error);
    view(status, fault);
  }
};

function deadLink(ctx: PageContext): void {
  const { requestId } = currentExchange().request;
  const code = "invalid_link";
  showPage(ctx, 404, errorPage({ status: 404, code, requestId, ...describeError(code, 404) }));
}

/** What is told on the page; everything else is thrown on. */
function faultOf(error: unknown): { fault: OperatorSignInFault; status: number } {
  const { code, extensions } = appErrorOf(error) ?? {};
  if (code === "RATE_LIMITED") {
    const minutes = Math.ceil(Number(extensions?.retryAfter ?? 60) / 60);
    return { status: 429, fault: { code: "TOO_MANY_ATTEMPTS", minutes } };
  }
  if (code === "UNAVAILABLE") return { status: 503, fault: { code: "BUSY" } };
  throw error;
}
