import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import type { Account, UserKey } from "./account.ts";

/** Why somebody was not let in. Nobody but the audit log learns which it was. */
export type FailureReason = "UNKNOWN_ACCOUNT" | "WRONG_PASSWORD" | "USER_LOCKED" | "TOO_MANY_ATTEMPTS" | "DEAD_LINK";

/** What somebody was trying to do. */
export type Operation = "sign-in" | "activate" | "sign-up" | "reset-password" | "change-email" | "change-password";

/** Where refusals are recorded; audit's intake, which writes them together and in bounded numbers. */
export interface Denials {
  deny(
    request: RequestContext,
    denial: { operation: string; coordinates: readonly string[]; missing: readonly string[]; reason: string },
  ): void;
  denyAnonymous(clientAddress: string | null, reason: string): void;
}

/** What is known of a request before anybody is signed in. */
export type AnonymousRequest = Pick<RequestContext, "requestId" | "clientAddress">;

/** Records a failure with every tenant whose user the account is; of no account, with nobody's. */
export function recordFailure(
  denials: Denials,
  request: AnonymousRequest,
  failure: { operation: Operation; account: Account | undefined; reason: FailureReason },
): undefined {
  const { operation, account, reason } = failure;
  const users = account?.users ?? [];
  if (users.length === 0) denials.denyAnonymous(request.clientAddress, reason);
  for (const { tenantId, userId } of users)
    denials.deny(requestAs(request, tenantId, userId), { operation, coordinates: [], missing: [], reason });
}

/** The request as a user's who may do nothing yet: who acted, for the audit log. */
export function requestAs({ requestId, clientAddress }: AnonymousRequest, tenantId: string, userId: string) {
  return {
    requestId,
    clientAddress,
    principal: {
      kind: "user",
      id: encodeId("user", userId),
      tenantId,
      roles: [],
      permissions: new Set(),
      permissionsKey: "",
    },
  } satisfies RequestContext;
}

/** Whose act it is in each tenant: that of the account's user there, and nobody's where it has none. */
export function actorAmong(request: AnonymousRequest, users: readonly UserKey[]): (tenantId: string) => RequestContext {
  const userOf = new Map(users.map(({ tenantId, userId }) => [tenantId, userId]));
  return (tenantId) => {
    const userId = userOf.get(tenantId);
    return userId === undefined ? { ...request, principal: ANONYMOUS } : requestAs(request, tenantId, userId);
  };
}
