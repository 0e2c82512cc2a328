import { actor } from "../domain/actor.ts";
import { myImpersonation } from "../domain/impersonations.ts";
import { myAccount } from "../domain/my-account.ts";
import { sessions } from "../domain/sessions.ts";
import type { GraphQLMeResolvers } from "../generated/resolvers.ts";

export const Me = {
  actor: (parent, _, ctx) => actor(ctx, { id: parent.actorId }),
  email: async (_parent, _, ctx) => (await myAccount(ctx)).email,
  isEmailVerified: async (_parent, _, ctx) => (await myAccount(ctx)).isEmailVerified,
  factors: async (_parent, _, ctx) => (await myAccount(ctx)).factors,
  recoveryCodesLeft: async (_parent, _, ctx) => (await myAccount(ctx)).recoveryCodesLeft,
  impersonation: (_parent, _, ctx) => myImpersonation(ctx),
  sessions: (_parent, args, ctx) => sessions(ctx, args),
} satisfies GraphQLMeResolvers;
