import { AppError } from "@bulkhead/kernel/error.ts";
import type { DocumentNode } from "graphql";
import type { Edge } from "../edge.ts";
import { operationSize } from "./operation-size.ts";

/** An alias lets one document ask for the same costly field many times. */
export function limitAliases(document: DocumentNode, edge: Edge): void {
  const { aliases } = edge.config;
  if (operationSize(document).aliases > aliases)
    throw new AppError(
      "TOO_MANY_ALIASES",
      `An operation may have at most ${aliases} aliases, fragments expanded. Split it.`,
    );
}
