import { auditEvent } from "../domain/audit-event.ts";
import { auditEvents } from "../domain/audit-events.ts";
import { job } from "../domain/job.ts";
import { jobs } from "../domain/jobs.ts";
import { usage } from "../domain/usage.ts";
import { usageDays } from "../domain/usage-days.ts";
import type { GraphQLQueryResolvers } from "../generated/resolvers.ts";

export const Query = {
  auditEvents: (_, args, ctx) => auditEvents(ctx, args),
  auditEvent: (_, args, ctx) => auditEvent(ctx, args),
  jobs: (_, args, ctx) => jobs(ctx, args),
  job: (_, args, ctx) => job(ctx, args),
  usage: (_, _args, ctx) => usage(ctx),
  usageDays: (_, args, ctx) => usageDays(ctx, args),
} satisfies GraphQLQueryResolvers;
