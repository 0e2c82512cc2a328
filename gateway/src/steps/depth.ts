import { AppError } from "@bulkhead/kernel/error.ts";
import type { DocumentNode } from "graphql";
import type { Edge } from "../edge.ts";
import { operationSize } from "./operation-size.ts";

export function limitDepth(document: DocumentNode, edge: Edge): void {
  const { depth } = edge.config;
  if (operationSize(document).depth > depth)
    throw new AppError(
      "OPERATION_TOO_DEEP",
      `Fields may stand at most ${depth} below one another. Ask in several operations.`,
    );
}
