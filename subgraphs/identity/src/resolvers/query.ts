import { inInstallation } from "@bulkhead/kernel/operator-role.ts";
import { apiKeys } from "../domain/api-keys.ts";
import { impersonations } from "../domain/impersonations.ts";
import { me } from "../domain/me.ts";
import { oauthClient } from "../domain/oauth-client.ts";
import { oauthClients } from "../domain/oauth-clients.ts";
import { operators } from "../domain/operators.ts";
import { serviceAccount } from "../domain/service-account.ts";
import { serviceAccounts } from "../domain/service-accounts.ts";
import { user } from "../domain/user.ts";
import { users } from "../domain/users.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";

export const Query = {
  me: (_, _args, ctx) => me(ctx),
  users: (_, args, ctx) => users(ctx, args),
  user: (_, args, ctx) => user(ctx, args),
  apiKeys: (_, args, ctx) => apiKeys(ctx, args),
  oauthClients: (_, args, ctx) => oauthClients(ctx, args),
  oauthClient: (_, args, ctx) => oauthClient(ctx, args),
  serviceAccounts: (_, args, ctx) => serviceAccounts(ctx, args),
  serviceAccount: (_, args, ctx) => serviceAccount(ctx, args),
  impersonations: (_, _args, ctx) => impersonations(ctx),
  operators: (_, _args, ctx) => operators(inInstallation(ctx)),
} satisfies GraphQLQueryResolvers;
