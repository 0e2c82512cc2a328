import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { defineJob, type JobContext, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import type { DataContext } from "../context.ts";
import { defineCollection } from "../domain/define-collection.ts";

interface StarterCollections {
  collections: readonly { name: string; schema: object }[];
}

/** Makes the collections that a tenant begins with; tenancy asks for it in the transaction that makes the tenant. */
export function createStarterCollectionsJob(contextOf: (request: JobContext) => DataContext): JobKind {
  return defineJob<StarterCollections>({
    name: "data.starter-collections",
    permissions: ["collection:define"],
    maxAttempts: 20,
    async run(ctx, { collections }) {
      for (const collection of collections) {
        if (ctx.signal.aborted) return "again";
        // Made by an attempt that died, or by somebody who was quicker: theirs stays.
        await defineCollection(contextOf(ctx), collection).catch((error: unknown) => {
          if (appErrorOf(error)?.code !== "CONFLICT") throw error;
        });
      }
      return "done";
    },
  });
}
