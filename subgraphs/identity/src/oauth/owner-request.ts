import type { OwnerRequest } from "../accounts/mailed-link.ts";
import { describeUserAgent } from "../accounts/user-agent.ts";
import { currentExchange } from "./exchange.ts";
import type { PageContext } from "./page-context.ts";

/** Who asks, for the audit log, the limits, and the mails that tell of it. */
export function ownerRequest(ctx: PageContext): OwnerRequest {
  const { requestId, clientAddress } = currentExchange().request;
  return { requestId, clientAddress, userAgent: describeUserAgent(ctx.get("user-agent")) };
}

/** The token of a link: of the form that its page sent, or of the address. */
export function tokenOf({ query }: PageContext, form?: URLSearchParams): string {
  if (form) return form.get("token") ?? "";
  return typeof query.token === "string" ? query.token : "";
}
