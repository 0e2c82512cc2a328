import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";

/** Who a member is, or somebody who wants to be one, as a reference: identity answers the rest, by its own rules. */
export function memberUser(ctx: TenancyContext, member: { userId: string }): { __typename: "User"; id: string } {
  authorize(ctx, "user:read");
  return { __typename: "User", id: member.userId };
}
