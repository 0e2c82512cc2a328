import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { goTo, type PageContext } from "./page-context.ts";

/** Refusals that the page tells in the words of the operation, with the status to send it with. */
const TOLD: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  INVALID_CURSOR: 400,
  CONFLICT: 409,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
};

export interface Refused {
  fault: string;
  status: number;
}

/**
 * What to tell on the page an operator is on. Whoever signed in too long ago for what they want is sent to sign in again,
 * and the answer is undefined. What is no refusal is thrown on.
 */
export function refusalOf(ctx: PageContext, error: unknown): Refused | undefined {
  const known = appErrorOf(error);
  const status = known && TOLD[known.code];
  if (known?.code === "INSUFFICIENT_AUTHENTICATION") return goTo(ctx, "/operator/sign-in") as undefined;
  if (!known || status === undefined) throw error;
  return { fault: known.fields?.map(({ message }) => message).join(" ") || known.message, status };
}
