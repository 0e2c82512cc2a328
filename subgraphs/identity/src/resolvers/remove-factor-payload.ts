import { myAccount } from "../domain/my-account.ts";
import type { GraphQLRemoveFactorPayloadResolvers } from "../generated/resolvers.ts";

export const RemoveFactorPayload = {
  factors: async (_parent, _, ctx) => (await myAccount(ctx)).factors,
} satisfies GraphQLRemoveFactorPayloadResolvers;
