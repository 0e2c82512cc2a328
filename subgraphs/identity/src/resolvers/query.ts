import { apiKeys } from "../domain/api-keys.ts";
import { me } from "../domain/me.ts";
import { user } from "../domain/user.ts";
import { users } from "../domain/users.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";

export const Query = {
  me: (_, _args, ctx) => me(ctx),
  users: (_, args, ctx) => users(ctx, args),
  user: (_, args, ctx) => user(ctx, args),
  apiKeys: (_, args, ctx) => apiKeys(ctx, args),
} satisfies GraphQLQueryResolvers;
