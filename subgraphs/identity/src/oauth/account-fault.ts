import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { MAX_PASSWORD, MIN_PASSWORD } from "../accounts/read-password.ts";
import type { AccountFault } from "../pages/account-fault.ts";
import { describeError, errorPage } from "../pages/error-page.ts";
import { passwordFaultOf } from "../pages/new-password.ts";
import type { Page } from "../pages/page.ts";
import { TEXTS } from "../pages/texts.ts";
import { currentExchange } from "./exchange.ts";
import { type PageContext, showPage } from "./page-context.ts";

export const PASSWORD_LENGTH = { min: MIN_PASSWORD, max: MAX_PASSWORD };

interface Told {
  fault: AccountFault;
  status: number;
  /** Seconds. */
  retryAfter?: number;
}

/** What a page tells of an error, and the status that it then has; undefined for a link that does not work. Others are thrown on. */
function accountFaultOf(error: unknown): Told | undefined {
  const { code, fields, extensions } = appErrorOf(error) ?? {};
  switch (code) {
    case "NOT_FOUND":
      return undefined;
    case "UNAVAILABLE":
      return { fault: { code: "BUSY" }, status: 503 };
    case "RATE_LIMITED": {
      const retryAfter = Number(extensions?.retryAfter ?? 60);
      const code = extensions?.budget === "mail" ? "TOO_MANY_MAILS" : "TOO_MANY_ATTEMPTS";
      return { fault: { code, minutes: Math.ceil(retryAfter / 60) }, status: 429, retryAfter };
    }
    case "BAD_USER_INPUT":
      return { fault: inputFaultOf(fields?.[0]), status: 400 };
    default:
      throw error;
  }
}

/**
 * Does what a form asks for, or shows the form again with what is wrong and can be mended. `answerDead` answers instead
 * where a link does not work; without it that is an error like others. Whether it was done.
 */
export async function doneOrTold(
  ctx: PageContext,
  work: () => Promise<void>,
  formWith: (fault: AccountFault) => Page | Promise<Page>,
  answerDead?: () => void | Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const told = accountFaultOf(error);
    if (told) {
      if (told.retryAfter !== undefined) ctx.set("retry-after", String(told.retryAfter));
      showPage(ctx, told.status, await formWith(told.fault));
    } else if (answerDead) await answerDead();
    else throw error;
    return false;
  }
}

function inputFaultOf(field: { path: string; code: string } | undefined): AccountFault {
  switch (field?.path) {
    case "email":
      return { code: field.code === "SAME" ? "SAME_EMAIL" : "EMAIL" };
    case "name":
      return { code: "NAME" };
    case "current":
      return { code: "WRONG_PASSWORD" };
    default:
      return { code: "NEW_PASSWORD", rule: passwordFaultOf(field?.code) ?? "INVALID_CHARACTER" };
  }
}

/** A link that does not work is an answer of its own. */
export function unlessDead(error: unknown): undefined {
  const { code } = appErrorOf(error) ?? {};
  if (code !== "NOT_FOUND") throw error;
  return undefined;
}

/** The same page whatever is wrong with a link, with the way to another one. */
export function showDeadLink(ctx: PageContext, again: string): void {
  const { title, sentence, again: label } = TEXTS.accounts.deadLink;
  const { requestId } = currentExchange().request;
  const page = errorPage({
    status: 404,
    code: "invalid_link",
    title,
    sentence,
    requestId,
    onward: { address: again, label },
  });
  showPage(ctx, 404, page);
}

/** Where the installation sends no mail there is no such page. */
export function showNothingHere(ctx: PageContext): void {
  const { requestId } = currentExchange().request;
  showPage(ctx, 404, errorPage({ status: 404, code: "not_found", requestId, ...describeError("not_found", 404) }));
}
