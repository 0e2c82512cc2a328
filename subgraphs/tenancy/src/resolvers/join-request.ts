import { memberUser } from "../domain/member-user.ts";
import type { GraphQLJoinRequestResolvers } from "../generated/resolvers.ts";

export const JoinRequest = {
  user: (parent, _, ctx) => memberUser(ctx, parent),
} satisfies GraphQLJoinRequestResolvers;
