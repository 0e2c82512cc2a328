import { AppError } from "@bulkhead/kernel/error.ts";
import { stepUpOf } from "@bulkhead/kernel/step-up.ts";
import { MUTATIONS_WHILE_SUSPENDED } from "@bulkhead/kernel/tenant-status.ts";
import { type DocumentNode, Kind, type OperationDefinitionNode, separateOperations } from "graphql";
import { cacheableOf } from "../cache/cacheable.ts";
import { nameOf, type PreparedDocument } from "../document.ts";
import type { Edge } from "../edge.ts";
import { collectCoordinates } from "../rules/coordinates.ts";
import { type RootField, rootFields } from "./root-fields.ts";

/** Chooses the operation and works out, once, which fields it touches. */
export function prepare(
  source: string,
  document: DocumentNode,
  operationName: string | undefined,
  edge: Edge,
): PreparedDocument {
  const alone = chooseOperation(document, operationName);
  const operation = alone.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw noOperation();
  const fields = rootFields(alone, operation);
  const { coordinates, introspects } = collectCoordinates(edge.supergraph.apiSchema, alone, operation);
  const touched = { source, coordinates, introspects };
  return {
    source,
    document: alone,
    operation,
    name: nameOf(operation),
    coordinates,
    rootFields: fields,
    cacheable: cacheableOf(operation, touched, edge.supergraph),
    stepUp: stepUpOf(coordinates),
    worksSuspended: worksSuspended(operation, fields),
    introspects,
    decisions: new Map(),
    plan: undefined,
  };
}

/** What only reads does, and a mutation when each of its fields does. A subscription would go on for as long as it lasts. */
function worksSuspended({ operation }: OperationDefinitionNode, fields: readonly RootField[]): boolean {
  if (operation === "query") return true;
  return operation === "mutation" && fields.every(({ coordinate }) => MUTATIONS_WHILE_SUSPENDED.has(coordinate));
}

function chooseOperation(document: DocumentNode, operationName: string | undefined): DocumentNode {
  const operations = separateOperations(document);
  const names = Object.keys(operations);
  const only = names.length === 1 ? names[0] : undefined;
  const chosen = operations[operationName ?? only ?? ""];
  if (!chosen) throw noOperation();
  return chosen;
}

function noOperation(): AppError {
  return new AppError("OPERATION_RESOLUTION_FAILURE", "Say in `operationName` which operation of the document to run.");
}
