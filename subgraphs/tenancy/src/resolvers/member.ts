import { member } from "../domain/member.ts";
import { memberUser } from "../domain/member-user.ts";
import { role } from "../domain/role.ts";
import type { GraphQLMemberResolvers } from "../generated/resolvers.ts";

export const Member = {
  __resolveReference: (reference, ctx) => member(ctx, reference),
  user: (parent, _, ctx) => memberUser(ctx, parent),
  role: (parent, _, ctx) => role(ctx, { name: parent.roleName }),
} satisfies GraphQLMemberResolvers;
