import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { Account } from "./account.ts";

/** Why somebody was not let in. Nobody but the audit log learns which it was. */
export type FailureReason = "UNKNOWN_ACCOUNT" | "WRONG_PASSWORD" | "USER_LOCKED" | "TOO_MANY_ATTEMPTS";

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
  failure: { operation: "sign-in" | "activate"; account: Account | undefined; reason: FailureReason },
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
