import { cancelJob } from "../domain/cancel-job.ts";
import { retryJob } from "../domain/retry-job.ts";
import type { GraphQLMutationResolvers } from "../generated/resolvers.ts";

export const Mutation = {
  cancelJob: async (_, { input }, ctx) => ({ job: await cancelJob(ctx, input) }),
  retryJob: async (_, { input }, ctx) => ({ job: await retryJob(ctx, input) }),
} satisfies GraphQLMutationResolvers;
