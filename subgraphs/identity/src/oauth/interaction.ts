import type { InteractionResults } from "oidc-provider";
import type { Page } from "../pages/page.ts";
import type { Demand } from "./entry-demand.ts";
import type { Login } from "./login-result.ts";

/** What the library holds of a question that a person is being asked. */
export interface Asked {
  uid: string;
  prompt: { name: string; details: Record<string, unknown> };
  params: Record<string, unknown>;
  /** Who was signed in when the question came up, and how well; it is theirs alone to answer. */
  session?: { accountId: string; uid?: string; acr?: string; amr?: string[] } | undefined;
  /** When, in seconds since 1970. */
  iat?: number;
}

/** Details of the prompt `second_factor`. */
export interface SecondFactorDetails {
  demand: Demand;
  /** Of the session, as it was. */
  amr: readonly string[];
  authTime: number;
  /** What was proved for this authorisation before. */
  login?: Login;
  /** Name and uuid of the tenant that is entered. */
  tenant: string;
  tenantId?: string;
}

/**
 * What follows from an answer: back to the authorisation with a result; the page again with what was wrong; or a page to
 * see before going on, when the result is kept already.
 */
export type Answered =
  | { result: InteractionResults }
  | { page: Page; status: number }
  | { result: InteractionResults; before: (onward: string) => Page };

/** The question is about somebody who is signed in, and the library has seen that they still are. */
export function accountOf({ session }: Asked): string {
  if (!session) throw new Error("nobody is signed in who could have a second factor");
  return session.accountId;
}
