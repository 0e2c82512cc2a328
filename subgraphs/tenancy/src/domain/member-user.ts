import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import type { Member } from "../member-row.ts";

/** Who a member is, as a reference: identity answers the rest, by its own rules. */
export function memberUser(ctx: TenancyContext, member: Member): { __typename: "User"; id: string } {
  authorize(ctx, "user:read");
  return { __typename: "User", id: member.userId };
}
