import { actor } from "../domain/actor.ts";
import { serviceAccount } from "../domain/service-account.ts";
import type { GraphQLServiceAccountResolvers } from "../generated/resolvers.ts";

export const ServiceAccount = {
  __resolveReference: (reference, ctx) => serviceAccount(ctx, reference),
  createdBy: (parent, _, ctx) => actor(ctx, { id: parent.createdById }),
} satisfies GraphQLServiceAccountResolvers;
