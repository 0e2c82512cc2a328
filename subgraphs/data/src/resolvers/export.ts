import { exportParts } from "../domain/export-parts.ts";
import type { GraphQLExportResolvers } from "../generated/resolvers.ts";

export const Export = {
  parts: (parent, _, ctx) => exportParts(ctx, parent),
} satisfies GraphQLExportResolvers;
