import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type OperatorIdentity, operatorPrincipal, permissionsOfOperator } from "@bulkhead/kernel/operator-role.ts";
import type { OperatorSession } from "../operators/sessions.ts";
import type { OperatorFrame, OperatorPlace } from "../pages/operator-frame.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { goTo, type PageContext } from "./page-context.ts";

/** Its value is the credential, and nothing that could be guessed. */
const UNSIGNED = { signed: false };

/**
 * Of the host alone and never sent along from another site. The prefix asks for the path `/` (RFC 6265bis section 4.1.3.2);
 * no other page reads it.
 */
const nameOf = (ctx: PageContext) => `${ctx.secure ? "__Host-" : ""}bulkhead_operator`;

export function keepCookie(ctx: PageContext, value: string | null): void {
  ctx.cookies.set(nameOf(ctx), value, {
    ...UNSIGNED,
    httpOnly: true,
    sameSite: "strict",
    secure: ctx.secure,
    path: "/",
  });
}

/** Of this browser, as far as it was proved. */
export async function operatorSessionOf(deps: OAuthDeps, ctx: PageContext): Promise<OperatorSession | undefined> {
  const cookie = ctx.cookies.get(nameOf(ctx), UNSIGNED);
  return cookie === undefined ? undefined : deps.operators.sessionOf(cookie);
}

/** Somebody who has proved both factors, and the request as theirs. */
export interface SignedInOperator {
  session: OperatorSession & { identity: OperatorIdentity };
  request: RequestContext;
}

/** Who is signed in; otherwise the browser is sent to do so, and the answer is undefined. */
export async function requireOperator(deps: OAuthDeps, ctx: PageContext): Promise<SignedInOperator | undefined> {
  const session = await operatorSessionOf(deps, ctx);
  if (!session?.identity) return goTo(ctx, session ? "/operator/code" : "/operator/sign-in") as undefined;
  const { identity } = session;
  const { requestId, clientAddress } = currentExchange().request;
  const request = { requestId, clientAddress, principal: operatorPrincipal(identity) };
  return { session: { ...session, identity }, request };
}

/** What the page around is to show to them. */
export function frameOf({ session }: SignedInOperator, place: OperatorPlace): OperatorFrame {
  const may = permissionsOfOperator(session.identity.role);
  const places: OperatorPlace[] = [
    "tenants",
    ...(may.has("operator:read") ? (["operators"] as const) : []),
    ...(may.has("tenant-report:run") ? (["reports"] as const) : []),
    "token",
  ];
  return { places, place, operator: { email: session.email } };
}
